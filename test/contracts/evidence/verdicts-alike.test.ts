import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { sign } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { bundleBytes, bundleFile, keyHint, payloadType, readBundle } from '../../../contracts/evidence/bundle.ts';
import { newSealingKey, sealingPublicKey } from '../../../contracts/evidence/sealing-key.ts';
import { verifyBundle } from '../../../contracts/evidence/verify-bundle.ts';
import { preAuthenticationEncoding } from '../../../contracts/envelope.ts';
import { publicKey, sealer } from '../../targets/support/sealer.ts';
import { sealedFolders, type SealedFolders } from './sealed-folder.ts';

const script = resolve(__dirname, '../../../contracts/evidence/verify.sh');
const incident = 'INC-ONE';
const all = ['integrity', 'completeness', 'identity'] as const;
let sealed: SealedFolders;
beforeAll(async () => {
  sealed = await sealedFolders({ incidents: [incident] });
});

/** What does not hold, by verify.sh and by this software, which must say the same (BK-E1). */
async function failing(folder: string): Promise<readonly string[]> {
  const verdicts = await verifyBundle(folder, publicKey, incident);
  const { stdout, status } = spawnSync('sh', [script, sealed.key, folder, incident], { encoding: 'utf8' });
  const theirs = [...stdout.matchAll(/^(\w+) +FAIL/gm)].map(([, name]) => name!);
  expect(theirs).toEqual(all.filter((name) => verdicts[name].length > 0));
  expect(status).toBe(theirs.length === 0 ? 0 : 1);
  return theirs;
}

/** Writes the bundle anew, its text changed. */
function rewritten(folder: string, change: (text: string) => string): void {
  const whole = readFileSync(join(folder, bundleFile), 'utf8');
  writeFileSync(join(folder, bundleFile), change(whole));
  expect(readFileSync(join(folder, bundleFile), 'utf8')).not.toBe(whole);
}

describe('a string of the bundle with something in it that a shell or a tool would drop or write otherwise is seen by both alike:', () => {
  test.each([
    ['a line break', 'hint', '\\n'],
    ['a line break', 'payload', '\\n'],
    ['a NUL', 'payload', '\\u0000'],
    ['a DEL', 'hint', '\\u007f'],
    ['half a character', 'sig', '\\ud800'],
  ])('%s at the end of its %s', async (_what, field, text) => {
    const copy = sealed.copyOf(incident);
    rewritten(copy, (whole) => whole.replace(new RegExp(`("${field}":"[^"]*)"`), (_, before: string) => `${before}${text}"`));
    expect(await failing(copy)).toContain('identity');
  });
});

describe('what a stranger puts into the folder is seen by both alike:', () => {
  const deep = (copy: string) => join(copy, ...Array.from({ length: 6 }, () => 'd'.repeat(250)));
  test.each<[string, readonly string[], (copy: string) => void]>([
    ['an empty folder', [], (copy) => mkdirSync(join(copy, 'empty'))],
    ['an empty folder too deep to be looked into', ['completeness'], (copy) => mkdirSync(deep(copy), { recursive: true })],
    ['a name that is no UTF-8', ['completeness'], (copy) => writeFileSync(Buffer.from(`${copy}/a\xff`, 'latin1'), '')],
    ['an empty folder whose name is no UTF-8', [], (copy) => mkdirSync(Buffer.from(`${copy}/a\xff`, 'latin1'))],
    [
      'a link whose name says on its second line that the file is there that was dropped',
      ['completeness'],
      (copy) => {
        rmSync(join(copy, 'record.json'));
        symlinkSync('/dev/null', join(copy, 'x\nf record.json'));
      },
    ],
  ])('%s: %j', async (_what, expected, put) => {
    const copy = sealed.copyOf(incident);
    put(copy);
    expect(await failing(copy)).toEqual(expected);
  });

  test('verify.sh looks at the folder that it was told, also where the shell knows others of that name', () => {
    const copy = sealed.copyOf(incident);
    const elsewhere = sealed.copyOf(incident);
    writeFileSync(join(copy, 'record.json'), '{}');
    const told = { encoding: 'utf8', cwd: dirname(copy), env: { ...process.env, CDPATH: dirname(elsewhere) } } as const;
    expect(spawnSync('sh', [script, sealed.key, incident], told).stdout).toMatch(/integrity +FAIL/);
  });
});

