import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { publicKeyBlob } from '../../contracts/ssh-keys.ts';
import { sshString } from '../../contracts/ssh-wire.ts';
import { checkSignature, decisionNamespace, newKeyPair, readPrivateKey, signWith, statementNamespace } from '../../contracts/sshsig.ts';

const ana = newKeyPair('ana');
const ivo = newKeyPair('ivo');
const key = readPrivateKey(ana.privateKey);
const message = Buffer.from('{"verdict":"bad"}');
const armored = signWith(key, message, decisionNamespace);
const check = (given: Partial<Parameters<typeof checkSignature>[0]>) =>
  checkSignature({ armored, message, namespace: decisionNamespace, keys: [ivo.publicKey, ana.publicKey], ...given });

const blobOf = (text: string): Buffer => Buffer.from(text.split('\n').slice(1, -2).join(''), 'base64');
const armor = (blob: Uint8Array): string =>
  `-----BEGIN SSH SIGNATURE-----\n${Buffer.from(blob).toString('base64')}\n-----END SSH SIGNATURE-----\n`;
const rebuilt = (parts: {
  version?: number;
  key?: Uint8Array;
  reserved?: string;
  hash?: string;
  signature?: Uint8Array;
  rest?: string;
}): string => {
  const signature = parts.signature ?? Buffer.concat([sshString('ssh-ed25519'), sshString(blobOf(armored).subarray(-64))]);
  const strings = [
    parts.key ?? publicKeyBlob(ana.publicKey),
    decisionNamespace,
    parts.reserved ?? '',
    parts.hash ?? 'sha512',
    signature,
  ].map(sshString);
  return armor(
    Buffer.concat([Buffer.from('SSHSIG'), Buffer.from([0, 0, 0, parts.version ?? 1]), ...strings, Buffer.from(parts.rest ?? '')]),
  );
};

test('a signature is good for the key that made it, whatever its line in the list', () => {
  expect(check({})).toEqual({ outcome: 'good', key: ana.publicKey });
  expect(rebuilt({})).toBeTruthy();
  expect(check({ armored: rebuilt({}) }).outcome).toBe('good');
});

test('it is armored at 70 columns, as OpenSSH does, and survives Windows line ends', () => {
  const lines = armored.split('\n');
  expect(lines[1]).toHaveLength(70);
  expect(Math.max(...lines.map((line) => line.length))).toBe(70);
  expect(check({ armored: armored.replaceAll('\n', '\r\n') }).outcome).toBe('good');
});

test('a key that nobody has is unknown, and its fingerprint is said', () => {
  expect(check({ keys: [ivo.publicKey] })).toMatchObject({
    outcome: 'unknown-key',
    why: expect.stringMatching(/SHA256:[\w+/]{43}/),
  });
  expect(check({ keys: [] }).outcome).toBe('unknown-key');
  expect(check({ keys: ['ssh-ed25519 broken', 'ssh-rsa AAAA', '', ana.publicKey] }).outcome).toBe('good');
});

test('a signature made for statements is no answer, nor the other way', () => {
  expect(check({ namespace: statementNamespace })).toMatchObject({
    outcome: 'wrong-namespace',
    why: expect.stringContaining(`-n ${statementNamespace}`),
  });
  expect(check({ armored: signWith(key, message, 'file') }).outcome).toBe('wrong-namespace');
});

test('another text, another key in the blob, another hash: bad', () => {
  expect(check({ message: Buffer.from('{"verdict":"bad" }') }).outcome).toBe('bad-signature');
  expect(check({ armored: rebuilt({ key: publicKeyBlob(ivo.publicKey) }), keys: [ivo.publicKey] }).outcome).toBe('bad-signature');
  expect(check({ armored: rebuilt({ hash: 'sha256' }) }).outcome).toBe('bad-signature');
  expect(check({ armored: rebuilt({ signature: Buffer.concat([sshString('ssh-ed25519'), sshString('short')]) }) }).outcome).toBe(
    'bad-signature',
  );
});

