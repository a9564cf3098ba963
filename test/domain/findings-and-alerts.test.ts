import { expect, test } from '@jest/globals';
import { identityOf, isAlert } from '../../domain/alerts.ts';
import { failed, passed, trouble, type Finding } from '../../domain/findings.ts';
import { anAlert } from '../support/alerts.ts';

const finding = (outcome: Finding['outcome'], why = ''): Finding => ({ check: `check ${outcome}`, outcome, why });

test('only findings that all pass have passed: nothing checked, or one unknown, is no pass', () => {
  expect(passed([finding('pass'), finding('pass')])).toBe(true);
  expect(passed([])).toBe(false);
  expect(passed([finding('pass'), finding('unknown')])).toBe(false);
  expect(passed([finding('pass'), finding('fail')])).toBe(false);
});

test('an unknown is no failure either', () => {
  expect(failed([finding('pass'), finding('unknown')])).toBe(false);
  expect(failed([finding('unknown'), finding('fail')])).toBe(true);
  expect(failed([])).toBe(false);
});

test('trouble tells failures before unknowns, and that nothing was checked', () => {
  expect(trouble([finding('unknown', 'timed out'), finding('pass'), finding('fail', 'differs')])).toBe(
    'check fail: failed, differs; check unknown: unknown, timed out',
  );
  expect(trouble([])).toBe('nothing was checked');
});

test('an alert is known by source, fingerprint and start, not by its text', () => {
  expect(identityOf(anAlert('f1', { summary: 'other', status: 'resolved' }))).toBe(identityOf(anAlert('f1')));
  expect(identityOf(anAlert('f1', { startsAt: '2026-01-02T00:00:00Z' }))).not.toBe(identityOf(anAlert('f1')));
  expect(identityOf(anAlert('f1', { source: 'grafana' }))).not.toBe(identityOf(anAlert('f1')));
});

test.each([
  [null],
  ['firing'],
  [{}],
  [{ ...anAlert('f1'), status: 'on' }],
  [{ ...anAlert('f1'), labels: ['a'] }],
  [{ ...anAlert('f1'), labels: { a: 1 } }],
  [{ ...anAlert('f1'), truncated: '3' }],
  [{ ...anAlert('f1'), receivedAt: Number.NaN }],
  [{ ...anAlert('f1'), fingerprint: undefined }],
])('%j is no alert', (value) => {
  expect(isAlert(value)).toBe(false);
});

test('an alert is bounded in its texts and in its labels', () => {
  expect(isAlert(anAlert('f1'))).toBe(true);
  expect(isAlert(anAlert('f1', { summary: 'x'.repeat(4_097) }))).toBe(false);
  const labels = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`l${index}`, '']));
  expect(isAlert(anAlert('f1', { labels }))).toBe(false);
});
