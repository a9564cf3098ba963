import { canonicalJson } from '../domain/canonical-json.ts';
import type { Snapshot, SnapshotItem } from '../domain/containment.ts';
import { evidenceItems } from '../domain/evidence-items.ts';
import { channelText, type Channel } from '../domain/scope.ts';
import { digestOf } from '../contracts/digest.ts';
import type { Description } from '../contracts/platform-api.ts';
import { isTargetError, TargetError } from '../domain/target-error.ts';
import type { PackOrigin, Packs, Publisher, Received, Targets } from '../targets/targets.ts';
import { readClaimed } from './claimed-pointer.ts';

interface Absent extends Omit<Received<never>, 'value'> {
  readonly absent: string;
}

type Sources = Pick<Targets, 'packs' | 'publisher' | 'vault'>;

/**
 * KOA-T5: every item with digest, origin and capture time. An item may be absent only when the platform says that it has none; one that it
 * has and does not give fails the snapshot, for nothing is destroyed without it. Taken again (a retry), it captures again beside the first.
 */
export async function takeSnapshot(
  { packs, publisher, vault }: Sources,
  incident: string,
  channels: readonly Channel[],
): Promise<Snapshot> {
  const at = Date.now();
  const description = await publisher.describe();
  demandAll(description);
  let where: Snapshot['where'] = 'vault';
  const keep = async (name: string, bytes: Uint8Array): Promise<string> => {
    const kept = await vault.keep(incident, `snapshot-${at}/${name}`, bytes);
    if (kept.where === 'spool') where = 'spool';
    return kept.digest;
  };
  const items: SnapshotItem[] = [];
  for (const channel of channels) {
    for (const [name, received] of await captured(packs, publisher, description, channel)) {
      const { origin, at: capturedAt } = received;
      const here =
        'absent' in received ? { digest: null, absent: received.absent } : { digest: await keep(name, received.value), absent: null };
      items.push({ name, origin, at: capturedAt, ...here });
    }
    items.push(
      ...description.absent.map(({ item, reason }) => ({
        name: `${folder(channel)}/${item}`,
        origin: 'publisher',
        at,
        digest: null,
        absent: reason,
      })),
    );
  }
  await keep('items.json', Buffer.from(canonicalJson(items)));
  return { digest: digestOf(items), where, at, items } as unknown as Snapshot;
}

/** An item that the platform neither has nor says to be absent was forgotten, and nothing forgotten is destroyed. */
function demandAll({ evidence, absent }: Description): void {
  const told = new Set([...evidence, ...absent.map(({ item }) => item)]);
  const forgotten = evidenceItems.filter((item) => !told.has(item));
  if (forgotten.length === 0) return;
  throw new TargetError(
    'Refused',
    `the platform's /v1/describe says nothing of ${forgotten.join(', ')}: list each as evidence or as absent`,
  );
}

async function captured(
  packs: Packs,
  publisher: Publisher,
  { evidence }: Description,
  channel: Channel,
): Promise<readonly (readonly [string, Received<Uint8Array> | Absent])[]> {
  const pointer = await readClaimed(packs.origins, channel);
  const taken: [string, Received<Uint8Array> | Absent][] = [
    [`${folder(channel)}/channel-index.json`, { value: pointer.bytes, origin: pointer.origin, at: Date.now() }],
  ];
  for (const origin of packs.origins) {
    taken.push([
      `${folder(channel)}/runtime-pack-manifest-${origin.name}.json`,
      await manifestAt(origin, channel, pointer.state.current.artifact),
    ]);
  }
  for (const item of evidence) taken.push([`${folder(channel)}/${item}`, await publisher.evidence(channel, item)]);
  return taken;
}

/** A manifest that an origin does not have is a fact about the incident, and is kept as one. */
async function manifestAt(origin: PackOrigin, channel: Channel, artifact: string): Promise<Received<Uint8Array> | Absent> {
  try {
    return await origin.manifest(channel, artifact);
  } catch (err) {
    if (!isTargetError(err, 'NotFound')) throw err;
    return { absent: err.message, origin: origin.name, at: Date.now() };
  }
}

const folder = (channel: Channel): string => channelText(channel).replaceAll('/', '-');
