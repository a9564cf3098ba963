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
  told.readers([{ reader: 'reader-1', release: '2026.06', answer: long }]);
  told.check(false, long);
  const text = lines.join('');
  expect(text.split('\n').filter((line) => line.length > width)).toEqual([]);
  expect(text.replaceAll(/\s+/g, ' ').split(long)).toHaveLength(6);
  expect(text).toMatch(/\n {3}✘ a sentence.*\n {5}\S/);
});

test('what is to be copied, such as a path, is never broken', () => {
  let text = '';
  const path = `/${'folder/'.repeat(14)}`;
  story((more) => void (text += more), { ...plain, width: 60 }).fact(`The evidence: ${path}`);
  expect(text).toContain(path);
});
