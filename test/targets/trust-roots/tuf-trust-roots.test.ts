import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from '@jest/globals';
import { tufTrustRoots } from '../../../targets/trust-roots/tuf-trust-roots.ts';
import { expectTargetError } from '../support/expect-error.ts';
import { signer } from '../support/signers.ts';
import { delegated, keysOf, metadata, root, targets, tufFolder } from '../support/tuf-folder.ts';

const [rootA, rootB, rootC] = [signer('ra'), signer('rb'), signer('rc')];
const [targetsKey, index1, index2, stranger] = [signer('t'), signer('i1'), signer('i2'), signer('x')];
const tenant = { tenant: 'acme', environment: 'production' };
const channel = { ...tenant, name: 'au-nsw' };
const now = Date.parse('2026-06-01T00:00:00Z');
const place = 'acme/production';
const delegations = (keys = [index1, index2], threshold = 2) => ({
  keys: keysOf(keys),
  roles: [delegated('index:au-nsw', keys, threshold), delegated('manifest:au-nsw', [keys[0] ?? index1])],
});

let at: ReturnType<typeof tufFolder>;
const confirm = (who = tenant) => tufTrustRoots({ metadata: at.metadata, pinned: at.pinned, clock: () => now }).confirm(who);
const pin = (value: ReturnType<typeof metadata>) => at.write(`pinned/${place}/root.json`, value);
const publish = (file: string, value: ReturnType<typeof metadata>) => at.write(`metadata/${place}/${file}`, value);

beforeEach(() => {
  at = tufFolder();
  pin(metadata(root(1, [rootA], [targetsKey]), [rootA]));
  publish('1.root.json', metadata(root(1, [rootA], [targetsKey]), [rootA]));
  publish('targets.json', metadata(targets(delegations()), [targetsKey]));
});

it('says which keys, and how many of them, may sign a channel, and by which metadata', async () => {
  const trusted = await confirm();
  const index = trusted.signersOf('index', channel);
  expect([...index.keys.keys()]).toEqual(['i1', 'i2']);
  expect(index.threshold).toBe(2);
  expect(index.keys.get('i1')?.equals(index1.publicKey)).toBe(true);
  expect(trusted.signersOf('manifest', channel).threshold).toBe(1);
  expect(trusted.said).toMatch(/^acme\/production: root 1 sha256:[0-9a-f]{64}, targets 1 sha256:[0-9a-f]{64}$/);
});

it('names no keys for a role, a tenant or an environment that the metadata does not have (KOA-P5)', async () => {
  const trusted = await confirm();
  await expectTargetError(() => trusted.signersOf('index', { ...channel, name: 'nz' }), 'NotTrusted');
  await expectTargetError(() => trusted.signersOf('index', { ...channel, name: '__proto__' }), 'NotTrusted');
  await expectTargetError(() => trusted.signersOf('index', { ...channel, tenant: 'other' }), 'NotTrusted');
  await expectTargetError(() => trusted.signersOf('index', { ...channel, environment: 'staging' }), 'NotTrusted');
  await expectTargetError(confirm({ ...tenant, tenant: 'other' }), 'NotFound');
  await expectTargetError(confirm({ ...tenant, tenant: '../acme' }), 'Escapes');
});

it('never reads another tenant’s folder through a link (KOA-P5)', async () => {
  for (const folder of [at.metadata, at.pinned]) {
    mkdirSync(join(folder, 'evil'));
    symlinkSync(join(folder, 'acme', 'production'), join(folder, 'evil', 'production'));
  }
  await expectTargetError(confirm({ tenant: 'evil', environment: 'production' }), 'Escapes');
});

it('follows roots that old and new keys signed, over several versions', async () => {
  publish('2.root.json', metadata(root(2, [rootB], [targetsKey]), [rootA, rootB]));
  publish('3.root.json', metadata(root(3, [rootC], [stranger]), [rootB, rootC]));
  await expectTargetError(confirm(), 'NotTrusted'); // targets still signed by the key of root 2
  publish('targets.json', metadata(targets(delegations()), [stranger]));
  expect((await confirm()).said).toContain('root 3');
});

