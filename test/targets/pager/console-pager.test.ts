import { expect, it } from '@jest/globals';
import { consolePager } from '../../../targets/pager/console-pager.ts';
import { page, pagerContract } from '../contract/pager.ts';

const make = () => {
  const lines: string[] = [];
  return { pager: consolePager((line) => lines.push(line)), sent: () => lines };
};

pagerContract('the console pager', () => Promise.resolve(make()));

it('writes one line, whatever an alert brings', async () => {
  const { pager, sent } = make();
  await pager.page(page);
  expect(sent()).toEqual(['PAGE on-call (ana, ben) for INC-7Q2M4K: release 2026.06 is bad [31m\n']);
});
