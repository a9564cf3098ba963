import { describe, expect, test } from '@jest/globals';
import { personName, seenAs } from '../../contracts/person-name.ts';

describe('a name in the roster', () => {
  test.each(['Ana', "Zoë O'Neil-Smith Jr.", 'ana_2', 'Анна Каренина', 'Ωmega'.slice(1), '山田 太郎', 'प्रिया'])('may be %s', (name) => {
    expect(personName.safeParse(name).success).toBe(true);
  });

  test.each([
    ['a space at the end', 'Ana '],
    ['a space at the start', ' Ana'],
    ['two spaces', 'Ana  B'],
    ['a space of another kind', 'Ana\u00a0B'],
    ['a zero-width space', 'An\u200ba'],
    ['a zero-width joiner', 'An\u200da'],
    ['a soft hyphen', 'An\u00ada'],
    ['a letter that nothing shows', 'Ana\u3164'],
    ['a mark that nothing shows', 'Ana\ufe0f'],
    ['the other direction', '\u202eanA'],
    ['a line break', 'Ana\nBen'],
    ['an address', 'Ana <ana@example.org>'],
    ['nothing', ''],
  ])('may not have %s', (_what, name) => {
    expect(personName.safeParse(name).success).toBe(false);
  });

  test.each(['Аna', 'Anа', 'Βen'])('may not mix scripts that look alike, as %s does', (name) => {
    expect(personName.safeParse(name).error?.issues.map(({ message }) => message)).toEqual([expect.stringMatching(/^mixes letters/)]);
  });
});

test.each([
  ['case', 'Ana', 'ANA'],
  ['folded case', 'Strauß', 'STRAUSS'],
  ['composed accents', 'Zo\u00eb', 'Zoe\u0308'],
  ['full width', 'Ana', 'Ａｎａ'],
  ['a whole name in Cyrillic', 'Cop', 'Сор'],
  ['a whole name in Greek', 'Nik', 'Νικ'],
])('two names that differ only by %s are seen as one', (_what, one, other) => {
  expect(seenAs(one)).toBe(seenAs(other));
});

test('names that read differently are not seen as one', () => {
  expect(new Set(['Ana', 'Anna', 'Ben', 'Анна', 'Zoë', 'Zoe'].map(seenAs)).size).toBe(6);
});
