import type { OpenIncident, Pending, WatchedIncidents } from '../../contracts/watched-incidents.ts';
import { hours, type Millis } from '../../domain/time.ts';

export interface StuckIncident extends OpenIncident {
  /** How often its workflow task was tried in vain. */
  readonly attempt: number;
}

/** What one look at Temporal shows. */
export interface Sight {
  readonly open: readonly OpenIncident[];
  readonly stuck: readonly StuckIncident[];
  /** By the server's clock; null when it remembers no worker. */
  readonly lastPoll: Millis | null;
  /** Incidents that were stopped from outside in the last 24 hours: without a sealed record. */
  readonly unsealed: number;
}

/** A task that failed this often is not bad luck: a killed worker costs one attempt. */
const tooOften = 3;
const atOnce = 10;
const perLook = 1_000;

/**
 * Looks at incidents from outside, in bounded work: the list whole, and at most 1,000 of them closely, ten at a time. Those that were stuck, or
 * that Temporal marks, come first, then whoever was looked at longest ago, so that 10,000 open incidents are each seen every tenth look.
 */
export class Looking {
  private readonly incidents: Pick<WatchedIncidents, 'open' | 'pending' | 'lastPoll' | 'unsealed'>;
  private readonly taskQueue: string;
  private stuck = new Map<string, StuckIncident>();
  private turn = 0;

  constructor(incidents: Pick<WatchedIncidents, 'open' | 'pending' | 'lastPoll' | 'unsealed'>, taskQueue: string) {
    this.incidents = incidents;
    this.taskQueue = taskQueue;
  }

  /** Throws what Temporal throws: a look that failed shows nothing. */
  async look(now: Millis): Promise<Sight> {
    const [open, lastPoll, unsealed] = await Promise.all([
      this.incidents.open(),
      this.incidents.lastPoll(this.taskQueue),
      this.incidents.unsealed(now - hours(24)),
    ]);
    const closely = this.choose(open);
    const seen = await inParallel(closely, (incident) => this.incidents.pending(incident));
    const openStill = new Set(open.map(({ runId }) => runId));
    const stuck = new Map([...this.stuck].filter(([runId]) => openStill.has(runId)));
    closely.forEach((incident, index) => note(stuck, incident, seen[index]!));
    this.stuck = stuck;
    return { open, stuck: [...stuck.values()], lastPoll, unsealed };
  }

  private choose(open: readonly OpenIncident[]): readonly OpenIncident[] {
    const suspect = ({ runId, reported }: OpenIncident): boolean => reported || this.stuck.has(runId);
    const known = open.filter(suspect).slice(0, perLook / 2);
    const others = open.filter((incident) => !suspect(incident));
    const room = Math.min(others.length, perLook - known.length);
    const from = others.length === 0 ? 0 : this.turn % others.length;
    this.turn = from + room;
    return [...known, ...[...others.slice(from), ...others.slice(0, from)].slice(0, room)];
  }
}

function note(stuck: Map<string, StuckIncident>, incident: OpenIncident, pending: Pending | null): void {
  if (pending && pending.attempt >= tooOften) stuck.set(incident.runId, { ...incident, attempt: pending.attempt });
  else stuck.delete(incident.runId);
}

async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return results;
}
