import { rmSync, symlinkSync, writeFileSync, readFileSync, chmodSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { TargetError } from '../../../domain/target-error.ts';
import { sha256 } from '../../../contracts/digest.ts';
import { identifiedPart, manifestFile, type Manifest } from '../../../contracts/pack-format.ts';
import { canonicalJson } from '../../../domain/canonical-json.ts';
import { passed } from '../../../domain/findings.ts';
import { fileSystemOrigin } from '../../../targets/packs/file-system-origin.ts';
import { verifyRelease } from '../../../targets/verification/verify-release.ts';
import { folder } from '../support/folder.ts';
import {
  channel,
  indexKey,
  manifestKey,
  now,
  pack,
  packFile,
  signed,
  trust,
  writeChannel,
  writePack,
  type BuiltPack,
} from '../support/pack-store.ts';
import { signer } from '../support/signers.ts';

const [old, current] = [pack('2026.01'), pack('2026.02')];

function store() {
  const path = folder();
  writeChannel(path, [old, current]);
  const origin = fileSystemOrigin({ name: 'primary', path });
  const verify = (built: BuiltPack = current, at = now) => verifyRelease(origin, channel, built.release, trust, at);
  const last = async (built: BuiltPack = current, at = now) => (await verify(built, at)).at(-1);
  return { path, origin, verify, last };
}

const rehashed = (manifest: Manifest): Manifest => ({ ...manifest, runtime_pack_id: sha256(canonicalJson(identifiedPart(manifest))) });

it('passes every stage, in order, each named with its origin', async () => {
  const findings = await store().verify();
  expect(passed(findings)).toBe(true);
  expect(findings.map(({ check }) => check)).toEqual(
    [
      'index signature',
      'manifest schema',
      'manifest identity',
      'manifest signature',
      'file hashes',
      'compatibility',
      'revoked',
      'floor',
      'downgrade',
      'substitution',
    ].map((stage) => `${stage} at primary`),
  );
});

it('names the first stage that failed, and claims nothing about later ones', async () => {
  const { path, verify } = store();
  writeFileSync(packFile(path, current, 'rules.json'), 'other');
  expect((await verify()).map(({ check, outcome }) => `${check} ${outcome}`)).toEqual([
    'index signature at primary pass',
    'manifest schema at primary pass',
    'manifest identity at primary pass',
    'manifest signature at primary pass',
    'file hashes at primary fail',
  ]);
});

it('fails at any byte of a payload that differs, though the size stays (KOA-P1, BK-BP4)', async () => {
  const { path, last } = store();
  const file = packFile(path, current, 'rules.json');
  const original = readFileSync(file);
  for (const at of [0, Math.floor(original.length / 2), original.length - 1]) {
    const damaged = Buffer.from(original);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    writeFileSync(file, damaged);
    expect(await last()).toMatchObject({ check: 'file hashes at primary', outcome: 'fail' });
  }
  writeFileSync(file, Buffer.concat([original, Buffer.from('x')]));
  expect(await last()).toMatchObject({ outcome: 'fail', why: expect.stringContaining('bytes') });
  rmSync(file);
  expect(await last()).toMatchObject({ outcome: 'fail', why: "'rules.json' is missing" });
  symlinkSync('/etc/hostname', file);
  expect(await last()).toMatchObject({ outcome: 'fail' });
});

it.each([
  ['is not JSON', () => '{', 'manifest schema'],
  ['has a field too many', (m: Manifest) => ({ ...m, extra: 1 }), 'manifest schema'],
  ['was changed after its id was made', (m: Manifest) => ({ ...m, profiles: ['other'] }), 'manifest identity'],
  [
    'claims an id that its content does not have',
    (m: Manifest) => signed({ ...m, runtime_pack_id: 'c'.repeat(64) }, [manifestKey]),
    'manifest identity',
  ],
  [
    'has an id of its own, but is not the pack that was asked for',
    (m: Manifest) => signed(rehashed({ ...m, profiles: ['other'] }), [manifestKey]),
    'manifest identity',
  ],
  ['is not signed', (m: Manifest) => ({ ...m, signatures: [] }), 'manifest signature'],
  ['is signed by a stranger', (m: Manifest) => signed(m, [signer('stranger')]), 'manifest signature'],
  ['is signed by a stranger who took the key’s name', (m: Manifest) => signed(m, [signer(manifestKey.keyid)]), 'manifest signature'],
  ['is signed by the key of the index', (m: Manifest) => signed(m, [indexKey]), 'manifest signature'],
  ['has another creation time than was signed', (m: Manifest) => ({ ...m, created_at: '2026-05-02T00:00:00Z' }), 'manifest signature'],
])('fails a manifest that %s', async (_, change, stage) => {
  const { path, last } = store();
  const changed = change(current.manifest);
  writeFileSync(packFile(path, current, manifestFile), typeof changed === 'string' ? changed : JSON.stringify(changed));
  expect(await last()).toMatchObject({ check: `${stage} at primary`, outcome: 'fail' });
});

it('counts a key once, however often it signed', async () => {
  const { path, origin } = store();
  writeFileSync(packFile(path, current, manifestFile), JSON.stringify(signed(current.manifest, [manifestKey, manifestKey])));
  const two = {
    ...trust,
    signersOf: (what: 'index' | 'manifest') => ({ ...trust.signersOf(what, channel), threshold: what === 'manifest' ? 2 : 1 }),
  };
  expect((await verifyRelease(origin, channel, current.release, two, now)).at(-1)).toMatchObject({
    check: 'manifest signature at primary',
    outcome: 'fail',
  });
});

it('fails a correctly signed manifest that names a file twice, though both times rightly', async () => {
  const at = store();
  const odd = pack('2026.03', { change: (m) => ({ ...m, files: [...m.files, ...m.files] }) });
  writePack(at.path, odd);
  expect(await at.last(odd)).toMatchObject({ check: 'file hashes at primary', outcome: 'fail' });
});

it.each([
  ['outside the pack', '../../../secret'],
  ['at an absolute place', '/etc/hostname'],
])('fails a correctly signed manifest that names a file %s', async (_, path) => {
  const at = store();
  const odd = pack('2026.03', {
    change: (m) => ({ ...m, files: [...m.files, { path, role: 'other', sha256: 'a'.repeat(64), size_bytes: 1 }] }),
  });
  writePack(at.path, odd);
  expect(await at.last(odd)).toMatchObject({ check: 'file hashes at primary', outcome: 'fail' });
});

it('does not know a manifest version of the future: unknown, neither good nor bad', async () => {
  const at = store();
  const odd = pack('2026.03', { change: (m) => ({ ...m, manifest_version: '3.9.0' }) });
  writePack(at.path, odd);
  expect(await at.last(odd)).toMatchObject({ check: 'compatibility at primary', outcome: 'unknown' });
});

it('calls what cannot be read unknown: a pack that is not there, a file without permission, keys that nobody named', async () => {
  const { path, origin, last } = store();
  expect(await last(pack('2026.09'))).toMatchObject({ check: 'manifest schema at primary', outcome: 'unknown' });
  const denied = { ...origin, hashFile: () => Promise.reject(new TargetError('NotAuthorized', 'not permitted')) };
  expect((await verifyRelease(denied, channel, current.release, trust, now)).at(-1)).toMatchObject({
    check: 'file hashes at primary',
    outcome: 'unknown',
  });
  const nobody = {
    ...trust,
    signersOf: (what: 'index' | 'manifest') => {
      if (what === 'manifest') throw new TargetError('NotTrusted', 'no keys are named');
      return trust.signersOf(what, channel);
    },
  };
  expect((await verifyRelease(origin, channel, current.release, nobody, now)).at(-1)).toMatchObject({
    check: 'manifest signature at primary',
    outcome: 'unknown',
  });
  chmodSync(path, 0o700);
  rmSync(path, { recursive: true });
  expect(await last()).toMatchObject({ check: 'index signature at primary', outcome: 'unknown' });
});

it('lets one wrong file outweigh one that cannot be read', async () => {
  const { path, origin } = store();
  writeFileSync(packFile(path, current, 'canaries.json'), 'other');
  const half = {
    ...origin,
    hashFile: (...[of, artifact, file]: Parameters<typeof origin.hashFile>) =>
      file === 'rules.json' ? Promise.reject(new TargetError('Unreachable', 'EIO')) : origin.hashFile(of, artifact, file),
  };
  expect((await verifyRelease(half, channel, current.release, trust, now)).at(-1)).toMatchObject({
    outcome: 'fail',
    why: expect.stringContaining('canaries.json'),
  });
});
