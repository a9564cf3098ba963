import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { tufTrustRoots } from '../../../targets/trust-roots/tuf-trust-roots.ts';
import { expectTargetError } from '../support/expect-error.ts';
import { folder } from '../support/folder.ts';
import { signer } from '../support/signers.ts';
import { metadata, root, targets, tufFolder } from '../support/tuf-folder.ts';

const [rootKey, targetsKey] = [signer('r'), signer('t')];
const tenant = { tenant: 'acme', environment: 'production' };
const place = 'acme/production';

let at: ReturnType<typeof tufFolder>;
let seen: string;
let warnings: string[];
/** Trust roots as a worker that was just started has them. */
const started = () =>
  tufTrustRoots({
    metadata: at.metadata,
    pinned: at.pinned,
    seen,
    clock: () => Date.parse('2026-06-01T00:00:00Z'),
    warn: (why) => void warnings.push(why),
  });
const noted = (of = place) => readdirSync(join(seen, of)).sort();

function publish(roots: number, targetsVersion: number, of = place): void {
  at.write(`pinned/${of}/root.json`, metadata(root(1, [rootKey], [targetsKey]), [rootKey]));
  rmSync(join(at.metadata, of), { recursive: true, force: true });
  for (let version = 1; version <= roots; version += 1)
    at.write(`metadata/${of}/${version}.root.json`, metadata(root(version, [rootKey], [targetsKey]), [rootKey]));
  at.write(`metadata/${of}/targets.json`, metadata(targets({ keys: {}, roles: [] }, { version: targetsVersion }), [targetsKey]));
}

beforeEach(() => {
  at = tufFolder();
  seen = join(folder(), 'state', 'seen');
  warnings = [];
  publish(3, 5);
});

describe('a worker that was started anew (TUF 5.3.5, 5.6.3)', () => {
  it.each([
    ['root', 2, 5],
    ['targets', 3, 4],
  ])('refuses %s older than what a worker before it trusted, and notes nothing of them', async (_what, roots, targetsVersion) => {
    await started().confirm(tenant);
    publish(roots, targetsVersion);
    const error = await expectTargetError(started().confirm(tenant), 'NotTrusted');
    expect(error.message).toMatch(/^the trust roots of acme\/production went back from root 3, targets 5 to root/);
    expect(noted()).toEqual(['root-3', 'targets-5']);
    publish(3, 5);
    expect((await started().confirm(tenant)).said).toContain('root 3');
  });

  it('takes newer ones, and refuses those of before from then on', async () => {
    await started().confirm(tenant);
    publish(4, 7);
    await started().confirm(tenant);
    expect(noted()).toEqual(['root-4', 'targets-7']);
    publish(4, 6);
    await expectTargetError(started().confirm(tenant), 'NotTrusted');
    expect(warnings).toEqual([]);
  });

  it('remembers each tenant and environment for itself (KOA-P5)', async () => {
    await started().confirm(tenant);
    publish(1, 1, 'acme/staging');
    publish(1, 1, 'other/production');
    await started().confirm({ tenant: 'acme', environment: 'staging' });
    await started().confirm({ tenant: 'other', environment: 'production' });
    expect([noted(), noted('acme/staging'), noted('other/production')]).toEqual([
      ['root-3', 'targets-5'],
      ['root-1', 'targets-1'],
      ['root-1', 'targets-1'],
    ]);
  });

  it('notes nothing of what it does not trust', async () => {
    at.write(`metadata/${place}/targets.json`, metadata(targets({ keys: {}, roles: [] }, { version: 9 }), [signer('stranger')]));
    await expectTargetError(started().confirm(tenant), 'NotTrusted');
    expect(() => noted()).toThrow('ENOENT');
  });

  it('goes by the highest, whatever a crash or another worker left there', async () => {
    await started().confirm(tenant);
    for (const name of ['root-2', 'targets-10', 'targets-9', 'targets-x', 'note.txt']) writeFileSync(join(seen, place, name), '');
    await expectTargetError(started().confirm(tenant), 'NotTrusted');
    publish(3, 10);
    await started().confirm(tenant);
    publish(3, 11);
    await started().confirm(tenant);
    expect(noted()).toEqual(['note.txt', 'root-3', 'targets-11', 'targets-x']);
  });
});

it('two workers at once: the highest of what both saw stays', async () => {
  await started().confirm(tenant);
  publish(3, 8);
  await Promise.all(Array.from({ length: 8 }, () => started().confirm(tenant)));
  expect(noted()).toEqual(['root-3', 'targets-8']);
});

it('a folder that cannot be written is told once; the worker goes on and remembers for itself', async () => {
  mkdirSync(join(seen, '..'), { recursive: true });
  writeFileSync(seen, 'in the way');
  const roots = started();
  await roots.confirm(tenant);
  await roots.confirm(tenant);
  expect(warnings).toEqual([
    expect.stringMatching(/^keeping what was seen of trust roots in .*acme\/production: ENOTDIR; until that is mended/),
  ]);
  publish(3, 4);
  await expectTargetError(roots.confirm(tenant), 'NotTrusted');
});

it('whoever only looks reads what was seen, and writes nothing', async () => {
  const looking = () => tufTrustRoots({ metadata: at.metadata, pinned: at.pinned, seen, clock: () => Date.parse('2026-06-01T00:00:00Z') });
  await looking().confirm(tenant);
  expect(() => noted()).toThrow('ENOENT');
  await started().confirm(tenant);
  publish(2, 5);
  await expectTargetError(looking().confirm(tenant), 'NotTrusted');
});
