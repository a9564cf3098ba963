import { describe, expect, it } from '@jest/globals';
import type { Page, Pager } from '../../../targets/targets.ts';

export const page: Page = {
  incident: 'INC-7Q2M4K',
  role: 'on-call',
  people: ['ana', 'ben'],
  why: 'release 2026.06\nis bad\u001b[31m',
  key: 'INC-7Q2M4K/3',
};

/** A pager whose pages can be read, as text. */
export interface PagerAtHand {
  readonly pager: Pager;
  readonly sent: () => readonly string[];
}

/** What every pager promises. */
export function pagerContract(name: string, make: () => Promise<PagerAtHand>): void {
  describe(`${name} keeps the promises of a pager`, () => {
    it('says who is paged, in which role, for what and why', async () => {
      const { pager, sent } = await make();
      await pager.page(page);
      expect(sent()).toHaveLength(1);
      for (const part of ['INC-7Q2M4K', 'on-call', 'ana', 'ben', 'release 2026.06']) expect(sent()[0]).toContain(part);
    });

    it('sends every page that it is asked for, a repeat too: who gets it tells repeats by the key', async () => {
      const { pager, sent } = await make();
      await pager.page(page);
      await pager.page(page);
      expect(sent()).toHaveLength(2);
    });

    it('pages a role that nobody has', async () => {
      const { pager, sent } = await make();
      await pager.page({ ...page, people: [] });
      expect(sent()).toHaveLength(1);
    });
  });
}
