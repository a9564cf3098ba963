import { readdir } from 'node:fs/promises';
import type { Check } from '../cli/dependencies.ts';
import { Client } from '@temporalio/client';
import type { Configuration } from '../contracts/configuration.ts';
import { WatchedIncidents } from '../contracts/watched-incidents.ts';
import type { Targets } from '../targets/targets.ts';
import { tufTrustRoots } from '../targets/trust-roots/tuf-trust-roots.ts';
import { spoolingVault } from '../targets/vault/spooling-vault.ts';
import { evidenceKeyCheck } from './evidence-key-check.ts';
import { onTemporal, placeOf } from './connect.ts';
import { originFix, originIsThere, vaultFix, vaultIsSound } from './kept-soundly.ts';
import { workerCheck } from './worker-check.ts';
import { vaultOf } from './kept-at.ts';
import { noticeChecks } from './notice-checks.ts';
import { platformChecks } from './platform-checks.ts';
import { missing, ok, probing } from './probing.ts';
import { noSealer } from './sealer-of.ts';
import { searchAttributeCheck } from './search-attribute.ts';
import { incidentsText, stuckFix } from './watcher/incidents-text.ts';
import { Looking } from './watcher/sight.ts';

const patience = 5_000;

/** What `doctor` looks at: everything that an incident will need, before there is one. `command` is how the program is called. */
export async function checks(config: string | null, command: string): Promise<readonly Check[]> {
  const { configuration } = placeOf(config);
  return [
    ...temporalChecks(configuration, command),
    ...packChecks(configuration),
    ...platformChecks(configuration),
    trustRootsCheck(configuration),
    ...evidenceChecks(configuration),
    evidenceKeyCheck(configuration, command),
    ...noticeChecks(configuration),
    ...peopleChecks(configuration),
  ];
}

function temporalChecks(configuration: Configuration, command: string): readonly Check[] {
  const { address, namespace } = configuration.temporal;
  return [
    probing('Temporal', `start Temporal at ${address}, and create namespace ${namespace}`, () =>
      onTemporal(configuration, async (connection) => {
        await connection.workflowService.describeNamespace({ namespace });
        return `${address}, namespace ${namespace}`;
      }),
    ),
    workerCheck(configuration, command),
    searchAttributeCheck(configuration),
    incidentsCheck(configuration),
  ];
}

/** The same look at incidents as the watcher's, once. */
function incidentsCheck(configuration: Configuration): Check {
  return {
    name: 'incidents',
    check: () => {
      const { namespace, taskQueue } = configuration.temporal;
      return onTemporal(configuration, async (connection) => {
        const incidents = new WatchedIncidents(new Client({ connection, namespace }), patience);
        const sight = await new Looking(incidents, taskQueue).look(Date.now());
        return sight.stuck.length === 0 ? ok(incidentsText(sight)) : missing(incidentsText(sight), stuckFix);
      });
    },
  };
}

function packChecks({ targets: { packs } }: Configuration): readonly Check[] {
  return [
    ...packs.origins.map((origin) => probing(`pack origin ${origin.name}`, originFix(origin), () => originIsThere(origin))),
    {
      name: 'several origins',
      check: () =>
        Promise.resolve(
          packs.origins.length > 1
            ? ok(`${packs.origins.length} origins`)
            : missing('one origin only', 'with one origin no release is proven bad without a person: add another to targets.packs'),
        ),
    },
  ];
}

function trustRootsCheck({ targets: { trustRoots } }: Configuration): Check {
  return probing('trust roots', `put the pinned roots at ${trustRoots.pinned}/<tenant>/<environment>/root.json`, () =>
    trustRootsOf(trustRoots.pinned, tufTrustRoots(trustRoots)),
  );
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

function evidenceChecks(configuration: Configuration): readonly Check[] {
  const { vault } = configuration.targets;
  return [
    probing('vault', vaultFix(vault), () => vaultIsSound(vault)),
    {
      name: 'spool',
      check: async () => {
        const waiting = await spoolingVault({ vault: vaultOf(vault, noSealer(configuration)), spool: vault.spool }).spooled();
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