describe('a statement that somebody with the key spelled as nobody does is judged by both alike:', () => {
  interface Loose {
    predicate: Record<string, unknown>;
    subject: { name: string; digest: { sha256: string } }[];
  }
  /** Signs the text of the statement as it stands after `change`. */
  function signedAnew(copy: string, change: (text: string) => string): void {
    const read = readBundle(readFileSync(join(copy, bundleFile)));
    if (typeof read === 'string') throw new Error(read);
    const payload = Buffer.from(change(read.payload.toString()));
    const signature = sign(null, preAuthenticationEncoding(payloadType, payload), sealer.key);
    writeFileSync(join(copy, bundleFile), bundleBytes({ hint: keyHint(sealer.key), payload, signature, timestamp: null }));
  }
  const changed = (change: (statement: Loose) => void) => (text: string) => {
    const statement = JSON.parse(text) as Loose;
    change(statement);
    return JSON.stringify(statement);
  };
  const withNumber = (number: string) => (text: string) => text.replace('"number":1', `"number":${number}`);

  test.each<[string, readonly string[], (text: string) => string]>([
    ['nothing changed', [], (text) => text],
    ['an incident with a line break', ['identity'], (text) => text.replace(`"${incident}"`, `"${incident}\\n"`)],
    ['an incident with a NUL', ['identity'], (text) => text.replace(`"${incident}"`, `"INC\\u0000-ONE"`)],
    ['a DEL', all, (text) => text.replace('"bad-pack', '"\x7fbad-pack')],
    ['half a character', all, (text) => text.replace('"bad-pack', '"\\ud800bad-pack')],
    ['minus zero', all, withNumber('-0')],
    ['a fraction', all, withNumber('1.5')],
    ['a number of 16 digits', all, withNumber('1000000000000000')],
    ['a number beyond all', all, withNumber('1e999')],
    ['names beyond ASCII', all, (text) => text.replace('"log":{', '"log":{"ä":1,')],
    ['40 levels', all, withNumber(`${'['.repeat(40)}${']'.repeat(40)}`)],
    ['levels without end', all, withNumber(`${'['.repeat(20_000)}${']'.repeat(20_000)}`)],
    ['SHA256SUMS signed twice', ['integrity', 'completeness'], changed(({ subject }) => void subject.push(subject.at(-1)!))],
    ['SHA256SUMS not signed', ['integrity', 'completeness'], changed(({ subject }) => void subject.pop())],
    ['a file named -', all, changed(({ subject }) => void subject.push({ name: '-', digest: { sha256: '0'.repeat(64) } }))],
  ])('%s: %j', async (_what, expected, change) => {
    const copy = sealed.copyOf(incident);
    signedAnew(copy, change);
    expect(await failing(copy)).toEqual(expected);
  });
});

test('a file of two public keys is taken by neither, whichever comes first: the other would not be used', () => {
  const keys = `${sealed.vault}-two-keys`;
  mkdirSync(keys);
  const [own, other] = [readFileSync(sealed.key, 'utf8'), newSealingKey().publicPem];
  for (const text of [own + other, other + own]) {
    writeFileSync(join(keys, 'both.pem'), text);
    const ran = spawnSync('sh', [script, join(keys, 'both.pem'), sealed.copyOf(incident)], { encoding: 'utf8' });
    expect(ran).toMatchObject({ status: 2, stderr: expect.stringContaining('has several keys') });
    expect(() => sealingPublicKey(text)).toThrow('this has several keys: give each in a file of its own, with a --key of its own');
  }
});

test('an emptied bundle, and a public key that cannot be read, are named as that by either', async () => {
  const copy = sealed.copyOf(incident);
  writeFileSync(join(copy, bundleFile), '');
  expect((await verifyBundle(copy, publicKey, incident)).identity).toEqual([`${bundleFile}: it is empty`]);
  expect(spawnSync('sh', [script, sealed.key, copy, incident], { encoding: 'utf8' }).stdout).toContain(`${bundleFile} is empty`);
  writeFileSync(join(copy, bundleFile), '<html>');
  expect((await verifyBundle(copy, publicKey, incident)).identity).toEqual([`${bundleFile}: it is not JSON`]);
  const { status, stderr } = spawnSync('sh', [script, `${sealed.key}-nowhere`, copy, incident], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([2, expect.stringContaining("-nowhere' cannot be read: name the file of the public key")]);
});

test('a public key in DER, and one in a certificate, are taken by neither', () => {
  const keys = `${sealed.vault}-keys`;
  mkdirSync(keys);
  const openssl = (...words: string[]) => expect(spawnSync('openssl', words, { cwd: keys }).status).toBe(0);
  openssl('pkey', '-pubin', '-in', sealed.key, '-outform', 'DER', '-out', 'key.der');
  openssl('req', '-x509', '-newkey', 'ed25519', '-nodes', '-keyout', 'private.pem', '-subj', '/CN=test', '-out', 'certificate.pem');
  for (const file of ['key.der', 'certificate.pem']) {
    expect(spawnSync('sh', [script, join(keys, file), sealed.copyOf(incident)]).status).toBe(2);
    expect(() => sealingPublicKey(readFileSync(join(keys, file), 'utf8'))).toThrow('is not an Ed25519 public key in PEM');
  }
});
