import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { evidence } from '../../activities/evidence.ts';
import { sha256 } from '../../contracts/digest.ts';
import { evidenceItems } from '../../domain/evidence-items.ts';
import { TargetError } from '../../domain/target-error.ts';
import type { Targets } from '../../targets/targets.ts';
import { expectTargetError } from '../targets/support/expect-error.ts';
import { filesIn } from '../targets/support/vault-folder.ts';
import { channel, incident, platform, type Platform } from './support.ts';

const snapshot = ({ world }: Platform, changes: Partial<Targets> = {}) =>
  evidence({ ...world, ...changes } as unknown as Targets).snapshot(incident, [channel]);

test('every item is kept with its digest, origin and capture time, and so is the list of them', async () => {
  const at = await platform();
  const taken = await snapshot(at);
  const names = taken.items.map(({ name }) => name.replace('acme-production-au-nsw/', ''));
  expect(names).toEqual(['channel-index.json', 'runtime-pack-manifest-east.json', ...evidenceItems]);
  const files = filesIn(join(at.vaultFolder, incident, 'files'));
  expect(files).toHaveLength(names.length + 1);
  for (const { name, digest, origin, at: when } of taken.items) {
    const file = files.find((path) => path.endsWith(name))!;
    expect(`sha256:${sha256(readFileSync(join(at.vaultFolder, incident, 'files', file)))}`).toBe(digest);
    expect(origin).not.toBe('');
    expect(when).toBeGreaterThan(0);
  }
  expect(taken).toMatchObject({ where: 'vault', digest: expect.stringMatching(/^sha256:[a-f0-9]{64}$/) });
});

test('an item is absent when the platform says that it has none, with its reason', async () => {
  const at = await platform();
  const reason = 'this platform renders nothing';
  const rest = evidenceItems.filter((item) => item !== 'render-bundles');
  at.description = { ...at.description, evidence: rest, absent: [{ item: 'render-bundles', reason }] };
  const { items } = await snapshot(at);
  expect(items.filter(({ digest }) => digest === null)).toEqual([
    expect.objectContaining({ name: 'acme-production-au-nsw/render-bundles', absent: reason }),
  ]);
});

test('an item that the platform forgets to speak of fails the snapshot: nothing is absent by silence', async () => {
  const at = await platform();
  at.description = { ...at.description, evidence: evidenceItems.slice(2) };
  const error = await expectTargetError(snapshot(at), 'Refused');
  expect(error.message).toContain('says nothing of build-record, validation-report');
});

test('an item that the platform has and does not give fails the snapshot', async () => {
  const at = await platform();
  const away = () => Promise.reject(new TargetError('NotFound', 'no such item'));
  await expectTargetError(snapshot(at, { publisher: { ...at.publisher, evidence: away } }), 'NotFound');
});

test('a manifest that an origin lost is a fact of the incident and is told; one that cannot be asked for fails the snapshot', async () => {
  const at = await platform();
  const [origin] = at.world.packs.origins;
  const failing = (code: 'NotFound' | 'Unreachable') => ({
    origins: [{ ...origin!, manifest: () => Promise.reject(new TargetError(code, `manifest: ${code}`)) }],
  });
  const { items } = await snapshot(at, { packs: failing('NotFound') });
  expect(items.find(({ name }) => name.includes('manifest'))).toMatchObject({ digest: null, absent: 'manifest: NotFound' });
  await expectTargetError(snapshot(at, { packs: failing('Unreachable') }), 'Unreachable');
});

test('while the vault is down the snapshot says that it is in the spool', async () => {
  const at = await platform();
  const vault = { ...at.vault, keep: () => Promise.resolve({ digest: 'sha256:0', where: 'spool' as const }) };
  expect((await snapshot(at, { vault })).where).toBe('spool');
});

test('a snapshot that cannot be kept is none', async () => {
  const at = await platform();
  const vault = { ...at.vault, keep: () => Promise.reject(new TargetError('Full', 'no space')) };
  await expectTargetError(snapshot(at, { vault }), 'Full');
  expect(existsSync(join(at.vaultFolder, incident, 'files'))).toBe(false);
});
