import { expect, test } from '@jest/globals';
import { bad, melbourne, receipt, release, sound, sydney } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { names, refused, timeline } from '../support/timeline.ts';

startSkippingTime();

test('confirmed by one person, rolled back in the order that the page promises, signed off by another', async () => {
  const seen = await timeline({}, async (at) => {
    await at.minute(2);
    await at.answers('ana', 'bad');
    await at.asked('Sign off');
    await at.answers('ivo', 'accept');
  });
  expect(seen.outcome).toMatchObject({ ending: 'closed', record: 'sha256:sealed', judged: ['alertmanager/f1/2026-01-01T00:00:00Z'] });
  expect(seen.effects).toEqual([
    '0 channels au-nsw',
    '0 hold au-nsw',
    '0 snapshot',
    '0 active',
    '0 release au-nsw',
    '2 candidates au-nsw',
    '2 quarantine au-nsw',
    '2 rollBack au-nsw to r4',
    '2 served au-nsw',
    '2 release au-nsw',
    '2 openCase au-nsw',
    '2 pin au-nsw',
    '2 liftHold au-nsw',
    '2 seal',
  ]);
});

test('every change has a key of its own, and after the hold also the evidence; only the lift has a decision', async () => {
  const seen = await timeline({}, async (at) => {
    await at.answers('ana', 'bad');
    await at.asked('Sign off');
    await at.answers('ivo', 'accept');
  });
  expect(new Set(seen.keys).size).toBe(6);
  const [hold, ...others] = seen.papers;
  expect(hold).not.toHaveProperty('snapshot');
  for (const paper of others) expect(paper).toMatchObject({ snapshot: { digest: 'sha256:snapshot', where: 'vault', items: [] } });
  expect(seen.papers.filter((paper) => 'decision' in paper).map(({ call }) => call)).toEqual(['liftHold']);
  expect(seen.papers.at(-1)).toMatchObject({ decision: { verdict: 'accept', by: ['ivo'], answers: [{ signature: 'ivo' }] } });
  expect(hold).toMatchObject({ trigger: 'alertmanager: WrongTruth', observed: 'wrong rules (f1)' });
  expect(hold?.incident).toMatch(/^INC-[0-9A-HJKMNP-TV-Z]{6}$/);
});
