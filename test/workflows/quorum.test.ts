import { resolve } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { ceremony as followed } from '../fixtures/ceremony.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { refused, timeline, type At, type Seen } from '../support/timeline.ts';
import type { World } from '../support/sound-world.ts';

startSkippingTime();

const type: (typeof followed)['name'] = 'ceremony';
let bundle: WorkflowBundleWithSourceMap;
beforeAll(async () => {
  bundle = await bundleWorkflowCode({ workflowsPath: resolve(__dirname, '../fixtures/ceremony.ts'), logger: new DefaultLogger('ERROR') });
});
const ceremony = (world: Partial<World>, script: (at: At) => Promise<unknown>): Promise<Seen> =>
  timeline(world, script, {}, { type, bundle });

test('two seats wait for two people; one who answers twice fills one seat', async () => {
  const seen = await ceremony({}, async (at) => {
    await at.answers('ana', 'rotate');
    await at.answers('ana', 'rotate');
    expect((await at.asked()).votes).toEqual([{ person: 'ana', verdict: 'rotate' }]);
    await at.answers('ivo', 'rotate');
  });
  expect(seen.outcome.because).toBe('rotate by ana and ivo');
});

test('who changes their mind counts for the latest answer only', async () => {
  const seen = await ceremony({}, async (at) => {
    await at.answers('ana', 'rotate');
    await at.answers('ana', 'stop');
    await at.answers('ivo', 'rotate');
    expect((await at.asked()).votes).toHaveLength(2);
    await at.answers('dee', 'rotate');
  });
  expect(seen.outcome.because).toBe('rotate by dee and ivo');
});

test('an earlier answer whose signature took longer does not replace the later one, and says so', async () => {
  let checked = (): void => undefined;
  const slow = new Promise<void>((done) => (checked = done));
  const answer: World['answer'] = async (_question, { signature, verdict }) => {
    if (signature === 'ana' && verdict === 'rotate') await slow;
    return { person: { name: signature, roles: ['on-call'] } };
  };
  const seen = await ceremony({ answer }, async (at) => {
    const first = at.handle.startUpdate('decide', { args: [await at.answerOf('ana', 'rotate')], waitForStage: 'ACCEPTED' });
    const earlier = await first;
    await at.answers('ana', 'stop');
    checked();
    await refused(earlier.result(), 'NotOpen');
    expect((await at.asked()).votes).toEqual([{ person: 'ana', verdict: 'stop' }]);
    await at.answers('ivo', 'stop');
  });
  expect(seen.outcome.because).toBe('stop by ana and ivo');
});
