import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { namedPairs } from '../pairs/named-pairs.ts';
import { allPairs } from '../pairs/pair-faults.ts';
import { runPair } from '../pairs/run-pair.ts';
import { worlds } from '../pairs/worlds.ts';

jest.setTimeout(300_000);

const named = namedPairs.map(({ faults }) => faults.join(' + '));
const others = allPairs
  .map((pair) => [pair.map(({ name }) => name).join(' + '), pair] as const)
  .filter(([title]) => !named.includes(title));

/** Every pair that `npm test` does not run (test/e2e/pairs.test.ts). How each ends is not known beforehand: that it ends right is judged. */
describe('an incident ends right with two faults at once', () => {
  const products = worlds(3);
  afterAll(() => products.stop());

  test.concurrent.each(others)('%s', async (_title, pair) => {
    const { ending } = await products.lend((product, place) => runPair(pair, product, place));
    expect(['closed', 'handed-over', 'false-alarm']).toContain(ending);
  });
});
