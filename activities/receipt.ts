import type { Change } from '../contracts/platform-api.ts';
import type { Authorization, EvidencedAuthorization, Receipt, SignedAuthorization } from '../domain/containment.ts';
import type { ClaimedPointer } from './claimed-pointer.ts';

/** What was to be done to which channel, and the paper it was ordered by. */
export interface Order extends Pick<Receipt, 'action' | 'channel' | 'subject'> {
  readonly authorization: Authorization;
}

/** The receipt of a change that the publisher made, now or in an earlier attempt. `found`: before it; `after`: what shows it. */
export const doneReceipt = (order: Order, { already, audit_event }: Change, found: ClaimedPointer, after: ClaimedPointer): Receipt => ({
  ...said(order),
  at: Date.parse(audit_event.at),
  by: orderedBy(order.authorization),
  before: standing(found),
  after: standing(after),
  verified: `${pointerAt(after)} shows it`,
  audit: { id: audit_event.id, at: audit_event.at, digest: audit_event.digest },
  already,
  ...cameFirst(order, found),
});

/** What people did where the publisher cannot: believed only as far as the pointer shows it. */
export const byHandReceipt = (order: Order, found: ClaimedPointer): Receipt => ({
  ...said(order),
  at: Date.now(),
  by: order.authorization.byHand ?? [],
  before: 'not known: it was done by hand',
  after: standing(found),
  verified: `${pointerAt(found)} shows it`,
  audit: null,
  already: true,
  byHand: true,
  ...cameFirst(order, found),
});

/** Promise 12: says what would be done, where nothing is. */
export const rehearsedReceipt = (order: Order, found: ClaimedPointer): Receipt => ({
  ...said(order),
  at: Date.now(),
  by: ['holdfast'],
  before: standing(found),
  after: `${standing(found)}, unchanged: this incident only watches, and would have done '${order.action}' of ${order.subject}`,
  verified: 'nothing was changed',
  audit: null,
  already: false,
  dryRun: true,
});

/** Whoever decided just this, or whatever led to it, or the runbook itself. */
export const orderedBy = (authorization: Authorization): readonly string[] =>
  'decision' in authorization ? (authorization as SignedAuthorization).decision.by : (authorization.by ?? ['holdfast']);

/** Which pointer was read, and where. */
export const pointerAt = ({ state, origin }: ClaimedPointer): string => `the pointer at ${origin} (generation ${state.generation})`;

function said({ authorization: { key, trigger, observed }, action, channel, subject }: Order) {
  return { kind: 'receipt', key, action, channel, subject, trigger, observed } as const;
}

const standing = ({ state }: ClaimedPointer): string => `generation ${state.generation}, ${state.current.id}`;

/** The evidence that had to come first; where none had to, the pointer as it was found, and since when it was held. */
function cameFirst({ authorization, subject }: Order, found: ClaimedPointer): Pick<Receipt, 'evidence' | 'found' | 'since'> {
  const { snapshot } = authorization as Partial<EvidencedAuthorization>;
  if (snapshot) return { evidence: { digest: snapshot.digest, where: snapshot.where } };
  const earlier = found.state.holds.find(({ name }) => name === subject);
  return { found: Buffer.from(found.bytes).toString('base64'), ...(earlier && { since: earlier.since }) };
}
