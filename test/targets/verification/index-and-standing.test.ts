import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { pointerFile } from '../../../contracts/pack-format.ts';
import { passed } from '../../../domain/findings.ts';
import { fileSystemOrigin } from '../../../targets/packs/file-system-origin.ts';
import { readPointer } from '../../../targets/verification/read-pointer.ts';
import { verifyRelease } from '../../../targets/verification/verify-release.ts';
import { expectTargetError } from '../support/expect-error.ts';
import { folder } from '../support/folder.ts';
import {
  channel,
  channelFolder,
  indexKey,
  now,
  pack,
  pointer,
  trust,
  writeChannel,
  writePointer,
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

const bound = (change: Parameters<typeof pointer>[2], generation = 3, built = current) => pointer(generation, built.release, change);

it.each([
  ['revoked', bound({ revoked: [{ release_id: '2026.02', reason: 'leaked' }] }), current, 'fail'],
  ['floor', bound({ minimum_allowed_release_id: '2026.02' }), old, 'fail'],
  ['floor', bound({ minimum_allowed_release_id: '2025.77' }), old, 'unknown'],
  ['downgrade', bound({}, 3, old), old, 'fail'],
  [
    'downgrade',
    bound(
      {
        rollback_authorizations: [
          { from_release_id: '2026.02', to_release_id: '2026.01', generation: 2, key: 'k', reason: 'an earlier one' },
        ],
      },
      3,
      old,
    ),
    old,
    'fail',
  ],
  ['substitution', bound({ current: { release_id: '2026.02', artifact_id: 'b'.repeat(64) } }), current, 'fail'],
] as const)('finds what the index says against a release: %s', async (stage, value, built, outcome) => {
  const { path, last } = store();
  writePointer(path, value);
  expect(await last(built)).toMatchObject({ check: `${stage} at primary`, outcome });
});

it('passes a rollback that the index authorizes, and a release at the floor', async () => {
  const { path, verify } = store();
  writePointer(
    path,
    bound(
      {
        rollback_authorizations: [{ from_release_id: '2026.02', to_release_id: '2026.01', generation: 3, key: 'k', reason: 'r' }],
        minimum_allowed_release_id: '2026.01',
      },
      3,
      old,
    ),
  );
  expect(passed(await verify(old))).toBe(true);
});

it('takes no word of a pointer in the history that nobody signed', async () => {
  const { path, verify } = store();
  writePointer(path, bound({}));
  writePointer(path, pointer(2, { id: '2026.02', artifact: 'b'.repeat(64) }), { signers: [signer('stranger')] });
  expect(passed(await verify())).toBe(true);
});

it.each([
  ['by a stranger', (path: string) => writePointer(path, bound({}), { signers: [signer('stranger')] }), 'NotTrusted'],
  [
    'by a stranger who took the key’s name',
    (path: string) => writePointer(path, bound({}), { signers: [signer(indexKey.keyid)] }),
    'NotTrusted',
  ],
  ['for another channel', (path: string) => writePointer(path, bound({ channel_id: 'nz' })), 'NotTrusted'],
  [
    'for another tenant',
    (path: string) => writePointer(path, bound({ scope: { tenant: 'other', environment: 'production' } })),
    'NotTrusted',
  ],
  ['for another generation', (path: string) => writePointer(path, bound({}), { file: 9 }), 'NotTrusted'],
  ['long ago', (path: string) => writePointer(path, bound({ expires_at: '2026-05-31T00:00:00Z' })), 'NotTrusted'],
  ['in no way that can be read', (path: string) => writeFileSync(join(channelFolder(path), pointerFile(3)), '{'), 'Malformed'],
] as const)('refuses a pointer that was signed %s', async (_, write, code) => {
  const { path, origin, last } = store();
  write(path);
  await expectTargetError(readPointer(origin, channel, trust, now), code);
  expect(await last()).toMatchObject({ check: 'index signature at primary', outcome: 'fail' });
});

it('refuses a pointer whose payload was changed after it was signed', async () => {
  const { path, origin } = store();
  const file = join(channelFolder(path), pointerFile(2));
  const envelope = JSON.parse(readFileSync(file, 'utf8')) as { payload: string };
  const payload = Buffer.from(envelope.payload, 'base64').toString().replace('2026.02', '2026.01');
  writeFileSync(file, JSON.stringify({ ...envelope, payload: Buffer.from(payload).toString('base64') }));
  await expectTargetError(readPointer(origin, channel, trust, now), 'NotTrusted');
});
