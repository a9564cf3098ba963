import { expect, test } from '@jest/globals';
import { contain } from '../../activities/contain.ts';
import { TargetError } from '../../domain/target-error.ts';
import type { Publisher } from '../../targets/targets.ts';
import { expectTargetError } from '../targets/support/expect-error.ts';
import { channel, evidenced, holder, paper, platform, r5 } from './support.ts';

/** A platform whose publisher cannot make any change. */
async function unable() {
  const at = await platform();
  const change: Publisher['change'] = () => Promise.reject(new TargetError('Unsupported', 'the platform cannot do that'));
  return { at, ...contain({ ...at.world, publisher: { ...at.publisher, change } }) };
}
const byHand = ['ana'];

test('what people did where the publisher cannot is believed only once the pointer shows it (BK-P5)', async () => {
  const { at, quarantine } = await unable();
  const order = { ...evidenced('quarantine-1'), byHand };
  const unseen = await expectTargetError(quarantine(order, channel, r5.release), 'Unsupported');
  expect(unseen.message).toMatch(
    /^ana said that it is done, but the pointer at east.* \(generation 3\) does not show it; the platform cannot do/,
  );
  at.move(() => ({ quarantined: [{ release_id: 'r5', artifact_id: r5.release.artifact, reason: 'seen', key: 'console' }] }));
  // nobody says that they did it: whoever is asked to is told what is wanted
  const unasked = await expectTargetError(quarantine(evidenced('quarantine-1'), channel, r5.release), 'Unsupported');
  expect(unasked.message).toMatch(/^the platform cannot do that; wanted: quarantine of r5 on acme\//);
  const receipt = await quarantine(order, channel, r5.release);
  expect(receipt).toEqual({
    kind: 'receipt',
    key: 'quarantine-1',
    action: 'quarantine',
    channel,
    subject: 'r5',
    at: expect.any(Number),
    by: byHand,
    trigger: 'alertmanager: WrongTruth',
    observed: 'wrong rules',
    before: 'not known: it was done by hand',
    after: 'generation 4, r5',
    verified: expect.stringMatching(/^the pointer at east.* \(generation 4\) shows it$/),
    audit: null,
    already: true,
    byHand: true,
    evidence: { digest: 'sha256:5', where: 'vault' },
  });
});

test('the receipt of a hold that people put on by hand keeps the pointer that shows it', async () => {
  const { at, hold } = await unable();
  at.move(() => ({ holds: [{ name: holder, since: '2026-06-01T00:00:00Z', reason: 'seen', notice: 'paused' }] }));
  const { value } = await at.world.packs.origins[0]!.pointer(channel);
  const receipt = await hold({ ...paper(), byHand }, channel);
  expect(receipt).toMatchObject({ action: 'hold', byHand: true, found: Buffer.from(value.bytes).toString('base64') });
  expect(receipt).not.toHaveProperty('evidence');
});

test('a case that people opened where no case system can be asked is their word, and marked so; unasked for, it is not taken', async () => {
  const { world } = await platform();
  const open = () => Promise.reject(new TargetError('Unsupported', 'there is no case system here'));
  const { openCase } = contain({ ...world, cases: { ...world.cases, open } });
  await expectTargetError(openCase(evidenced('case-1'), channel, 'Fix', ''), 'Unsupported');
  expect(await openCase({ ...evidenced('case-1'), byHand }, channel, 'Fix', '')).toMatchObject({
    action: 'open case',
    subject: 'a case that ana opened by hand',
    by: byHand,
    byHand: true,
    audit: null,
    verified: 'nothing: no case system could be asked',
  });
});
