import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { contain } from '../../activities/contain.ts';
import { held, type Receipt } from '../../domain/containment.ts';
import type { Publisher } from '../../targets/targets.ts';
import { expectTargetError } from '../targets/support/expect-error.ts';
import { channel, decided, evidenced, holder, incident, paper, platform, r4, r5, signed, type Platform } from './support.ts';

const dry = { dryRun: true } as const;
const baseline = { ...channel, name: 'baseline' };
const effect = { target: 'au-nsw', before: '', after: '', affects: '', undo: '' };
const plan = { accept: { ...effect, lifts: [channel], baselines: [channel] }, reject: effect };

/** Every change that a runbook can make, as a dry run. */
const dryRuns: readonly (readonly [string, string, (at: Platform) => Promise<Receipt | null>])[] = [
  ['hold', holder, ({ world }) => contain(world).hold({ ...paper(), ...dry }, channel)],
  ['quarantine', 'r5', ({ world }) => contain(world).quarantine({ ...evidenced('quarantine-1'), ...dry }, channel, r5.release)],
  ['rebind', 'r4', ({ world }) => contain(world).rollBack({ ...evidenced('rebind-1'), ...dry }, channel, [r5.release], r4.release)],
  ['pin', 'r4', ({ world }) => contain(world).pin({ ...evidenced('pin-1'), ...dry }, channel, r4.release)],
  ['baseline', 'baseline', ({ world }) => contain(world).serveBaseline({ ...signed(decided({ plan })), ...dry }, channel, baseline)],
  ['lift', holder, ({ world }) => contain(world).liftHold({ ...signed(decided({ plan })), ...dry }, channel, r5.release, channel)],
];

test.each(dryRuns)('a dry run of %s changes nothing, and its receipt says what would have been', async (action, subject, run) => {
  const at = await platform();
  const receipt = await run(at);
  expect([at.moves(), at.calls]).toEqual([0, []]);
  expect(receipt).toMatchObject({
    action,
    subject,
    dryRun: true,
    already: false,
    audit: null,
    by: ['holdfast'],
    before: 'generation 3, r5',
    after: `generation 3, r5, unchanged: this incident only watches, and would have done '${action}' of ${subject}`,
    verified: 'nothing was changed',
    trigger: 'alertmanager: WrongTruth',
    observed: 'wrong rules',
  });
});

test.each(dryRuns)('the receipt of a dry run of %s is kept in the vault like any other', async (_action, _subject, run) => {
  const at = await platform();
  const receipt = await run(at);
  const folder = join(at.vaultFolder, incident, 'files', 'receipts');
  const kept = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as { receipt: Receipt });
  expect(kept.map((one) => one.receipt)).toEqual([receipt]);
});

test('what was only rehearsed holds nothing', async () => {
  const at = await platform();
  const receipt = await contain(at.world).hold({ ...paper(), ...dry }, channel);
  expect(held([receipt])).toEqual([]);
  expect(held([await contain(at.world).hold(paper('hold-2'), channel)])).toHaveLength(1);
});

test('a dry run opens no case', async () => {
  const at = await platform();
  const opened: string[] = [];
  const cases = {
    ...at.world.cases,
    open: (request: { title: string }) => (opened.push(request.title), Promise.reject(new Error('asked'))),
  };
  const world = { ...at.world, cases };
  await contain(world)
    .openCase({ ...evidenced('case-1'), ...dry }, channel, 'Fix it', 'now')
    .catch(() => undefined);
  expect(opened).toEqual([]);
});

test('a dry run of what takes a decision takes it too', async () => {
  const { world } = await platform();
  const foreign = { ...signed(decided({ verdict: 'reject', plan })), ...dry };
  await expectTargetError(contain(world).serveBaseline(foreign, channel, baseline), 'NotAuthorized');
  await expectTargetError(contain(world).liftHold(foreign, channel, r5.release, channel), 'NotAuthorized');
});

test('a publisher that is away does not stop a dry run: nothing is asked of it', async () => {
  const at = await platform();
  const away = () => Promise.reject(new Error('away'));
  const publisher: Publisher = { ...at.publisher, outcome: away, change: away, describe: away };
  const receipt = await contain({ ...at.world, publisher }).hold({ ...paper(), ...dry }, channel);
  expect(receipt.dryRun).toBe(true);
});
