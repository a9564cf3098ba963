import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

// Random nights over the rollback, judged by what must hold in all of them (test/model). Exits 1 with the smallest one that it found.
//   npm run test:simulate -- --schedules 1000             new ones
//   npm run test:simulate -- --seed 20260601              the same again
//   npm run test:simulate -- --seed 20260601 --night 17   only that one
const { values } = parseArgs({ options: { schedules: { type: 'string' }, seed: { type: 'string' }, night: { type: 'string' } } });
for (const [name, value] of Object.entries(values)) {
  if (/^\d+$/.test(value)) continue;
  process.stderr.write(`--${name} takes a whole number, not '${value}': npm run test:simulate -- --schedules 1000 --seed 1\n`);
  process.exit(2);
}
const { schedules = '1000', seed = String(randomInt(2 ** 31)), night } = values;
process.stderr.write(`seed ${seed}\n`);
const { status } = spawnSync('npx', ['jest', '--runInBand', 'test/model/model.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, HOLDFAST_SCHEDULES: schedules, HOLDFAST_SEED: seed, ...(night !== undefined && { HOLDFAST_NIGHT: night }) },
});
process.exitCode = status === 0 ? 0 : 1;
