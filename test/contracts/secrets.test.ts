import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SecretError, secretOf } from '../../contracts/secrets.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-secrets-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a secret comes from the environment or from a file of the folder, without the white space around it', () => {
  writeFileSync(join(folder, 'token'), '  s3cret\n');
  expect(secretOf('file:token', folder)).toBe('s3cret');
  expect(secretOf(`file:${join(folder, 'token')}`, '/elsewhere')).toBe('s3cret');
  expect(secretOf('env:TOKEN', folder, { TOKEN: ' abc ' })).toBe('abc');
});

test('a secret that is missing or empty is refused with the fix', () => {
  writeFileSync(join(folder, 'empty'), ' \n');
  expect(() => secretOf('env:TOKEN', folder, {})).toThrow('env:TOKEN is not set: set TOKEN in the environment of holdfast');
  expect(() => secretOf('env:TOKEN', folder, { TOKEN: ' ' })).toThrow('env:TOKEN is empty');
  expect(() => secretOf('file:empty', folder)).toThrow(/empty is empty: write the secret into it/);
  expect(() => secretOf('file:none', folder)).toThrow(/none cannot be read \(ENOENT\): create it/);
});

test('what is not a reference is refused without being repeated', () => {
  expect(() => secretOf('hunter2', folder)).toThrow(SecretError);
  expect(() => secretOf('hunter2', folder)).not.toThrow(/hunter2/);
});
