type Calls = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>;

let last: Promise<unknown> = Promise.resolve();

/**
 * The same local activities, one at a time over all that were given here. Temporal replays the results of local activities in the order in
 * which they were scheduled, not in which they came: of two at once, the quicker second one would wedge every incident whose branches go
 * on differently. Each must be bounded in time, for the next one waits for it.
 */
export function inTurn<T extends object>(local: T): T {
  const called = local as Calls;
  return new Proxy(local, {
    get:
      (_target, name: string) =>
      (...args: never[]): Promise<unknown> => {
        const done = last.then(() => called[name]!(...args));
        last = done.catch(() => undefined);
        return done;
      },
  });
}
