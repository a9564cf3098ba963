import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Board } from '../../domain/board.ts';
import { seconds } from '../../domain/time.ts';
import { closingPlan } from '../../workflows/incident/retry-plan.ts';
import { closed, noon, waitingForConfirmation } from './boards.ts';
import { holdfast, keys } from './fake-world.ts';

const [question] = waitingForConfirmation.questions;
const lacking = 'BK-RC3 (no proof of rebind)';
/** BK-E2: it has come to its end, and its record lacks something. */
const gated: Board = {
  ...closed,
  objectives: [{ name: 'recorded', allowed: seconds(600), due: closed.now + seconds(500), state: 'running', metAt: null }],
  questions: [
    {
      ...question!,
      asking: 5,
      text: `The record of INC-7Q2M4K lacks ${lacking}. Attach it (holdfast attach --proves), or waive it with the reason as your note?`,
      notBy: [],
      verdicts: { waive: ['incident-commander'], 'look-again': ['on-call'] },
      plan: closingPlan('INC-7Q2M4K', lacking),
    },
  ],
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-gate-'));
  await writeFile(join(folder, 'ivo'), keys.ivo.privateKey, { mode: 0o600 });
});
afterAll(() => rm(folder, { recursive: true }));

test('an end whose record still waits for an answer is not shown as one, and its clocks run (BK-E2)', async () => {
  const { out } = await holdfast(['show', 'INC-7Q2M4K'], { board: gated });
  expect(out).toContain('NOT ENDED YET: to be CLOSED once what is asked below is answered (');
  expect(out).not.toMatch(/^CLOSED/m);
  expect(out).toContain('open for ');
  expect(out).not.toContain('took ');
  expect(out).toMatch(/recorded .* left of 10 min/);
  expect(out).toContain('decide INC-7Q2M4K waive --as Ivo --note WHY\n');
});

test('watching goes on while the record waits for an answer, and ends with it', async () => {
  const boards = [gated, gated, closed];
  const { code, out } = await holdfast(['show', 'INC-7Q2M4K', '--watch'], { incidents: { board: async () => boards.shift() ?? closed } });
  expect(code).toBe(0);
  expect(boards).toEqual([]);
  expect(out).toMatch(/NOT ENDED YET[^]*\nCLOSED /);
});

test('a waiver without its reason is a wrong call, and nothing is sent; with one it is sent', async () => {
  const waive = (...more: readonly string[]) =>
    holdfast(['decide', 'INC-7Q2M4K', 'waive', '--key', join(folder, 'ivo'), ...more], { board: gated });
  for (const more of [[], ['--note', ' '], ['--print']])
    expect(await waive(...more)).toMatchObject({ code: 2, out: '', sent: [], err: expect.stringContaining('a waiver needs its reason') });
  expect(await waive('--note', 'the console was lost')).toMatchObject({ code: 0, sent: [{ note: 'the console was lost' }] });
});

test('commands to copy reach the installation that was asked', async () => {
  const config = ['--config', '/etc/hold fast.yaml'];
  const here = " --config '/etc/hold fast.yaml'";
  expect((await holdfast(['show', 'INC-7Q2M4K', ...config])).out).toContain(`decide INC-7Q2M4K bad --as Ana${here}\n`);
  const left: Board = { ...closed, ended: { ending: 'handed-over', because: 'rejected', at: noon }, held: waitingForConfirmation.held };
  expect((await holdfast(['show', 'INC-7Q2M4K', ...config], { board: left })).out).toMatch(
    /holdfast start .*--config '\/etc\/hold fast.yaml'\n/,
  );
  const start = ['start', 'bad-pack-rollback', '--scope', 'acme/production/channel/au-nsw', '--why', 'x', '--key', join(folder, 'ivo')];
  expect((await holdfast(['decide', 'INC-7Q2M4K', 'bad', '--print', ...config])).err).toContain(`answer.json.sig${here}\n`);
  expect((await holdfast([...start, ...config])).out).toContain(`--watch${here}\n`);
});
