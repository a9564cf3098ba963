/** Tells the person at the terminal what set-up is doing; on stderr, so that a command's own output stays clean. @param {string} text */
export function say(text) {
  process.stderr.write(`set-up: ${text}\n`);
}

/**
 * Does slow work, saying every ten seconds that it is still at it.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} work
 * @returns {Promise<{ result: T, seconds: string }>} what the work gave, and how long it took in seconds
 */
export async function whileSaying(what, work) {
  const began = performance.now();
  const seconds = () => ((performance.now() - began) / 1000).toFixed(1);
  const still = setInterval(() => say(`still ${what} (${seconds()} s)`), 10_000);
  try {
    return { result: await work(), seconds: seconds() };
  } finally {
    clearInterval(still);
  }
}