it.each([
  ['the old keys only', () => metadata(root(2, [rootB], [targetsKey]), [rootA])],
  ['the new keys only', () => metadata(root(2, [rootB], [targetsKey]), [rootB])],
  ['nobody', () => metadata(root(2, [rootB], [targetsKey]), [])],
  ['a stranger', () => metadata(root(2, [rootB], [targetsKey]), [stranger])],
  ['too few of the new keys', () => metadata(root(2, [rootB, rootC], [targetsKey], { threshold: 2 }), [rootA, rootB])],
  ['the right keys, but with the version of before: a rollback', () => metadata(root(1, [rootA], [targetsKey]), [rootA])],
  ['the right keys, but with a version left out', () => metadata(root(3, [rootA], [targetsKey]), [rootA])],
  ['the right keys, but it has expired', () => metadata(root(2, [rootA], [targetsKey], { expires: '2026-05-31T00:00:00Z' }), [rootA])],
  [
    'the right keys, but changed since',
    () => ({ ...metadata(root(2, [rootA], [targetsKey]), [rootA]), signed: root(2, [rootA], [stranger]) }),
  ],
  ['the right keys, but it is no root', () => metadata(targets(delegations()), [rootA])],
])('refuses a next root signed by %s', async (_, next) => {
  publish('2.root.json', next());
  await expectTargetError(confirm(), 'NotTrusted');
});

it('takes an expired root on the way to one that is not', async () => {
  pin(metadata(root(1, [rootA], [targetsKey], { expires: '2020-01-01T00:00:00Z' }), [rootA]));
  await expectTargetError(confirm(), 'NotTrusted');
  publish('2.root.json', metadata(root(2, [rootA], [targetsKey]), [rootA]));
  expect((await confirm()).said).toContain('root 2');
});

it('refuses a pinned root that its own keys did not sign', async () => {
  pin(metadata(root(1, [rootA], [targetsKey]), [stranger]));
  await expectTargetError(confirm(), 'NotTrusted');
});

it.each([
  ['a stranger signed', () => metadata(targets(delegations()), [stranger])],
  ['expired', () => metadata(targets(delegations(), { expires: '2026-05-31T00:00:00Z' }), [targetsKey])],
  ['were changed since', () => ({ ...metadata(targets(delegations()), [targetsKey]), signed: targets(delegations([stranger], 1)) })],
  ['are a root', () => metadata(root(1, [rootA], [targetsKey]), [rootA])],
])('refuses targets that %s', async (_, value) => {
  publish('targets.json', value());
  await expectTargetError(confirm(), 'NotTrusted');
});

it.each([
  ['is not Ed25519', { i1: { keytype: 'rsa', scheme: 'rsassa-pss-sha256', keyval: { public: 'ab'.repeat(32) } } }, ['i1'], 1],
  ['is not given', {}, ['i1'], 1],
  ['is there under two ids, to count twice', { i1: keysOf([index1])['i1'], again: keysOf([index1])['i1'] }, ['i1', 'again'], 2],
  ['would have to sign more often than there are keys', keysOf([index1]), ['i1'], 2],
  ['is not needed at all', keysOf([index1]), ['i1'], 0],
])('refuses a role whose key %s', async (_, keys, keyids, threshold) => {
  publish(
    'targets.json',
    metadata(targets({ keys, roles: [{ name: 'index:au-nsw', keyids, threshold, paths: ['*'], terminating: true }] }), [targetsKey]),
  );
  await expectTargetError(
    confirm().then((trusted) => trusted.signersOf('index', channel)),
    'NotTrusted',
  );
});

it('never goes back to targets or roots older than what it has trusted', async () => {
  const roots = tufTrustRoots({ metadata: at.metadata, pinned: at.pinned, clock: () => now });
  publish('targets.json', metadata(targets(delegations(), { version: 5 }), [targetsKey]));
  await roots.confirm(tenant);
  publish('targets.json', metadata(targets(delegations(), { version: 4 }), [targetsKey]));
  await expectTargetError(roots.confirm(tenant), 'NotTrusted');
});
