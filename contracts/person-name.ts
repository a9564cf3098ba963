import { z } from 'zod';

const part = /^[\p{L}\p{M}\p{N}._'-]+$/u;
/** Letters by their class that nothing shows, such as the Hangul filler: two names with and without one look the same. */
const unseen = /\p{Default_Ignorable_Code_Point}/u;
const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u];

/** The name of a person as it stands in records: four eyes are counted by it, so a reader has to see when two names differ (KOA-P3). */
export const personName = z
  .string()
  .min(1)
  .refine((name) => name.split(' ').every((word) => part.test(word)) && !unseen.test(name), {
    error: "use letters, digits, '.', '_', ' and '-', with single spaces between them and none at the ends",
    abort: true,
  })
  .refine((name) => scripts.filter((script) => script.test(name)).length <= 1, {
    error: 'mixes letters of Latin, Cyrillic or Greek that look alike: write it in one of them',
  });

const cyrillic = ['авекмнорстухіјѕԁһԛԝ', 'abekmhopctyxijsdhqw'] as const;
const greek = ['αβεζηικμνορτυχ', 'abezhikmnoptyx'] as const;
const latinOf = new Map([cyrillic, greek].flatMap(([from, to]) => Array.from(from, (letter, index) => [letter, to[index]!] as const)));

/** What two names share that a reader takes for one: neither case, nor form (NFKC), nor the script of a letter counts. */
export const seenAs = (name: string): string =>
  [...name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC')].map((letter) => latinOf.get(letter) ?? letter).join('');
