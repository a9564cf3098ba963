import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { World } from '../../activities/change.ts';
import { contain } from '../../activities/contain.ts';
import { pausedNotice } from '../../domain/packs.ts';
import { filesIn } from '../targets/support/vault-folder.ts';
import { expectTargetError } from '../targets/support/expect-error.ts';
import { channel, evidenced, holder, incident, paper, platform, r3, r4, r5, type Platform } from './support.ts';

const kept = ({ vaultFolder }: Platform) =>
  filesIn(join(vaultFolder, incident))
    .filter((file) => file.startsWith('files/receipts/'))
    .map((file) => JSON.parse(readFileSync(join(vaultFolder, incident, file), 'utf8')) as { record: Record<string, string> });

test('a hold asks what became of its key before it acts, and its receipt keeps the pointer as it was found', async () => {
  const at = await platform();
  const found = await at.world.packs.origins[0]!.pointer(channel);
  const receipt = await contain(at.world).hold(paper(), channel);
  expect(at.calls).toEqual(['outcome hold-1', 'hold hold-1']);
  expect(Buffer.from(receipt.found!, 'base64')).toEqual(Buffer.from(found.value.bytes));
  expect(receipt).toMatchObject({ action: 'hold', subject: holder, by: ['holdfast'], before: expect.stringMatching(/^generation 3/) });
  expect(receipt).not.toHaveProperty('evidence');
  expect(at.pointer().holds).toEqual([expect.objectContaining({ name: holder, notice: pausedNotice })]);
});

test('the receipt and the platform name those who ordered it (BK-E1)', async () => {
  const at = await platform();
  const by: string[] = [];
  const change: World['publisher']['change'] = (where, request) => {
    by.push(request.by);
    return at.publisher.change(where, request);
  };
  const world = { ...at.world, publisher: { ...at.publisher, change } };
  const receipt = await contain(world).quarantine({ ...evidenced('isolate-1'), by: ['Ana', 'Ivo'] }, channel, r5.release);
  expect(receipt.by).toEqual(['Ana', 'Ivo']);
  expect(by).toEqual(['Ana, Ivo']);
});

test('a hold that died after its effect is found by its key, changes nothing more, and still tells what it found', async () => {
  const at = await platform();
  const found = await at.world.packs.origins[0]!.pointer(channel);
  at.mischief.push('dies after the effect');
  await expect(contain(at.world).hold(paper(), channel)).rejects.toThrow('killed');
  at.move(({ pinned }) => ({ pinned })); // the pointer moves on before the retry
  const receipt = await contain(at.world).hold(paper(), channel);
  expect(at.calls).toEqual(['outcome hold-1', 'hold hold-1', 'outcome hold-1']);
  expect(Buffer.from(receipt.found!, 'base64')).toEqual(Buffer.from(found.value.bytes));
  expect(at.pointer().holds).toHaveLength(1);
});

test('the receipt of a hold that was on before says since when, and of one that this incident put on does not (promise 9)', async () => {
  const at = await platform();
  expect(await contain(at.world).hold(paper(), channel)).not.toHaveProperty('since');
  const [first] = at.pointer().holds;
  const adopted = await contain(at.world).hold({ ...paper(), key: 'hold-2' }, channel);
  expect(adopted.since).toBe(Date.parse(first!.since));
});

test('a write that takes effect and times out is resolved through its key, without a second change', async () => {
  const at = await platform();
  at.mischief.push('times out after the effect');
  const receipt = await contain(at.world).rollBack(evidenced('back-1'), channel, [r5.release], r4.release);
  expect(at.calls).toEqual(['outcome back-1', 'rebind back-1', 'outcome back-1']);
  expect(at.moves()).toBe(1);
  expect(receipt.audit?.id).toBe('audit/4');
});

test('a write that timed out without an effect is an error to be tried again, and is not repeated there and then', async () => {
  const at = await platform();
  at.mischief.push('times out before it');
  const error = await expectTargetError(contain(at.world).hold(paper(), channel), 'TimedOut');
  expect(error.recoverable).toBe(true);
  expect(at.moves()).toBe(0);
  expect(at.calls).toEqual(['outcome hold-1', 'hold hold-1', 'outcome hold-1']);
  await contain(at.world).hold(paper(), channel);
  expect(at.moves()).toBe(1);
});

