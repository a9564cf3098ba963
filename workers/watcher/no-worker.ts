import { seconds, type Millis } from '../../domain/time.ts';

/** A worker with nothing to do asks again within a minute (measured: every 51 to 57 s), so that less says nothing. */
export const noWorkerAfter = seconds(90);

/**
 * Since when no worker asked for tasks. The server's time of the last poll is only compared with itself, so that its clock and ours may
 * differ; how long it has not changed is measured here.
 */
export class LastPoll {
  private newest: Millis | null = null;
  private changed: Millis;

  constructor(now: Millis) {
    this.changed = now;
  }

  /** Takes what a look showed, and answers since when nobody has asked. */
  seen(lastPoll: Millis | null, now: Millis): Millis {
    if (lastPoll !== null && lastPoll > (this.newest ?? 0)) {
      this.newest = lastPoll;
      this.changed = now;
    }
    return this.changed;
  }

  /** While Temporal was away nobody could ask: the time begins anew. */
  begin(now: Millis): void {
    this.changed = now;
  }
}
