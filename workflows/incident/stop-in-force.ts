import { reasonOf } from './pager.ts';
import { probe } from './ports.ts';

/** The stop of automatic containment that is in force, in words; null when there is none. One that cannot be read counts as one (BK-P1). */
export async function stopInForce(): Promise<string | null> {
  try {
    const stop = await probe.stopped();
    return stop && `Automatic containment is stopped until ${new Date(stop.until).toISOString()} by ${stop.by}: ${stop.why}`;
  } catch (err) {
    return `It is not known whether automatic containment is stopped: ${reasonOf(err)}`;
  }
}
