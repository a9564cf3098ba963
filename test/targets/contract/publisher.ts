import { describe, expect, it } from '@jest/globals';
import type { ChangeRequest } from '../../../contracts/platform-api.ts';
import type { Publisher } from '../../../targets/targets.ts';
import { expectTargetError } from '../support/expect-error.ts';
import type { Mischief } from '../support/fake-platform.ts';
import { channel } from '../support/pack-store.ts';

/** A publisher whose platform counts effects and misbehaves on request. It is at generation 4. */
export interface PublisherAtHand {
  readonly publisher: Publisher;
  readonly effects: () => number;
  readonly misbehave: (mischief: Mischief) => void;
}

const hold = (key: string, generation = 4): ChangeRequest => ({
  action: 'hold',
  key,
  expected_generation: generation,
  by: 'INC-1',
  reason: 'r',
  name: 'INC-1',
  notice: 'n',
});

/** What every publisher promises. */
export function publisherContract(name: string, make: () => Promise<PublisherAtHand>): void {
  describe(`${name} keeps the promises of a publisher`, () => {
    it('makes a change once for a key, and says later what became of it', async () => {
      const { publisher, effects } = await make();
      const change = await publisher.change(channel, hold('k 1/ä?'));
      expect(change).toMatchObject({
        key: 'k 1/ä?',
        action: 'hold',
        generation_before: 4,
        generation_after: 5,
        audit_event: { id: 'audit-1' },
      });
      expect(await publisher.change(channel, hold('k 1/ä?'))).toEqual(change);
      expect(await publisher.outcome(channel, 'k 1/ä?')).toEqual(change);
      expect(effects()).toBe(1);
    });

    it('says null of a key that it never saw', async () => {
      expect(await (await make()).publisher.outcome(channel, 'never')).toBeNull();
    });

    it('says Conflict, recoverable, when the generation moved on', async () => {
      const { publisher, effects } = await make();
      const error = await expectTargetError(publisher.change(channel, hold('k', 3)), 'Conflict');
      expect(error.recoverable).toBe(true);
      expect(error.message).toContain('generation 4');
      expect(effects()).toBe(0);
    });

    it('says Refused with the platform’s reason, and Unsupported for what the platform cannot do', async () => {
      const { publisher } = await make();
      const { name: _name, notice: _notice, ...common } = hold('k') as ChangeRequest & { name: string; notice: string };
      const error = await expectTargetError(
        publisher.change(channel, { ...common, action: 'rebind', release_id: 'unknown', artifact_id: 'a' }),
        'Refused',
      );
      expect(error.message).toContain('unknown-release: never current');
      await expectTargetError(publisher.change(channel, { ...common, action: 'pin', release_id: '2026.01' }), 'Unsupported');
    });

    it.each(['silent after effect', 'cut after effect', 'unreadable after effect', 'endless after effect', 'another key', 'drip'] as const)(
      'says TimedOut when a write had effect and its answer is lost (%s), repeats nothing, and finds it by its key',
      async (mischief) => {
        const { publisher, effects, misbehave } = await make();
        misbehave(mischief);
        expect((await expectTargetError(publisher.change(channel, hold('k')), 'TimedOut')).recoverable).toBe(true);
        expect(effects()).toBe(1);
        misbehave('none');
        expect(await publisher.outcome(channel, 'k')).toMatchObject({ key: 'k', generation_after: 5 });
        expect(effects()).toBe(1);
      },
    );

    it.each([
      ['redirect', 'HostNotAllowed'],
      ['oversize', 'TooLarge'],
      ['no json', 'Malformed'],
      ['other json', 'Malformed'],
      ['drip', 'TimedOut'],
      ['down', 'Unreachable'],
    ] as const)('does not take a bad answer to a question (%s) for an answer', async (mischief, code) => {
      const { publisher, misbehave } = await make();
      await publisher.change(channel, hold('k'));
      misbehave(mischief);
      await expectTargetError(publisher.describe(), code);
      await expectTargetError(publisher.outcome(channel, 'k'), code);
      await expectTargetError(publisher.cover({ ...channel, kind: 'channel' }), code);
    });

    it('says what the platform can do, what a scope covers, and hands over evidence as it is', async () => {
      const { publisher } = await make();
      expect((await publisher.describe()).actions).toContain('rebind');
      expect((await publisher.cover({ ...channel, kind: 'channel' })).channels).toEqual([channel]);
      await expectTargetError(publisher.cover({ ...channel, kind: 'country', name: 'nowhere' }), 'NotFound');
      const { value, origin, at } = await publisher.evidence(channel, 'build-record');
      expect(Buffer.from(value).toString()).toBe('found');
      expect(origin).toContain('build-record');
      expect(at).toBeGreaterThan(0);
      await expectTargetError(publisher.evidence(channel, 'nothing'), 'NotFound');
      await expectTargetError(publisher.evidence(channel, 'large'), 'TooLarge');
      await expectTargetError(publisher.evidence(channel, '..'), 'Escapes');
    });
  });
}
