import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { namedPairs } from './pairs/named-pairs.ts';
import { allPairs, pairFault, type Pair } from './pairs/pair-faults.ts';
import { runPair } from './pairs/run-pair.ts';
import { worlds } from './pairs/worlds.ts';

jest.setTimeout(300_000);

/** Twelve of all pairs, the rest of which `npm run test:full` runs (test/e2e/full/pairs.test.ts): promises 1 to 9, whatever two things are broken at once. */
describe('an incident ends right with two faults at once', () => {
  const products = worlds(3);
  afterAll(() => products.stop());

  test.concurrent.each(namedPairs.map((one) => [`${one.faults.join(' + ')}: ${one.why}`, one] as const))('%s', async (_title, one) => {
    const pair: Pair = [pairFault(one.faults[0]), pairFault(one.faults[1])];
    const end = await products.lend((product, place) => runPair(pair, product, place));
    expect(end).toMatchObject(one.ends);
  });
});

test('every two faults are a pair once, and the twelve are among them', () => {
  const titles = allPairs.map((pair) => pair.map(({ name }) => name).join(' + '));
  expect(new Set(titles).size).toBe(titles.length);
  expect(titles).toEqual(expect.arrayContaining(namedPairs.map(({ faults }) => faults.join(' + '))));
  expect(namedPairs).toHaveLength(12);
});
