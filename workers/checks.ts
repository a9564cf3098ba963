import { readdir } from 'node:fs/promises';
import type { Check, CheckResult } from '../cli/dependencies.ts';
import { Client } from '@temporalio/client';
import type { Configuration } from '../contracts/configuration.ts';
import { WatchedIncidents } from '../contracts/watched-incidents.ts';
import type { Targets } from '../targets/targets.ts';
import { evidenceKeyCheck } from './evidence-key-check.ts';
import { placeOf, temporalConnection } from './connect.ts';
import { originFix, originIsThere, vaultFix, vaultIsSound } from './kept-soundly.ts';
import { searchAttributeCheck } from './search-attribute.ts';
import { targetsOf } from './targets-of.ts';
import { incidentsText, stuckFix } from './watcher/incidents-text.ts';
import { Looking } from './watcher/sight.ts';

const patience = 5_000;

/** What `doctor` looks at: everything that an incident will need, before there is one. */
export async function checks(config: string | null): Promise<readonly Check[]> {
  const { configuration } = placeOf(config);
  const targets = targetsOf(configuration, { controls: { stopped: () => Promise.resolve(null) }, page: () => undefined, code: null });
  return [
    ...temporalChecks(configuration),
    ...platformChecks(configuration, targets),
    ...evidenceChecks(configuration, targets),
    evidenceKeyCheck(configuration),
    ...peopleChecks(configuration),
  ];
}

function temporalChecks(configuration: Configuration): readonly Check[] {
  const { address, namespace, taskQueue } = configuration.temporal;
  return [
    probing('Temporal', `start Temporal at ${address}, and create namespace ${namespace}`, async () => {
      const connection = await temporalConnection(configuration);
      try {
        await connection.workflowService.describeNamespace({ namespace });
        const { pollers } = await connection.workflowService.describeTaskQueue({
          namespace,
          taskQueue: { name: taskQueue },
          taskQueueType: 1,
        });
        if (!pollers || pollers.length === 0) throw new Error(`no worker takes tasks from ${taskQueue}`);
        return `${address}, namespace ${namespace}, ${pollers.length} worker(s) on ${taskQueue}`;
      } finally {
        await connection.close();
      }
    }),
    searchAttributeCheck(configuration),
    incidentsCheck(configuration),
  ];
}

/** The same look at incidents as the watcher's, once. */
function incidentsCheck(configuration: Configuration): Check {
  return {
    name: 'incidents',
    check: async () => {
      const { namespace, taskQueue } = configuration.temporal;
      const connection = await temporalConnection(configuration);
      try {
        const incidents = new WatchedIncidents(new Client({ connection, namespace }), patience);
        const sight = await new Looking(incidents, taskQueue).look(Date.now());
        return sight.stuck.length === 0 ? ok(incidentsText(sight)) : missing(incidentsText(sight), stuckFix);
      } finally {
        await connection.close();
      }
    },
  };
}

function platformChecks({ targets: configured }: Configuration, { packs, publisher, trustRoots }: Targets): readonly Check[] {
  const origins = configured.packs.origins.map((origin) =>
    probing(`pack origin ${origin.name}`, originFix(origin), () => originIsThere(origin)),
  );
  const readers = configured.serving.readers.map(({ name, url }) =>
    probing(`reader ${name}`, `start it, or correct targets.serving`, () => answers(url)),
  );
  return [
    ...origins,
    probing('publisher', 'start it, or correct targets.publisher', async () => {
      const { actions } = await publisher.describe();
      return `${configured.publisher.url} can ${actions.join(', ')}`;
    }),
    ...readers,
    {
      name: 'several origins',
      check: () =>
        Promise.resolve(
          packs.origins.length > 1
            ? ok(`${packs.origins.length} origins`)
            : missing('one origin only', 'with one origin no release is proven bad without a person: add another to targets.packs'),
        ),
    },
    probing('trust roots', `put the pinned roots at ${configured.trustRoots.pinned}/<tenant>/<environment>/root.json`, () =>
      trustRootsOf(configured.trustRoots.pinned, trustRoots),
    ),
  ];
}

async function trustRootsOf(pinned: string, trustRoots: Targets['trustRoots']): Promise<string> {
  const tenants = await readdir(pinned);
  const checked: string[] = [];
  for (const tenant of tenants) {
    for (const environment of await readdir(`${pinned}/${tenant}`)) {
      await trustRoots.confirm({ tenant, environment });
      checked.push(`${tenant}/${environment}`);
    }
  }
  if (checked.length === 0) throw new Error('there are none');
  return checked.join(', ');
}

function evidenceChecks({ targets: { vault } }: Configuration, targets: Targets): readonly Check[] {
  return [
    probing('vault', vaultFix(vault), () => vaultIsSound(vault)),
    {
      name: 'spool',
      check: async () => {
        const waiting = await targets.vault.spooled();
        return waiting.length === 0
          ? ok('empty')
          : missing(`evidence of ${waiting.join(', ')} waits there`, 'mend the vault: it catches up by itself');
      },
    },
  ];
}

function peopleChecks({ people, sources }: Configuration): readonly Check[] {
  const roles = ['on-call', 'incident-commander', 'duty-manager'].filter((role) => !people.some((person) => person.roles.includes(role)));
  return [
    {
      name: 'people',
      check: () =>
        Promise.resolve(
          roles.length === 0
            ? ok(people.map(({ name }) => name).join(', '))
            : missing(`nobody is ${roles.join(' or ')}`, 'add people with these roles'),
        ),
    },
    {
      name: 'alert sources',
      check: () =>
        Promise.resolve(
          sources.length > 0
            ? ok(sources.map(({ name }) => name).join(', '))
            : missing('none', 'add one under sources: without it no alert is accepted'),
        ),
    },
  ];
}

/** A check that something answers: what it says when it does, and what to do when it does not. */
function probing(name: string, fix: string, probe: () => Promise<string>): Check {
  return {
    name,
    check: async () => {
      try {
        return ok(await probe());
      } catch (err) {
        return { state: 'unreachable', say: err instanceof Error ? err.message : String(err), fix };
      }
    },
  };
}

async function answers(url: string): Promise<string> {
  await fetch(url, { signal: AbortSignal.timeout(patience), redirect: 'manual' }).then((answer) => answer.body?.cancel());
  return url;
}

const ok = (say: string): CheckResult => ({ state: 'ok', say, fix: '' });
const missing = (say: string, fix: string): CheckResult => ({ state: 'missing', say, fix });
