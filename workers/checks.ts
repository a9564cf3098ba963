import { sameConfig } from '../cli/decide-command.ts';
import type { Check, CheckResult } from '../cli/dependencies.ts';
import { Client } from '@temporalio/client';
import type { Configuration } from '../contracts/configuration.ts';
import { ConfigurationError, problemText } from '../contracts/configuration-error.ts';
import { missingRoles } from '../contracts/missing-roles.ts';
import { ToMend } from '../contracts/to-mend.ts';
import { WatchedIncidents } from '../contracts/watched-incidents.ts';
import { askingTemporal } from './asking-temporal.ts';
import { onTemporal, placeOf, type Place } from './connect.ts';
import { evidenceKeyCheck } from './evidence-key-check.ts';
import { missing, ok, probing } from './probing.ts';
import { rolesUsed } from './roles-used.ts';
import { searchAttributeCheck } from './search-attribute.ts';
import { secretHere } from './secret-here.ts';
import { targetChecks } from './target-checks.ts';
import { incidentsText, stuckFix } from './watcher/incidents-text.ts';
import { Looking } from './watcher/sight.ts';
import { workerCheck } from './worker-check.ts';

const patience = 5_000;

/** What `doctor` looks at: everything that an incident will need, before there is one. `command` is how the program is called. */
export async function checks(config: string | null, command: string): Promise<readonly Check[]> {
  const place = placeToCheck(config);
  const { configuration } = place;
  return [
    ...temporalChecks(configuration, `${command} serve${sameConfig({ config })}`),
    ...targetChecks(configuration),
    evidenceKeyCheck(configuration, command),
    peopleCheck(place),
    sourcesCheck(configuration),
  ];
}

/** A missing role alone is a line among others. In a file with other mistakes it is told with them, as `serve` does. */
function placeToCheck(config: string | null): Place {
  try {
    return placeOf(config);
  } catch (err) {
    if (err instanceof ConfigurationError) return placeOf(config, rolesUsed);
    throw err;
  }
}

function temporalChecks(configuration: Configuration, serving: string): readonly Check[] {
  const { address, namespace } = configuration.temporal;
  return [
    probing('Temporal', `create it with \`temporal operator namespace create --namespace ${namespace}\``, () =>
      onTemporal(configuration, async (connection) => {
        await connection.workflowService.describeNamespace({ namespace });
        return `${address}, namespace ${namespace}`;
      }),
    ),
    workerCheck(configuration, serving),
    searchAttributeCheck(configuration),
    incidentsCheck(configuration),
  ];
}

/** The same look at incidents as the watcher's, once. */
function incidentsCheck(configuration: Configuration): Check {
  const { namespace, taskQueue } = configuration.temporal;
  return askingTemporal('incidents', configuration, async (connection) => {
    const incidents = new WatchedIncidents(new Client({ connection, namespace }), patience);
    const sight = await new Looking(incidents, taskQueue).look(Date.now());
    return sight.stuck.length === 0 ? ok(incidentsText(sight)) : missing(incidentsText(sight), stuckFix);
  });
}

/** The same rule as `serve`'s, which does not start without these roles. */
function peopleCheck({ configuration: { people }, problemAt }: Place): Check {
  const complaints = missingRoles(people, rolesUsed).map(({ path, message }) => problemText(problemAt(path, message)));
  const found =
    complaints.length === 0
      ? ok(people.map(({ name }) => name).join(', '))
      : missing(complaints.join('; '), 'correct people: without these roles nothing starts');
  return { name: 'people', check: () => Promise.resolve(found) };
}

function sourcesCheck({ sources }: Configuration): Check {
  const found = (): CheckResult => {
    if (sources.length === 0) return missing('none', 'add one under sources: without it no alert is accepted');
    const unset = sources.flatMap(({ token }) => secretTrouble(token));
    if (unset.length === 0) return ok(sources.map(({ name }) => name).join(', '));
    return missing(unset.map(({ what }) => what).join('; '), unset.map(({ fix }) => fix).join('; '));
  };
  return { name: 'alert sources', check: () => Promise.resolve(found()) };
}

function secretTrouble(reference: string): readonly ToMend[] {
  try {
    secretHere(reference);
    return [];
  } catch (err) {
    if (err instanceof ToMend) return [err];
    throw err;
  }
}
