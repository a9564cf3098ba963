import type { KeyObject } from 'node:crypto';
import { askedText, isOfScope, type AskedScope } from '../../contracts/records/asked-scope.ts';
import type { Checked } from '../../contracts/records/filed-record.ts';
import { lastIncident, type Found } from '../../contracts/records/last-incident.ts';
import type { KindOfRecord } from '../../contracts/records/record-kinds.ts';
import { readSealed, type EvidenceAtHand, type SealedIncident } from '../../contracts/records/sealed-incident.ts';
import { CommandFailed } from '../failed.ts';
import { verified } from '../verified.ts';

/** How many incidents a message names. */
const mostNamed = 20;

/** Which incident a record is asked of. */
export interface Wanted {
  readonly kind: KindOfRecord;
  readonly asked: AskedScope;
  /** A certain one, instead of the last. */
  readonly incident: string | null;
  readonly keys: readonly KeyObject[];
}

/**
 * The incident that a record is made of; null when there is none that fits, with how to ask for what there is `elsewhere`. Fails where it
 * cannot be told, or not be believed.
 */
export async function sourceIncident(at: EvidenceAtHand, wanted: Wanted): Promise<Exclude<Found, { readonly refused: string }>> {
  if (wanted.incident !== null) return { incident: await namedIncident(at, wanted.incident, wanted), elsewhere: [] };
  const { kind, asked, keys } = wanted;
  const names = await at.sealed();
  const read = await Promise.all(names.map((name) => readSealed(at, name, kind.runbook, keys)));
  const found = lastIncident(
    kind,
    asked,
    read.filter((one) => one !== null),
  );
  if ('refused' in found) throw new CommandFailed(found.refused);
  return found;
}

async function namedIncident(at: EvidenceAtHand, name: string, { kind, asked, keys }: Wanted): Promise<SealedIncident> {
  const read = await readSealed(at, name, kind.runbook, keys);
  if (read === null) throw new CommandFailed(`${name} is not a sealed incident of ${kind.runbook} in this vault: ${await sealedText(at)}`);
  if ('why' in read) throw new CommandFailed(`${name} does not verify, and no record is made of it: ${read.why}`);
  if (!kind.shows(read.entries)) throw new CommandFailed(`${name} is no incident that ${kind.showing}: name another`);
  if (!isOfScope(asked, read.scope, read.entries))
    throw new CommandFailed(`${name} is not of ${askedText(asked)}: name another scope, or none`);
  return read;
}

/** What there is to choose from, whatever their runbook. */
async function sealedText(at: EvidenceAtHand): Promise<string> {
  const names = [...(await at.sealed())].sort();
  const more = names.length > mostNamed ? `, and ${names.length - mostNamed} more` : '';
  return names.length === 0 ? 'nothing is sealed there yet' : `sealed there: ${names.slice(0, mostNamed).join(', ')}${more}`;
}

/** Checks an incident's whole folder, as `holdfast verify` does, and answers what was found. Fails with every reason when it does not hold. */
export function mustVerify(
  at: EvidenceAtHand,
  { incident, hint }: SealedIncident,
  keys: readonly KeyObject[],
): Promise<readonly Checked[]> {
  return at.within(incident, async (folder) => {
    const { lines } = await verified(folder, keys, incident, null);
    const problems = lines.flatMap((line) => line.problems.map((problem) => `${line.name}: ${problem}`));
    if (problems.length === 0)
      return lines.map(({ name, say }) => ({ name, say: name === 'identity' ? `${incident}, sealed with the key ${hint}` : say }));
    throw new CommandFailed(`${incident} does not verify, and no record is made of it: ${problems.join('; ')}`);
  });
}
