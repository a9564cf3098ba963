import { expect, test } from '@jest/globals';
import { recordOf } from '../../domain/record.ts';
import { minutes } from '../../domain/time.ts';
import type { Entry, Happening } from '../../domain/timeline.ts';
import { aStart } from '../support/alerts.ts';

const began = Date.parse('2026-06-01T00:00:00Z');
const lines = (...happenings: readonly (readonly [number, Happening])[]): readonly Entry[] =>
  happenings.map(([minute, happening], index) => ({ seq: index + 1, at: began + minutes(minute), ...happening }));

test('what two channels took at once ends each with its own line, not with the first of the two', () => {
  const step = (name: string) => ({ step: 'Roll back', occasion: 1, about: `acme/production/${name}` });
  const entries = lines(
    [0, { kind: 'opened', runbook: 'bad-pack-rollback', scope: aStart().scope, severity: 'SEV-1', by: 'a sender', linkedTo: null }],
    [0, { kind: 'impact', since: began, how: 'proven' }],
    [1, { kind: 'began', ...step('au-nsw') }],
    [1, { kind: 'began', ...step('au-vic') }],
    [2, { kind: 'did', ...step('au-vic'), result: {} }],
    [4, { kind: 'did', ...step('au-nsw'), result: {} }],
    [6, { kind: 'objective', name: 'safe', state: 'met' }],
  );
  expect(recordOf('INC-1', entries).objectives[0]?.spent).toEqual({
    people: 0,
    target: minutes(3),
    propagation: 0,
    temporal: minutes(3),
  });
});
