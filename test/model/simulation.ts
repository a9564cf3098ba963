import fc from 'fast-check';
import { newSkippingServer } from '../support/time-skipping.ts';
import { nights } from './nights.ts';
import { onFreshServer } from './on-fresh-server.ts';
import { scheduleText } from './schedule-text.ts';
import { schedules } from './schedules.ts';
import { shrink } from './shrink.ts';
import { verdict } from './verdict.ts';

const atOnce = 100;

export interface Simulation {
  readonly seed: number;
  readonly schedules: number;
  /** Only this one of them, from 0; null for all. */
  readonly night: number | null;
  readonly say: (line: string) => void;
}

/** Runs so many nights of this seed, and answers what was found about the first bad one, for people; null when all were good. */
export async function simulate({ seed, schedules: count, night, say }: Simulation): Promise<string | null> {
  const drawn = fc.sample(schedules, { seed, numRuns: night === null ? count : night + 1 });
  const first = night ?? 0;
  const endings: Record<string, number> = {};
  for (let from = first; from < drawn.length; from += atOnce) {
    const histories = await onFreshServer((env) => nights(env, drawn.slice(from, from + atOnce)), say);
    for (const [index, history] of histories.entries()) {
      const problems = verdict(history);
      if (problems.length > 0) return found(seed, from + index, problems, say);
      for (const { timeline } of history.incidents) {
        const ended = timeline.findLast((one) => one.kind === 'ended');
        const ending = ended?.kind === 'ended' ? ended.ending : 'waiting';
        endings[ending] = (endings[ending] ?? 0) + 1;
      }
    }
    say(`seed ${seed}: ${from + histories.length} of ${drawn.length} nights were good ${JSON.stringify(endings)}`);
  }
  return null;
}

async function found(seed: number, nth: number, problems: readonly string[], say: (line: string) => void): Promise<string> {
  const [schedule] = fc.sample(schedules, { seed, numRuns: nth + 1 }).slice(nth);
  const whole = [`night ${nth} of seed ${seed} broke a promise:`, ...problems.map((one) => `  ${one}`), '', scheduleText(schedule!)].join(
    '\n',
  );
  say(`${whole}\n\nlooking for a smaller one`);
  const env = await newSkippingServer();
  const smallest = await shrink(env, seed, nth);
  await env.teardown();
  const shrunk = smallest
    ? `the smallest that was found:\n${scheduleText(smallest)}`
    : 'alone it broke none: it takes other incidents on the same server';
  return `${whole}\n\n${shrunk}\n\nAgain: npm run test:simulate -- --seed ${seed} --night ${nth}`;
}
