import { writeSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { simulate } from './simulation.ts';

const { HOLDFAST_SCHEDULES = '300', HOLDFAST_SEED = '20260601', HOLDFAST_NIGHT } = process.env;
const count = Number(HOLDFAST_SCHEDULES);
const perSchedule = 2_000;

// `npm test` draws the same nights every time, so that it is red only for what was changed; `npm run test:simulate` draws new ones.
test(
  `whatever goes wrong, whoever answers: ${count} nights of seed ${HOLDFAST_SEED} keep every promise`,
  async () => {
    const say = (line: string): void => void writeSync(2, `${line}\n`);
    const night = HOLDFAST_NIGHT === undefined ? null : Number(HOLDFAST_NIGHT);
    const problem = await simulate({ seed: Number(HOLDFAST_SEED), schedules: count, night, say });
    if (problem !== null) throw new Error(problem);
    expect(problem).toBeNull();
  },
  300_000 + count * perSchedule,
);
