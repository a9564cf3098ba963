import { ApplicationFailure, CancellationScope, continueAsNew, isCancellation } from '@temporalio/workflow';
import { handsLeft, isIncidentStart, type IncidentStart, type Outcome, type Runbook } from '../../domain/runbook.ts';
import { HandedOver } from './handed-over.ts';
import { Incident } from './incident.ts';

/**
 * Follows `runbook` for one incident. `steps` is the runbook's own code; all that it may say is a method of `Incident`. Alerts that came
 * while it was ending start the next incident of the same id, with nothing
 * remembered (architecture.md, section 6) but who had a hand in what is still held (promise 6).
 */
export async function followRunbook<const R extends Runbook>(
  runbook: R,
  start: IncidentStart,
  steps: (incident: Incident<R>) => Promise<Outcome>,
): Promise<Outcome> {
  if (!isIncidentStart(start)) throw ApplicationFailure.nonRetryable('this is not a start: make one with `holdfast start`', 'Malformed');
  const incident = new Incident(runbook, start);
  const branches = new CancellationScope();
  const { outcome, cancelled } = await follow(incident, branches, steps);
  const { late } = incident.alerts;
  if (late.length > 0) await continueAsNew<typeof followed>({ ...ofNoOne(start), alerts: late, ...handsLeft(outcome) });
  if (cancelled) throw cancelled;
  return outcome;
}

/** A start without whoever ordered, routed or steered the one before: where they count still, `handsLeft` names them. */
function ofNoOne({ scope, observe, incidentWindow }: IncidentStart): Omit<IncidentStart, 'alerts'> {
  return { scope, incidentWindow, startedBy: null, ...(observe && { observe }) };
}

/** What `continueAsNew` starts: the same workflow type, with a new start. */
declare function followed(start: IncidentStart): Promise<Outcome>;

interface Followed {
  readonly outcome: Outcome;
  /** The cancellation that ended it, to be passed on. */
  readonly cancelled?: unknown;
}

async function follow<R extends Runbook>(
  incident: Incident<R>,
  branches: CancellationScope,
  steps: (incident: Incident<R>) => Promise<Outcome>,
): Promise<Followed> {
  try {
    return { outcome: await branches.run(() => incident.begin().then(() => Promise.race([steps(incident), incident.besideFailed]))) };
  } catch (err) {
    branches.cancel(); // other branches stop asking; their steps in hand are seen through
    const outcome = await incident.end('handed-over', endedBy(err));
    return isCancellation(err) ? { outcome, cancelled: err } : { outcome }; // even a bug in a runbook ends with a person told
  }
}

function endedBy(err: unknown): string {
  if (err instanceof HandedOver || err instanceof ApplicationFailure) return err.message;
  return isCancellation(err) ? 'the incident was cancelled; what was held is still held' : `the runbook stopped: ${String(err)}`;
}
