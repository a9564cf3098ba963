import { expect, test } from '@jest/globals';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { trim, trimmedLabel } from '../../gateway/trim.ts';
import { alert } from './alerts.ts';

test('an alert of sane size is as it was', () => {
  const sane = alert('f1', { labels: { alertname: 'BadPack', channel: 'au-nsw' } });
  expect(trim(sane)).toEqual(sane);
});

test('an alert that is too large is bounded, says what was left out, and keeps what it is about', () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_none, index) => [`label${index}`, '漢'.repeat(1000)]));
  const trimmed = trim(alert('f1', { labels: { ...many, alertname: 'BadPack', tenant: 'acme' }, summary: 'x'.repeat(100_000) }));
  expect(Buffer.byteLength(JSON.stringify(trimmed))).toBeLessThan(8 * 1024);
  expect(trimmed.labels).toMatchObject({ alertname: 'BadPack', tenant: 'acme' });
  expect(trimmed.labels[trimmedLabel]).toMatch(/^\d+ labels left out, \d+ labels cut, summary cut$/);
});

test('half a character is mended, for nothing could be signed over it', () => {
  const trimmed = trim(alert('f\ud800', { labels: { a: '\udfff' }, summary: '\ud800' }));
  expect(() => canonicalJson(trimmed)).not.toThrow();
  expect(trimmed.labels[trimmedLabel]).toBe('1 labels cut, summary cut');
});
