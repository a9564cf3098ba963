import { writeFileSync } from 'node:fs';
import { sealer } from '../targets/support/sealer.ts';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { readConfiguration } from '../../contracts/read-configuration.ts';
import { mustBeSound, originFix, originIsThere, vaultFix, vaultIsSound } from '../../workers/kept-soundly.ts';
import { originOf, vaultOf } from '../../workers/kept-at.ts';
import { expectTargetError } from '../targets/support/expect-error.ts';
import { fakeS3, type FakeS3, type Wrong } from '../targets/support/fake-s3.ts';
import { folder } from '../targets/support/folder.ts';

const lines: { readonly level: number; readonly msg: string; readonly why?: string }[] = [];
afterEach(() => void lines.splice(0));
const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) });
const logs = { product: log, gateway: log };

/** The vault and the origin of a configuration that keeps both in `store`. */
function configured({ place }: FakeS3, lock = '') {
  const home = folder();
  writeFileSync(join(home, 'access'), 'a-key\n');
  writeFileSync(join(home, 'secret'), 'a-secret\n');
  const s3 = `endpoint: ${place.endpoint}, bucket: evidence, prefix: p, access_key: 'file:access', secret_key: 'file:secret'`;
  const file = join(home, 'holdfast.yaml');
  writeFileSync(
    file,
    `targets:
  packs: {origins: [{name: primary, s3: {${s3}}}]}
  publisher: {url: 'http://localhost', token: 'file:access'}
  cases: {url: 'http://localhost', token: 'file:access'}
  serving: {readers: [{name: one, url: 'http://localhost'}]}
  trustRoots: {metadata: m, pinned: p}
  vault: {spool: spool, s3: {${s3}${lock}}}
evidence: {key: 'file:access'}
`,
  );
  const { targets } = readConfiguration(file);
  return { vault: targets.vault, origin: targets.packs.origins[0]! };
}

test('doctor says of object storage where it is and that it honours conditional writes, and of object lock for how long', async () => {
  const store = await fakeS3({ objectLock: true });
  const { vault, origin } = configured(store, ', object_lock: {mode: governance, days: 7}');
  expect(await vaultIsSound(vault)).toBe(
    `s3://evidence/p at ${store.place.endpoint}, honours conditional writes, object lock governance for 7 d`,
  );
  expect(store.asked.filter(({ what }) => what.startsWith('PUT')).every(({ ifNoneMatch }) => ifNoneMatch === '*')).toBe(true);
  expect(vaultFix(vault)).toContain('use a store that honours conditional writes');
  expect(originFix(origin)).toContain('correct s3 of this origin');
});

test('doctor looks at an origin, and writes nothing to it', async () => {
  const store = await fakeS3({ answer: { status: 200, text: '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>' } });
  expect(await originIsThere(configured(store).origin)).toBe(`s3://evidence/p at ${store.place.endpoint}`);
  expect(store.asked.map(({ what }) => what.split(' ')[0])).toEqual(['GET']);
  await expectTargetError(
    originIsThere(configured(await fakeS3({ answer: { status: 403, code: 'AccessDenied' } })).origin),
    'NotAuthorized',
  );
});

test.each<readonly [string, Wrong, string]>([
  ['lets evidence be overwritten', { taken: 'overwrites' }, ''],
  ['has no object lock though one is configured', {}, ', object_lock: {mode: compliance, days: 7}'],
])('a worker does not start over a store that %s', async (_, wrong, lock) => {
  const { vault } = configured(await fakeS3(wrong), lock);
  await expectTargetError(mustBeSound(vault, logs), 'Unsupported');
});

test('a worker starts over a store that is away, or that does not know its key, and says so', async () => {
  for (const answer of [
    { status: 503, code: 'ServiceUnavailable' },
    { status: 403, code: 'AccessDenied' },
  ]) {
    const { vault } = configured(await fakeS3({ answer }));
    await mustBeSound(vault, logs);
    expect(lines.at(-1)).toMatchObject({ level: 40, kind: 'vault' });
    expect(JSON.stringify(lines)).not.toContain('a-secret');
  }
});

test('a worker starts over a store that is sound, and says nothing', async () => {
  await mustBeSound(configured(await fakeS3()).vault, logs);
  expect(lines).toEqual([]);
});

test('a vault and an origin in object storage are made with the keys that the configuration names', async () => {
  const store = await fakeS3();
  const { vault, origin } = configured(store);
  await expectTargetError(vaultOf(vault, sealer).keep('INC-1', 'a', Buffer.from('1')), 'NotFound');
  expect(originOf(origin).name).toBe('primary');
  await expectTargetError(originOf(origin).manifest({ tenant: 't', environment: 'e', name: 'c' }, 'f'.repeat(64)), 'NotFound');
  expect(store.asked.at(-1)?.what).toMatch(/^GET \/evidence\/p\/t\/e\/c\/packs\/f{64}\//);
});