test.each([
  ['hold', (at: Platform) => contain(at.world).hold(paper(), channel)],
  ['quarantine', (at: Platform) => contain(at.world).quarantine(evidenced('k'), channel, r5.release)],
  ['rebind', (at: Platform) => contain(at.world).rollBack(evidenced('k'), channel, [r5.release], r4.release)],
  ['pin', (at: Platform) => contain(at.world).pin(evidenced('k'), channel, r4.release)],
])('a publisher that says %s is done and does nothing is not believed', async (action, work) => {
  const at = await platform();
  at.mischief.push('says done and does nothing');
  const error = await expectTargetError(work(at), 'Refused');
  expect(error.message).toContain(`answered that ${action}`);
  expect(kept(at)).toEqual([]);
});

test('a pointer that somebody else moved is not moved away from what they chose', async () => {
  const at = await platform();
  at.move(() => ({ current: { release_id: r3.release.id, artifact_id: r3.release.artifact } }));
  await expectTargetError(contain(at.world).rollBack(evidenced('back-1'), channel, [r5.release], r4.release), 'Raced');
  expect(at.calls).toEqual(['outcome back-1']);
  expect(at.pointer().current.release_id).toBe('r3');
});

test('a release of the same name with other content is somebody else’s move too', async () => {
  const at = await platform();
  const from = { ...r5.release, artifact: r3.release.artifact };
  await expectTargetError(contain(at.world).rollBack(evidenced('back-1'), channel, [from], r4.release), 'Raced');
});

test('a rollback moves the pointer forward, to a generation that names the old content (KOA-P2)', async () => {
  const at = await platform();
  const receipt = await contain(at.world).rollBack(evidenced('back-1'), channel, [r5.release], r4.release);
  expect(at.pointer()).toMatchObject({ generation: 4, current: { release_id: 'r4', artifact_id: r4.release.artifact } });
  expect(receipt).toMatchObject({
    before: 'generation 3, r5',
    after: 'generation 4, r4',
    evidence: { digest: 'sha256:5', where: 'vault' },
  });
  expect(receipt).not.toHaveProperty('found');
});

test('where the platform cannot pin, nothing is done and nothing is claimed', async () => {
  const at = await platform();
  at.description = { ...at.description, actions: ['hold', 'lift', 'quarantine', 'rebind'] };
  expect(await contain(at.world).pin(evidenced('pin-1'), channel, r4.release)).toBeNull();
  expect(at.calls).toEqual([]);
});

test('a case is opened for this incident and read back; one that is linked to another is refused', async () => {
  const at = await platform();
  const receipt = await contain(at.world).openCase(evidenced('case-1'), channel, 'Fix r5 forward', 'Rolled back.');
  expect(receipt).toMatchObject({ action: 'open case', subject: 'CASE-1', verified: `read back: case CASE-1 names ${incident}` });
  const { cases } = at.world;
  const foreign = { ...cases, read: async (id: string) => ({ ...(await cases.read(id)), incident: 'INC-OTHER' }) };
  const refused = contain({ ...at.world, cases: foreign }).openCase(evidenced('case-2'), channel, 'Fix', '');
  await expectTargetError(refused, 'Refused');
});

const nineFields = [
  'containment_action',
  'follow_up',
  'observed_failure_mode',
  'operator',
  'rollback_or_kill_switch_action',
  'scope',
  'timestamp',
  'trigger',
  'verification_result',
];
test('every receipt is kept with the nine fields of BK-E1, none empty, once however often it is asked for', async () => {
  const at = await platform();
  const { hold, quarantine, rollBack, openCase, pin } = contain(at.world);
  for (const _ of [1, 2]) {
    await hold(paper(), channel);
    await quarantine(evidenced('quarantine-1'), channel, r5.release);
    await rollBack(evidenced('back-1'), channel, [r5.release], r4.release);
    await pin(evidenced('pin-1'), channel, r4.release);
  }
  await openCase(evidenced('case-1'), channel, 'Fix', '');
  const records = kept(at).map(({ record }) => record);
  expect(records).toHaveLength(5);
  for (const { key: _key, ...fields } of records) {
    expect(Object.keys(fields).sort()).toEqual(nineFields);
    expect(Object.values(fields)).not.toContain('');
  }
  expect(at.moves()).toBe(4);
});

test('names at their longest still make a receipt that can be kept', async () => {
  const at = await platform();
  const long = `${incident}~Quarantine-the-bad-release~${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}~1`;
  await contain(at.world).hold({ ...paper(long), holder }, channel);
  expect(kept(at)).toHaveLength(1);
});

test('a receipt that cannot be kept is a failure, not a change without a trace (BK-P4)', async () => {
  const at = await platform();
  const vault = { ...at.vault, keep: () => Promise.reject(new Error('the vault is full')) };
  await expect(contain({ ...at.world, vault }).hold(paper(), channel)).rejects.toThrow('the vault is full');
});
