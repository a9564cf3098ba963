import type { Run } from '../contracts/last-run.ts';
import type { TemporalIncidents } from '../contracts/temporal-incidents.ts';
import type { Millis } from '../domain/time.ts';
import type { Incidents } from './incidents.ts';

/** The commands' view of incidents on Temporal. `incidentWindow` is what an incident started by hand gets (BK-RO3); `command` is how the program is called. */
export function incidentsOn(temporal: TemporalIncidents, incidentWindow: Millis, command: string): Incidents {
  const run = async (name: string): Promise<Run> => {
    const found = await temporal.find(name);
    if (!found) throw new Error(`there is no incident ${name}: list them with ${command} incidents`);
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
      const start = { scope: statement.scope, alerts: [], startedBy: statement, incidentWindow };
      return (await temporal.start(statement.runbook, start, { again: true }))?.workflowId ?? null;
    },
  };
}
