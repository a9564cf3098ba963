/** Runs work for one name after the other, in the order asked; different names do not wait for each other. */
export function oneAtATime(): <T>(name: string, work: () => Promise<T>) => Promise<T> {
  const tails = new Map<string, Promise<unknown>>();
  return (name, work) => {
    const before = tails.get(name) ?? Promise.resolve();
    // Whoever was before has had its own answer, good or bad.
    const done = before.then(work, work);
    tails.set(name, done);
    return done;
  };
}
