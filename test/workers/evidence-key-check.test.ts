import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { keyHint } from '../../contracts/evidence/bundle.ts';
import { newSealingKey } from '../../contracts/evidence/sealing-key.ts';
import { evidenceKeyCheck } from '../../workers/evidence-key-check.ts';
import { folder } from '../targets/support/folder.ts';

const { privatePem, publicPem } = newSealingKey();

/** What doctor says of a key file with this text and mode. */
function looked(text: string, mode = 0o600) {
  const file = join(folder(), 'evidence.pem');
  writeFileSync(file, text);
  chmodSync(file, mode);
  return { file, result: evidenceKeyCheck({ evidence: { key: `file:${file}`, records: 'records' } }, 'holdfast').check() };
}

test('a key that only its owner reads is ok, and its public half is said as auditors know it', async () => {
  for (const mode of [0o600, 0o640, 0o400]) {
    const { file, result } = looked(privatePem, mode);
    const hint = keyHint(createPrivateKey(privatePem));
    expect(await result).toEqual({ state: 'ok', say: `Ed25519, from file:${file}; SHA-256 of the public half ${hint}`, fix: '' });
  }
});

test('a key that everybody on the machine can read is not ok, though it would seal', async () => {
  const { file, result } = looked(privatePem, 0o644);
  expect(await result).toMatchObject({
    state: 'missing',
    say: expect.stringContaining(`everybody on this machine can read ${file} (mode 644)`),
    fix: expect.stringContaining(`chmod 600 ${file}`),
  });
});

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

test.each([
  ['a key of another kind', rsa, 'is not an Ed25519 key in PEM'],
  ['a public key', publicPem, 'is not an Ed25519 key in PEM'],
  ['something else', 'sesame', 'is not an Ed25519 key in PEM'],
  ['nothing', '\n', 'is empty'],
])('%s is not ok: it is said what to do, and never what it was', async (_what, text, why) => {
  const { state, say, fix } = await looked(text).result;
  expect({ state, fix }).toEqual({ state: 'missing', fix: expect.stringContaining('holdfast keys new evidence.pem') });
  expect(say).toContain(why);
  for (const line of text.split('\n').filter(Boolean)) expect(say).not.toContain(line);
});

test('a file that is not there, and a variable that is not set, are named', async () => {
  const { check } = evidenceKeyCheck({ evidence: { key: 'file:/nowhere/evidence.pem', records: 'records' } }, 'holdfast');
  expect(await check()).toMatchObject({
    state: 'missing',
    say: expect.stringContaining('file:/nowhere/evidence.pem cannot be read (ENOENT)'),
  });
  const unset = evidenceKeyCheck({ evidence: { key: 'env:HOLDFAST_NO_SUCH_KEY', records: 'records' } }, 'holdfast');
  expect(await unset.check()).toMatchObject({ state: 'missing', say: expect.stringContaining('env:HOLDFAST_NO_SUCH_KEY is not set') });
});
