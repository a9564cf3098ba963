import type { Run } from '../contracts/last-run.ts';
import type { TemporalIncidents } from '../contracts/temporal-incidents.ts';
import { workflowIdOf } from '../domain/scope.ts';
import type { Millis } from '../domain/time.ts';
import type { Incidents } from './incidents.ts';

type Temporal = Pick<
  TemporalIncidents,
  'find' | 'last' | 'list' | 'board' | 'decide' | 'decideBySignal' | 'state' | 'stop' | 'stopped' | 'start'
>;

/** The commands' view of incidents on Temporal. `incidentWindow` is what an incident started by hand gets (BK-RO3); `listing` is the command that lists them. */
export function incidentsOn(temporal: Temporal, incidentWindow: Millis, listing: string): Incidents {
  const run = async (name: string): Promise<Run> => {
    const found = await temporal.find(name);
    if (!found) throw new Error(`there is no incident ${name}: list them with ${listing}`);
    return found;
  };
  return {
    list: (wanted) => temporal.list(wanted),
    board: async (incident) => temporal.board(await run(incident)),
    decide: async (incident, answer) => temporal.decide(await run(incident), answer),
    decideBySignal: async (incident, answer) => temporal.decideBySignal(await run(incident), answer),
    state: async (incident, statement) => temporal.state(await run(incident), statement),
    stop: (statement) => temporal.stop(statement),
    stopped: () => temporal.stopped(),
    start: async (statement) => {
      const last = await temporal.last(workflowIdOf(statement.runbook, statement.scope));
      // Promise 6: it adopts what the last one still holds, and whoever had a hand in that may not take it off here either.
      const start = { scope: statement.scope, alerts: [], startedBy: statement, ...last?.left, incidentWindow };
      return (await temporal.start(statement.runbook, start, { again: true }))?.workflowId ?? null;
    },
  };
}
