import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { blotter } from '../../targets/blot.ts';
import { leaks } from '../support/leaks.ts';

const secret = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 12,
  maxLength: 60,
});
const around = fc.string({ maxLength: 20 });
const spelled: readonly ((text: string) => string)[] = [
  (text) => text,
  encodeURIComponent,
  (text) => JSON.stringify(text),
  (text) => text.replaceAll('/', '\\/'),
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(`Bearer ${text}`).toString('base64'),
  (text) => Buffer.from(`a:${text}`).toString('base64url'),
];

describe('a secret that the other side repeats', () => {
  test('is blotted however it is spelled and wherever it stands', () => {
    fc.assert(
      fc.property(secret, around, around, fc.constantFrom(...spelled), (text, before, after, spell) => {
        const said = blotter([text])(Buffer.from(before + spell(text) + after));
        expect(said.toString('latin1')).toContain('***');
        expect(leaks({ text }, new Map([['what is kept', said]]))).toEqual([]);
      }),
    );
  });

  test('leaves every other byte as it was, also those that are no text', () => {
    const bytes = Buffer.from([0, 255, 195, 40, ...Buffer.from('sesame-open'), 254, 10]);
    expect([...blotter(['sesame-open'])(bytes)]).toEqual([0, 255, 195, 40, ...Buffer.from('***'), 254, 10]);
    const other = Buffer.from([0, 255, 195, 40]);
    expect(blotter(['sesame-open'])(other)).toBe(other);
  });

  test('is not looked for when it is so short that it is no secret', () => {
    expect(blotter(['staging', ''])(Buffer.from('of staging')).toString()).toBe('of staging');
  });
});
