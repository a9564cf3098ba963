import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { WorkflowHandle } from '@temporalio/client';

import { broken, fail, type World } from './sound-world.ts';
import { timeline, type At } from './timeline.ts';

const folder = resolve(__dirname, '../fixtures/histories');
const checkout = resolve(__dirname, '../..');

interface Golden {
  readonly world: Partial<World>;
  readonly script: (at: At) => Promise<unknown>;
}

/** One incident for each ending, between them through every word that a runbook has. */
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
} satisfies Record<string, Golden>;

export const goldenNames = Object.keys(goldens) as readonly (keyof typeof goldens)[];

/** The history as it was recorded. */
export const golden = (name: string): unknown => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));

/** Runs the incident that `name` is of, and writes its history down, without this machine's name and paths. */
export async function record(name: keyof typeof goldens): Promise<void> {
  const { world, script }: Golden = goldens[name];
  let handle: WorkflowHandle | undefined;
  await timeline(world, (at) => {
    handle = at.handle;
    return script(at);
  });
  const json: unknown = JSON.parse(historyToJSON(await handle!.fetchHistory()));
  const text = JSON.stringify(json, null, 1).replaceAll(checkout, '.').replaceAll(hostname(), 'host');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${text}\n`);
}

function failsOnce(): Partial<World> {
  let tries = 0;
  return {
    rollBack: () => {
      if (tries++ === 0) throw broken('the publisher answers 500');
    },
  };
}
