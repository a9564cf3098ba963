import { describe, expect, it } from '@jest/globals';
import type { CaseRequest } from '../../../contracts/platform-api.ts';
import type { Cases } from '../../../targets/targets.ts';
import { expectTargetError } from '../support/expect-error.ts';
import type { Mischief } from '../support/fake-platform.ts';
import { channel } from '../support/pack-store.ts';

export interface CasesAtHand {
  readonly cases: Cases;
  readonly effects: () => number;
  readonly misbehave: (mischief: Mischief) => void;
}

const request: CaseRequest = { key: 'k-1', title: 'Fix forward', incident: 'INC-1', channel, body: 'b' };

/** What every case system promises. */
export function casesContract(name: string, make: () => Promise<CasesAtHand>): void {
  describe(`${name} keeps the promises of cases`, () => {
    it('opens a case once for a key, linked to the incident, and reads it back', async () => {
      const { cases, effects } = await make();
      const opened = await cases.open(request);
      expect(opened).toMatchObject({ incident: 'INC-1', key: 'k-1', status: 'open', channel });
      expect(await cases.open(request)).toEqual(opened);
      expect(await cases.read(opened.id)).toEqual(opened);
      expect(effects()).toBe(1);
    });

    it('says NotFound for a case that is not there', async () => {
      await expectTargetError((await make()).cases.read('CASE-9'), 'NotFound');
    });

    it.each(['silent after effect', 'cut after effect', 'unreadable after effect', 'another key'] as const)(
      'says TimedOut when the answer to an opening is lost (%s), and finds the same case by the same key',
      async (mischief) => {
        const { cases, effects, misbehave } = await make();
        misbehave(mischief);
        expect((await expectTargetError(cases.open(request), 'TimedOut')).recoverable).toBe(true);
        misbehave('none');
        expect((await cases.open(request)).key).toBe('k-1');
        expect(effects()).toBe(1);
      },
    );

    it('does not take a bad answer for a case', async () => {
      const { cases, misbehave } = await make();
      const { id } = await cases.open(request);
      for (const [mischief, code] of [
        ['oversize', 'TooLarge'],
        ['other json', 'Malformed'],
        ['redirect', 'HostNotAllowed'],
        ['down', 'Unreachable'],
      ] as const) {
        misbehave(mischief);
        await expectTargetError(cases.read(id), code);
      }
    });
  });
}
