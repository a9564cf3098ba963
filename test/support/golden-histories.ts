import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { WorkflowHandle } from '@temporalio/client';

import type { IncidentStart } from '../../domain/runbook.ts';
import { anAlert } from './alerts.ts';
import { bad, broken, fail, melbourne, receipt, release, sydney, type World } from './sound-world.ts';
import { alsoAt, timeline, type At } from './timeline.ts';
import { workflowBundle } from './workflow-bundle.ts';

const folder = resolve(__dirname, '../fixtures/histories');
const checkout = resolve(__dirname, '../..');

interface Golden {
  readonly world: Partial<World>;
  readonly script: (at: At) => Promise<unknown>;
  readonly start?: Partial<IncidentStart>;
  /** Another workflow than the rollback. */
  readonly type?: 'triage';
}

const scopeOf = (name: string) => ({ tenant: 'acme', environment: 'production', kind: 'channel', name }) as const;

/** One incident for each ending and each thing that a runbook may meet, between them through every word that a runbook has. */
const goldens = {
  closed: {
    world: failsOnce(),
    script: async (at) => {
      await at.minute(17);
      await at.answers('ana', 'bad');
      await at.asked('Roll back');
      await at.answers('ana', 'retry');
      await at.minute(29);
      await at.asked('Sign off');
      await at.alerts({ not: 'an alert' });
      await at.answers('eve', 'accept').catch(() => undefined);
      await at.answers('ivo', 'accept');
    },
  },
  'false-alarm': { world: {}, script: (at) => at.answers('ana', 'false-alarm') },
  'handed-over': { world: { served: () => fail }, script: (at) => at.answers('ana', 'bad') },
  baseline: {
    world: {
      candidates: () => ({ good: [], rejected: [] }),
      baseline: () => ({ channel: { ...sydney, name: 'baseline' }, release: release('b1') }),
    },
    script: async (at) => {
      await at.answers('ana', 'bad');
      await at.asked('Is the baseline');
      await at.answers('ivo', 'serve-baseline');
      await at.asked('Sign off');
      await at.answers('dee', 'accept');
    },
  },
  widening: {
    world: {
      channels: ({ tenant, environment, name }) => [{ tenant, environment, name }],
      stopped: () => ({ until: Date.parse('2100-01-01T00:00:00Z'), by: 'dee', why: 'platform at work' }),
    },
    script: async (at) => {
      await at.asked('Hold au-nsw all the same');
      await at.answers('ana', 'go-on');
      await at.asked('Is the active release bad');
      await at.alerts(anAlert('f2', { about: { ...melbourne, kind: 'channel' } }));
      await at.answers('ana', 'bad');
      await at.asked('Hold au-vic all the same');
      await at.answers('ana', 'go-on');
      await at.asked('Is the active release bad');
      await at.answers('ivo', 'false-alarm');
      const { asking } = await at.asked('Sign off');
      await at.alerts(anAlert('f3', { about: scopeOf('au-qld') }));
      await at.asked('Alerts now name au-qld too');
      await at.answers('ana', 'hold');
      await at.minute(1);
      await at.answers('dee', 'accept', { asking });
    },
  },
  observed: { world: { release: (_channel, of) => bad(of) }, script: () => Promise.resolve(), start: { observe: true } },
  triage: {
    type: 'triage',
    world: {},
    script: async (at) => {
      await at.asked();
      const { incident } = await at.board();
      const note = { kind: 'note', incident, text: 'I look', at: '', nonce: 'note-0001', signature: 'eve' };
      await at.handle.executeUpdate('state', { args: [note] });
      await at.answers('ana', 'bad-pack-rollback', { note: 'acme/production/channel/au-golden wrong rules' });
      const linked = alsoAt('production~acme~bad-pack-rollback~channel~au-golden');
      await linked.asked('Is the active release bad');
      await linked.answers('ivo', 'false-alarm'); // ana routed it
      await linked.handle.result();
    },
    start: { scope: { ...scopeOf('OddThing'), kind: 'queue' } },
  },
} satisfies Record<string, Golden>;

export const goldenNames = Object.keys(goldens) as readonly (keyof typeof goldens)[];

/** The history as it was recorded. */
export const golden = (name: string): unknown => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));

/** Runs the incident that `name` is of, and writes its history down, without this machine's name and paths. */
export async function record(name: keyof typeof goldens): Promise<void> {
  const { world, script, start, type }: Golden = goldens[name];
  let handle: WorkflowHandle | undefined;
  const told = (at: At): Promise<unknown> => {
    handle = at.handle;
    return script(at);
  };
  await (type ? timeline(world, told, start, { type, bundle: workflowBundle() }) : timeline(world, told, start));
  const json: unknown = JSON.parse(historyToJSON(await handle!.fetchHistory()));
  const text = JSON.stringify(json, null, 1).replaceAll(checkout, '.').replaceAll(hostname(), 'host');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${text}\n`);
}

function failsOnce(): Partial<World> {
  let tries = 0;
  return {
    rollBack: (paper, channel, _from, { id }) => {
      if (tries++ === 0) throw broken('the publisher answers 500');
      return receipt('rebind', paper, channel, id);
    },
  };
}
