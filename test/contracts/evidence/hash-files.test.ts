import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { hashFiles } from '../../../contracts/evidence/hash-files.ts';

const names = Array.from({ length: 1_501 }, (_, index) => `${index}.txt`); // enough for two threads, and no round number
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-hash-'));
  for (const name of names) writeFileSync(join(folder, name), `this is ${name}`);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('digests come in the order of the files, whichever thread made them', async () => {
  const expected = names.map((name) => digestOf(`this is ${name}`));
  expect(await hashFiles(folder, names)).toEqual(expected);
  const backwards = names.toReversed();
  const [all, few, none] = await Promise.all([hashFiles(folder, backwards), hashFiles(folder, names.slice(0, 3)), hashFiles(folder, [])]);
  expect(all).toEqual(expected.toReversed());
  expect(few).toEqual(expected.slice(0, 3));
  expect(none).toEqual([]);
});

test('a file larger than a piece is hashed whole', async () => {
  const text = 'a'.repeat(3_000_001);
  writeFileSync(join(folder, 'large'), text);
  expect(await hashFiles(folder, ['large', ...names.slice(0, 600)])).toContain(digestOf(text));
});

test.each(['0.txt', '750.txt', '1500.txt'])('without %s there are no digests, and the next files are hashed as before', async (name) => {
  unlinkSync(join(folder, name));
  await expect(hashFiles(folder, names)).rejects.toMatchObject({ code: 'ENOENT' });
  symlinkSync('1.txt', join(folder, name));
  await expect(hashFiles(folder, names)).rejects.toMatchObject({ code: 'ELOOP' });
  unlinkSync(join(folder, name));
  writeFileSync(join(folder, name), `this is ${name}`);
  expect((await hashFiles(folder, names)).at(-1)).toBe(digestOf('this is 1500.txt'));
});
