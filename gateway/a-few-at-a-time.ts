/** Does at most `most` works at once; the others wait for their turn, in order. `isGone`: nobody waits for it any more, so that it is left out. */
export function aFewAtATime(most: number): <T>(work: () => Promise<T>, isGone: () => boolean) => Promise<T | null> {
  const waiting: (() => void)[] = [];
  let inHand = 0;
  return async (work, isGone) => {
    if (inHand === most) await new Promise<void>((turn) => void waiting.push(turn));
    else inHand += 1;
    try {
      return isGone() ? null : await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else inHand -= 1;
    }
  };
}
