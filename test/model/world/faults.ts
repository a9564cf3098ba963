/** Where the world can go wrong, and how. A port's calls are counted from 1; a fault strikes some of them, one after another. */
export const faultKinds = {
  'publisher.change': ['unreachable', 'refused', 'lost', 'unheard', 'ignored', 'raced'],
  'publisher.outcome': ['unreachable'],
  'publisher.describe': ['unreachable'],
  'publisher.cover': ['unreachable'],
  'publisher.evidence': ['unreachable'],
  'packs.pointer': ['unreachable', 'malformed', 'lagging'],
  'judge.prove': ['doubtful', 'bad'],
  'judge.candidates': ['not trusted', 'none'],
  'judge.roster': ['unreachable'],
  'serving.ask': ['fail', 'unknown'],
  'cases.open': ['unreachable', 'lost', 'foreign'],
  'vault.open': ['unreachable', 'full'],
  'vault.keep': ['unreachable', 'full'],
  'vault.append': ['unreachable', 'full'],
  'vault.seal': ['unreachable', 'full'],
  'pager.page': ['unreachable'],
  'controls.stopped': ['stop', 'unreachable'],
  contain: ['dies after it', 'twice at once'],
} as const;

export type Port = keyof typeof faultKinds;

export interface Fault {
  readonly port: Port;
  readonly kind: string;
  /** The first call that it strikes, from 1. */
  readonly from: number;
  /** How many calls. */
  readonly calls: number;
}

/** Answers, for each call of a port, the fault that strikes it, or null. */
export function misfortune(faults: readonly Fault[]): (port: Port) => string | null {
  const called = new Map<Port, number>();
  return (port) => {
    const call = (called.get(port) ?? 0) + 1;
    called.set(port, call);
    return faults.find((fault) => fault.port === port && call >= fault.from && call < fault.from + fault.calls)?.kind ?? null;
  };
}
