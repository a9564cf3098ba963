import { expect, test } from '@jest/globals';
import { story } from '../../../workers/demo/story.ts';

const plain = { colour: false, unicode: true };

test.each([60, 80])('at %i columns the demo breaks its lines between words, and further ones stand below the first', (width) => {
  const lines: string[] = [];
  const told = story((text) => void lines.push(text), { ...plain, width });
  const long = 'a sentence of many words that would run over the edge of a narrow terminal, and be cut there in the middle of a word';
  told.title(long);
  told.chapter('A person is asked', long);
  told.fact(long);
  told.event('12:00:00 UTC', long);
  told.readers([{ reader: 'reader-1', release: '2026.06', answer: long }]);
  told.check(false, long);
  const text = lines.join('');
  expect(text.split('\n').filter((line) => line.length > width)).toEqual([]);
  expect(text.replaceAll(/\s+/g, ' ').split(long)).toHaveLength(7);
  expect(text).toMatch(/\n {3}12:00:00 UTC {2}a sentence.*\n {17}\S/);
  expect(text).toMatch(/\n {3}✘ a sentence.*\n {5}\S/);
});

test('what is to be copied, such as a path, is never broken', () => {
  let text = '';
  const path = `/${'folder/'.repeat(14)}`;
  story((more) => void (text += more), { ...plain, width: 60 }).fact(`The evidence: ${path}`);
  expect(text).toContain(path);
});

test.each([60, 80])('at %i columns what verify.sh printed fits too, word for word, and a digest stays whole', (width) => {
  const digest = 'f75de998'.repeat(8);
  const printed = [
    `integrity     PASS 24 files have the digests that were signed, which is said at such a length that it has to be broken`,
    'completeness  FAIL',
    '              run.json is missing, which is said at such a length that it has to be broken once more',
    `identity      PASS INC-ONE, sealed with the key ${digest}`,
    '',
    'The statement says: a long sentence that the script itself breaks for a terminal of one hundred and forty columns, no matter how wide',
    'this one is.',
    '',
  ].join('\n');
  let text = '';
  story((more) => void (text += more), { ...plain, width }).script(printed);
  expect(text.split('\n').filter((line) => line.length > width && !line.includes(digest))).toEqual([]);
  expect(text.replaceAll(/\s+/g, ' ').trim()).toBe(printed.replaceAll(/\s+/g, ' ').trim());
  expect(text).toMatch(/^ {3}integrity {5}PASS 24 .*\n {22}\S.*/m);
  expect(text).toMatch(/^ {3}completeness {2}FAIL\n {17}run\.json .*\n {17}\S.*/m);
});
