import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { bad, broken, melbourne, sydney } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { timeline, type At } from '../support/timeline.ts';
import { workflowBundle } from '../support/workflow-bundle.ts';

startSkippingTime();

test('an incident replays though what was begun second was done first, and its branches went on differently', async () => {
  let handle: At['handle'] | undefined;
  const began: string[] = [];
  await timeline(
    {
      channels: () => [sydney, melbourne],
      release: (_channel, of) => bad(of),
      candidates: async ({ name }) => {
        began.push(name);
        if (name !== sydney.name) return { good: [], rejected: [] };
        await pause(200);
        throw broken('no index');
      },
    },
    async (at) => {
      ({ handle } = at);
      const { asking } = await at.asked('Find the last known good');
      await at.answers('ana', 'hand-over', { asking });
    },
    { scope: { tenant: 'acme', environment: 'production', kind: 'country', name: 'au' } },
  );
  expect(began).toEqual([sydney.name, melbourne.name]);
  const replayed = Worker.runReplayHistory({ workflowBundle: workflowBundle() }, await handle!.fetchHistory(), 'local-in-turn');
  await expect(replayed).resolves.toBeUndefined();
});
