/**
 * Does work on several things at a time and hands over the results in the order of the things, each as soon as those before it are there.
 * @template T, R
 * @param {readonly T[]} things
 * @param {number} atOnce
 * @param {(thing: T) => Promise<R>} work
 * @param {(result: R) => void} take
 */
export async function inOrder(things, atOnce, work, take) {
  /** @type {Promise<R>[]} */
  const results = [];
  const begin = (/** @type {number} */ n) => {
    const thing = things[n];
    if (thing !== undefined && results[n] === undefined) results[n] = work(thing).finally(() => begin(results.length));
  };
  for (let n = 0; n < atOnce; n++) begin(n);
  for (let n = 0; n < things.length; n++) take(await /** @type {Promise<R>} */ (results[n]));
}
