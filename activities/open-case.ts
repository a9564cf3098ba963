import { digestOf } from '../contracts/digest.ts';
import type { EvidencedAuthorization, Receipt } from '../domain/containment.ts';
import type { Channel } from '../domain/scope.ts';
import { isTargetError, TargetError } from '../domain/target-error.ts';
import type { World } from './change.ts';
import { keepReceipt } from './keep-receipt.ts';
import { mayBeThere, unresolved } from './may-be-there.ts';
import { orderedBy } from './receipt.ts';

/**
 * Opens the governed case, idempotent by key, and reads it back: it must name this incident (linked both ways, KOA-61e). Where there is nothing
 * to be asked and people say that they opened one, their word is the receipt, and marked as no more than that (BK-P5).
 */
export async function openCase(
  { cases, vault }: World,
  authorization: EvidencedAuthorization,
  channel: Channel,
  title: string,
  body: string,
): Promise<Receipt> {
  const { incident, key } = authorization;
  if (authorization.dryRun) throw new TargetError('Refused', 'an incident that only watches opens no case');
  const keep = (receipt: Receipt): Promise<Receipt> => keepReceipt(vault, incident, receipt);
  const opened = await cases.open({ key, title, incident, channel, body }).catch((err: unknown) => {
    if (authorization.byHand && isTargetError(err, 'Unsupported')) return null;
    // Nobody can be asked what became of the key: whatever is not refused may have opened it.
    throw isTargetError(err, 'TimedOut') || isTargetError(err, 'Unreachable') ? unresolved(err) : err;
  });
  if (!opened) return keep(caseByHand(authorization, channel));
  return mayBeThere(readBack(cases, authorization, channel, opened.id).then(keep));
}

async function readBack(cases: World['cases'], authorization: EvidencedAuthorization, channel: Channel, id: string): Promise<Receipt> {
  const { incident } = authorization;
  const seen = await cases.read(id);
  if (seen.incident !== incident) throw new TargetError('Refused', `case ${id} is linked to ${seen.incident}, not to ${incident}`);
  return {
    ...said(authorization, channel),
    subject: seen.id,
    at: Date.parse(seen.opened_at),
    by: orderedBy(authorization),
    before: 'no case',
    after: `${seen.status}, ${seen.url}`,
    verified: `read back: case ${seen.id} names ${incident}`,
    audit: { id: seen.id, at: seen.opened_at, digest: digestOf(seen) },
    already: false,
  };
}

function caseByHand(authorization: EvidencedAuthorization, channel: Channel): Receipt {
  const { byHand = [] } = authorization;
  return {
    ...said(authorization, channel),
    subject: `a case that ${byHand.join(', ')} opened by hand`,
    at: Date.now(),
    by: byHand,
    before: 'not known: it was done by hand',
    after: 'opened, as was said',
    verified: 'nothing: no case system could be asked',
    audit: null,
    already: true,
    byHand: true,
  };
}

function said({ key, trigger, observed, snapshot: { digest, where } }: EvidencedAuthorization, channel: Channel) {
  return { kind: 'receipt', key, action: 'open case', channel, trigger, observed, evidence: { digest, where } } as const;
}
