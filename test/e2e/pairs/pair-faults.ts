import type { FaultBodies } from '../../support/staging-faults.ts';
import type { Staging } from '../../support/staging.ts';

/** The channel that a pair breaks, in the words of the fault door. */
interface At {
  readonly tenant: string;
  readonly channel: string;
}

/** In the order in which faults are put on: what is published, what could be gone back to, who serves, who moves the pointer. */
export const kinds = ['release', 'earlier release', 'reader', 'publisher'] as const;

/** Releases that nobody may be brought to, by what a fault did. */
export interface Spoilt {
  /** Published bad: readers must not be served them, whatever their own checks say. */
  readonly bad: readonly string[];
  /** Good once, and damaged in a store now: whoever still has one serves it rightly, and nothing may be bound to it. */
  readonly damaged: readonly string[];
}

/** A fault as one half of a pair. */
export interface PairFault {
  readonly name: string;
  readonly fault: keyof FaultBodies;
  readonly kind: (typeof kinds)[number];
  /** Puts it on. */
  put(staging: Staging, at: At): Promise<Spoilt>;
  /** Its owner mends it when on-call rings, as a sensible person does who hears that a reader cannot be asked. */
  readonly isMendedWhenAsked?: true;
}

type Bodies = { readonly [N in keyof FaultBodies]: (at: At) => FaultBodies[N] };
type Extra = Pick<PairFault, 'isMendedWhenAsked'>;

function fault<N extends keyof FaultBodies>(kind: PairFault['kind'], name: N, body: Bodies[N], variant = '', extra: Extra = {}): PairFault {
  const put: PairFault['put'] = async (staging, at) => {
    const { release_id: one, releases = [{ release_id: one }] } = await staging.fault(name, body(at));
    const spoilt = (releases as readonly { readonly release_id: unknown }[]).map(({ release_id }) => String(release_id));
    return { bad: kind === 'release' ? spoilt : [], damaged: kind === 'earlier release' ? spoilt : [] };
  };
  return { name: variant ? `${name}, ${variant}` : name, fault: name, kind, put, ...extra };
}

const rebind = () => ({ action: 'rebind' }) as const;
const queued = (past: { readonly past_hold?: true; readonly forgets_quarantine?: true }) => (at: At) => ({ ...at, ...past });
const mended: Extra = { isMendedWhenAsked: true };

/** Every fault of the staging platform that one incident can meet, each as its pair sees it. Reader faults concern a reader each. */
export const pairFaults: readonly PairFault[] = [
  fault('release', 'wrong-content', (at) => at),
  fault('release', 'payload-corrupted', (at) => at),
  fault('release', 'payload-corrupted-at-one-origin', (at) => at),
  fault('release', 'truncated-manifest', (at) => ({ ...at, origin: 'all' }), 'everywhere'),
  fault('release', 'truncated-manifest', (at) => ({ ...at, origin: 'mirror' }), 'at one origin'),
  fault('release', 'bad-signature', (at) => ({ ...at, what: 'manifest' }), 'of the manifest'),
  fault('release', 'bad-signature', (at) => ({ ...at, what: 'index' }), 'of the index'),
  fault('earlier release', 'good-corrupted', (at) => at),
  fault('earlier release', 'good-corrupted-at-one-origin', (at) => at),
  fault('earlier release', 'no-good-release', (at) => at),
  fault('reader', 'reader-slow', () => ({ reader: 'reader-1', milliseconds: 300 })),
  fault('reader', 'reader-stuck', () => ({ reader: 'reader-2' })),
  fault('reader', 'reader-gone', () => ({ reader: 'reader-3' })),
  fault('reader', 'resolver-down', () => ({}), '', mended),
  fault('publisher', 'publisher-error', rebind),
  fault('publisher', 'publisher-does-nothing', rebind),
  fault('publisher', 'publisher-timeout', rebind),
  fault('publisher', 'promotion-race', rebind),
  fault('publisher', 're-promotion', queued({}), 'through the gates'),
  fault('publisher', 're-promotion', queued({ past_hold: true }), 'past the hold'),
  fault('publisher', 're-promotion', queued({ past_hold: true, forgets_quarantine: true }), 'forgetting the quarantine'),
];

export type Pair = readonly [PairFault, PairFault];

/** The fault of this name in the table. */
export function pairFault(name: string): PairFault {
  const found = pairFaults.find((one) => one.name === name);
  if (!found) throw new Error(`no pair has '${name}': one of ${pairFaults.map((one) => one.name).join('; ')}`);
  return found;
}

/** Every two different faults. Two ways of one fault are no pair. */
export const allPairs: readonly Pair[] = pairFaults.flatMap((one, index) =>
  pairFaults
    .slice(index + 1)
    .filter((other) => other.fault !== one.fault)
    .map((other): Pair => [one, other]),
);