test.each<[string, string, RegExp]>([
  ['nothing', '', /BEGIN SSH SIGNATURE/],
  ['a PEM of something else', armored.replaceAll('SSH', 'PGP'), /BEGIN SSH SIGNATURE/],
  ['two signatures', armored + armored, /not an SSH signature/],
  ['damaged base64', armored.replace(/=*\n-----END/, 'A=\n-----END'), /damaged|left over|cut off/],
  ['another version', rebuilt({ version: 2 }), /version 1/],
  ['a reserved field', rebuilt({ reserved: 'x' }), /reserved/],
  ['a weak hash', rebuilt({ hash: 'sha1' }), /sha512 nor sha256/],
  ['bytes left over', rebuilt({ rest: 'x' }), /1 bytes are left over/],
  [
    'bytes left over inside',
    rebuilt({ signature: Buffer.concat([sshString('ssh-ed25519'), sshString('s'), Buffer.from('x')]) }),
    /left over/,
  ],
  ['a cut one', armor(blobOf(armored).subarray(0, -1)), /cut off/],
  ['a length beyond the end', armor(Buffer.concat([Buffer.from('SSHSIG'), Buffer.from([0, 0, 0, 1, 255, 255, 255, 255])])), /cut off/],
  ['an RSA key', rebuilt({ key: Buffer.concat([sshString('ssh-rsa'), sshString('n')]) }), /Ed25519/],
  ['an RSA signature', rebuilt({ signature: Buffer.concat([sshString('rsa-sha2-512'), sshString('n')]) }), /Ed25519/],
  ['a key of the wrong size', rebuilt({ key: Buffer.concat([sshString('ssh-ed25519'), sshString('n')]) }), /Ed25519/],
  ['more than 8 KiB', `${armored}${' '.repeat(9000)}`, /8 KiB/],
])('%s is malformed, never an exception', (_what, tampered, why) => {
  expect(check({ armored: tampered })).toEqual({ outcome: 'malformed', why: expect.stringMatching(why) });
});

test('no single flipped bit of a signature is good', () => {
  const blob = blobOf(armored);
  const survivors = [...blob.keys()].filter((at) => check({ armored: armor(blob.with(at, (blob[at] ?? 0) ^ 1)) }).outcome === 'good');
  expect(survivors).toEqual([]);
});

test('a private key that cannot be used says what to do instead', () => {
  expect(() => readPrivateKey('hello')).toThrow(/BEGIN OPENSSH PRIVATE KEY/);
  expect(() => publicKeyBlob('ssh-rsa AAAA x')).toThrow(/Ed25519/);
  expect(() => publicKeyBlob('ssh-ed25519 AAAA x')).toThrow(/\.pub file/);
});

const here = spawnSync('ssh-keygen', ['-?']).error === undefined;
if (!here)
  process.stderr.write('SKIPPED: ssh-keygen is not on PATH, so signatures were not held against OpenSSH: install openssh-client\n');
(here ? describe : describe.skip)('held against ssh-keygen', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-sshsig-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  const keygen = (args: readonly string[], input?: Uint8Array) => spawnSync('ssh-keygen', args, { input, encoding: 'utf8' });

  test('OpenSSH takes our keys and verifies our signatures', () => {
    const signers = file('allowed_signers', `ana ${ana.publicKey}\n`);
    const verify = (namespace: string, text: Uint8Array) =>
      keygen(['-Y', 'verify', '-f', signers, '-I', 'ana', '-n', namespace, '-s', file('sig', armored)], text).status;
    expect(verify(decisionNamespace, message)).toBe(0);
    expect(verify(statementNamespace, message)).not.toBe(0);
    expect(verify(decisionNamespace, Buffer.from('x'))).not.toBe(0);
    expect(keygen(['-y', '-f', file('ours', ana.privateKey)]).stdout.trim()).toBe(ana.publicKey);
  });

  test('we verify what OpenSSH signs, with our keys and with its own, by both hashes', () => {
    const theirs = join(folder, 'theirs');
    keygen(['-q', '-t', 'ed25519', '-N', '', '-C', 'ivo', '-f', theirs]);
    for (const hash of ['sha512', 'sha256']) {
      const text = file(`text-${hash}`, message);
      expect(keygen(['-Y', 'sign', '-O', `hashalg=${hash}`, '-n', decisionNamespace, '-f', theirs, text]).status).toBe(0);
      const made = readFileSync(`${text}.sig`, 'utf8');
      const line = readFileSync(`${theirs}.pub`, 'utf8').trim();
      expect(check({ armored: made, keys: [line] })).toEqual({ outcome: 'good', key: line });
      expect(check({ armored: made }).outcome).toBe('unknown-key');
    }
    expect(
      check({
        armored: signWith(readPrivateKey(readFileSync(theirs, 'utf8')), message, decisionNamespace),
        keys: [readFileSync(`${theirs}.pub`, 'utf8')],
      }).outcome,
    ).toBe('good');
    expect(signWith(key, message, decisionNamespace)).toBe(ourKeySignedByOpenssh());
  });

  function ourKeySignedByOpenssh(): string {
    const text = file('text-ours', message);
    keygen(['-Y', 'sign', '-n', decisionNamespace, '-f', file('ours', ana.privateKey), text]);
    return readFileSync(`${text}.sig`, 'utf8');
  }

  test('an encrypted key and a key of another type say what to do instead', () => {
    keygen(['-q', '-t', 'ed25519', '-N', 'a long secret', '-f', join(folder, 'locked')]);
    expect(() => readPrivateKey(readFileSync(join(folder, 'locked'), 'utf8'))).toThrow(/ssh-keygen -Y sign.*--signature FILE/);
    keygen(['-q', '-t', 'ecdsa', '-N', '', '-f', join(folder, 'ecdsa')]);
    expect(() => readPrivateKey(readFileSync(join(folder, 'ecdsa'), 'utf8'))).toThrow(/ssh-keygen -t ed25519/);
  });
});
