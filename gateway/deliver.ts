import { workflowIdOf } from '../domain/scope.ts';
import type { Carried, Carrier, RoutedAlert } from './carry.ts';

/** More alerts wait than the gateway holds: the sender is told to come again. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
}

interface Waiting {
  readonly routed: RoutedAlert;
  readonly bytes: number;
  readonly accepted: (carried: Carried) => void;
  readonly failed: (why: unknown) => void;
}

/** A signal or a start stays under 64 KiB with what Temporal puts around it. */
const mostBytes = 48 * 1024;
const mostWaiting = 10_000;

export type Deliver = (alerts: readonly RoutedAlert[]) => Promise<readonly Carried[]>;

/**
 * Delivers alerts to their incidents. Per incident at most one batch is under way; what comes meanwhile goes together in the next, and
 * a delivery is answered when every batch that carried a part of it was accepted. Fails as a whole when one was not: the sender comes
 * again, and a repeat is counted, nothing more. Throws Overloaded before it takes anything.
 */
export function delivery(carrier: Pick<Carrier, 'carry'>): Deliver {
  const lanes = new Map<string, Waiting[]>();
  let waiting = 0;

  async function drain(id: string, lane: Waiting[]): Promise<void> {
    for (let batch = nextBatch(lane); batch; batch = nextBatch(lane)) {
      await carryBatch(batch);
      waiting -= batch.length;
    }
    lanes.delete(id);
  }

  async function carryBatch(batch: readonly [Waiting, ...Waiting[]]): Promise<void> {
    try {
      const [first, ...rest] = batch;
      const carried = await carrier.carry([first.routed, ...rest.map(({ routed }) => routed)]);
      batch.forEach(({ accepted }, index) => accepted(carried[index]!));
    } catch (error) {
      for (const { failed } of batch) failed(error);
    }
  }

  function enqueue(routed: RoutedAlert): Promise<Carried> {
    const { promise, resolve: accepted, reject: failed } = Promise.withResolvers<Carried>();
    const id = workflowIdOf(routed.runbook, routed.scope);
    const entry: Waiting = { routed, bytes: Buffer.byteLength(JSON.stringify(routed.alert)), accepted, failed };
    waiting++;
    const lane = lanes.get(id);
    lane?.push(entry);
    if (!lane) {
      const fresh = [entry];
      lanes.set(id, fresh);
      // In a microtask, so that the alerts of one delivery go together.
      queueMicrotask(() => void drain(id, fresh));
    }
    return promise;
  }

  return async (alerts) => {
    if (waiting + alerts.length > mostWaiting)
      throw new Overloaded(`${waiting} alerts wait for Temporal already: send this again in a moment`);
    const settled = await Promise.allSettled(alerts.map(enqueue));
    const failed = settled.find(({ status }) => status === 'rejected');
    if (failed) throw (failed as PromiseRejectedResult).reason;
    return settled.map((one) => (one as PromiseFulfilledResult<Carried>).value);
  };
}

/** Takes what fits into one call off the front of the lane. At least one: an alert is trimmed long before it is too large. */
function nextBatch(lane: Waiting[]): readonly [Waiting, ...Waiting[]] | null {
  let bytes = 0;
  const over = lane.findIndex((entry) => (bytes += entry.bytes) > mostBytes);
  const [first, ...rest] = lane.splice(0, over < 0 ? lane.length : Math.max(1, over));
  return first ? [first, ...rest] : null;
}
