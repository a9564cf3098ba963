/** Does `work` for each of many, `size` of them at a time: neither one after the other nor all at once. Answers in their order. */
export async function inBatches<T, R>(many: readonly T[], size: number, work: (one: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let at = 0; at < many.length; at += size) results.push(...(await Promise.all(many.slice(at, at + size).map(work))));
  return results;
}
