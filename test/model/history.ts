import { sha256 } from '../../contracts/digest.ts';
import type { Board } from '../../domain/board.ts';
import type { Receipt } from '../../domain/containment.ts';
import type { Entry } from '../../domain/timeline.ts';
import type { Night, Sent } from './night.ts';
import type { Schedule } from './schedule.ts';
import { namesBelow, type Files } from './world/memory-store.ts';
import { standing } from './world/platform.ts';
import type { Happened, Standing } from './world/journal.ts';

/** The folder of a sealed incident as a stranger finds it. */
export interface Sealed {
  /** The lines of events.jsonl. */
  readonly lines: readonly string[];
  readonly receipts: readonly Receipt[];
  /** Names of the files and their digests as they are, and as SHA256SUMS has them. */
  readonly files: Readonly<Record<string, string>>;
  readonly sums: Readonly<Record<string, string>>;
  /** Digest of the signed statement over all of them. */
  readonly digest: string;
}

/** One incident of a night; alerts that come while one ends start the next. */
export interface SeenIncident {
  readonly id: string;
  readonly timeline: readonly Entry[];
  /** Null while it is not sealed. */
  readonly sealed: Sealed | null;
  /** The board of one that still waits when all is over, or whose record still waits to be sealed, else null. */
  readonly waiting: Board | null;
}

/** All that is known of one night: plain data, to be judged. */
export interface History {
  readonly schedule: Schedule;
  readonly holder: string;
  readonly journal: readonly Happened[];
  readonly incidents: readonly SeenIncident[];
  readonly sent: readonly Sent[];
  /** What each channel's pointer says at last. */
  readonly standing: Readonly<Record<string, Standing>>;
  /** The server's clock at last, epoch milliseconds. */
  readonly clock: number;
}

/** Takes down what became of a night that is over, or waits. */
export async function historyOf(night: Night, clock: number): Promise<History> {
  const { schedule, world, sent, handle } = night;
  const waiting = (await night.isOver()) ? null : await night.wholeBoard();
  const sealing = await Promise.all([...night.sealers.values()].map(async (one) => ((await one.isOver()) ? null : one.wholeBoard())));
  const appended = new Map<string, Map<number, Entry>>();
  const learn = (id: string, entries: readonly Entry[]): void => {
    const known = appended.get(id) ?? new Map<number, Entry>();
    for (const entry of entries) known.set(entry.seq, entry);
    appended.set(id, known);
  };
  for (const one of world.journal) if (one.what === 'appended') learn(one.incident, one.entries);
  if (waiting) learn(waiting.incident, waiting.timeline);
  const incidents = [...appended].map(([id, entries]) => ({
    id,
    timeline: [...entries.values()].toSorted((one, other) => one.seq - other.seq),
    sealed: world.journal.some((one) => one.what === 'sealed' && one.incident === id) ? sealedIn(world.files, `${id}/`) : null,
    waiting: [waiting, ...sealing].find((one) => one?.incident === id) ?? null,
  }));
  const standings = [...world.platform.channels].map(([name, { pointers }]) => [name, standing(pointers.at(-1)!)] as const);
  return { schedule, holder: handle.workflowId, journal: world.journal, incidents, sent, standing: Object.fromEntries(standings), clock };
}

const statement = 'evidence.sigstore.json';

function sealedIn(files: Files, folder: string): Sealed {
  const bytesOf = (name: string): Buffer => files.get(folder + name)!;
  const sums = Object.fromEntries(linesOf(String(bytesOf('SHA256SUMS'))).map((line) => [line.slice(66), line.slice(0, 64)]));
  const names = namesBelow(files, folder).filter((name) => name !== 'SHA256SUMS' && name !== statement);
  const receipts = names.filter((name) => name.startsWith('files/receipts/'));
  return {
    lines: linesOf(String(bytesOf('events.jsonl'))),
    receipts: receipts.map((name) => (JSON.parse(String(bytesOf(name))) as { readonly receipt: Receipt }).receipt),
    files: Object.fromEntries(names.map((name) => [name, sha256(bytesOf(name))])),
    sums,
    digest: `sha256:${sha256(bytesOf(statement))}`,
  };
}

const linesOf = (text: string): readonly string[] => text.trimEnd().split('\n');
