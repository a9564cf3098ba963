import { expect, test } from '@jest/globals';
import { howItWent } from '../../../workers/demo/how-it-went.ts';
import { closed } from '../../cli/boards.ts';

test('what was so already is told, and not as something that Holdfast did', () => {
  const done = closed.done.map((change) => (change.action === 'pin' ? { ...change, already: true as const } : change));
  const told = JSON.stringify(howItWent({ ...closed, done }));
  expect(told).toContain('Holdfast found it so already: pinned 2026.07.1 on acme/production/au-nsw');
  expect(told).toContain('Holdfast quarantined 2026.07.2');
  expect(JSON.stringify(howItWent(closed))).toContain('Holdfast pinned 2026.07.1');
});
