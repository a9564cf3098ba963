import { createPublicKey } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { newSealingKey } from '../../contracts/evidence/sealing-key.ts';
import { onCopy } from '../../workers/evidence-copy.ts';
import { evidence, sealedLog } from '../../workers/evidence-at-hand.ts';
import { written } from '../contracts/manual-example.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-at-hand-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const key = ['key: file:/run/secrets/evidence.pem', 'key: file:evidence.pem'] as const;
const vault = ['path: /srv/vault', 'path: vault'] as const;
const spool = ['spool: /var/spool/holdfast', 'spool: spool'] as const;
const records = ['records: /var/lib/holdfast/records', 'records: filed'] as const;

test('what is configured is at hand: the public half of the key, where records are filed, and what is among the evidence', async () => {
  const { privatePem, publicPem } = newSealingKey();
  writeFileSync(join(folder, 'evidence.pem'), privatePem);
  mkdirSync(join(folder, 'vault', 'INC-ONE'), { recursive: true });
  writeFileSync(join(folder, 'vault', 'INC-ONE', 'record.json'), '{}');
  const at = await evidence(written(folder, key, vault, spool, records));
  expect(at.records).toBe(join(folder, 'filed'));
  expect(at.key().equals(createPublicKey(publicPem))).toBe(true);
  expect([at.isKept(join(folder, 'filed')), at.isKept(join(folder, 'vault', 'x')), at.isKept(join(folder, 'spool'))]).toEqual([
    false,
    true,
    true,
  ]);
  expect((await at.read('INC-ONE', 'record.json'))?.toString()).toBe('{}');
  expect(await at.read('INC-ONE', 'events.jsonl')).toBeNull();
  expect(await at.within('INC-ONE', async (where) => where)).toBe(join(folder, 'vault', 'INC-ONE'));
});

test('without the private key the command says how to do without it', async () => {
  const at = await evidence(written(folder, key, vault, spool, records));
  expect(() => at.key()).toThrow(/cannot be read.*or give the public key with --key/);
});

test('what an embedded run left is at hand when nothing runs, evidence and the log alike', async () => {
  written(folder, key, vault, spool, records);
  mkdirSync(join(folder, 'vault'));
  const before = process.env['HOLDFAST_HOME'];
  process.env['HOLDFAST_HOME'] = folder;
  try {
    expect(await (await evidence(null)).sealed()).toEqual([]);
    expect(await (await sealedLog(null)).numbers()).toEqual([]);
  } finally {
    if (before === undefined) delete process.env['HOLDFAST_HOME'];
    else process.env['HOLDFAST_HOME'] = before;
  }
});

const inStore = (files: Readonly<Record<string, string>>) => ({
  list: async () => Object.keys(files),
  read: async (file: string) => Buffer.from(files[file] ?? ''),
});

test('evidence in object storage is looked at as a copy, which is gone afterwards, also when the work fails', async () => {
  let place = '';
  const look = async (where: string): Promise<string> => {
    place = where;
    return `${readdirSync(where).join()} ${readFileSync(join(where, 'files/receipts/one.json'), 'utf8')}`;
  };
  expect(await onCopy('INC-ONE', inStore({ 'run.json': '{}', 'files/receipts/one.json': '{"one":1}' }), look)).toBe(
    'files,run.json {"one":1}',
  );
  expect(existsSync(place)).toBe(false);
  await expect(
    onCopy('INC-ONE', inStore({}), async (where) => {
      place = where;
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(existsSync(place)).toBe(false);
});

test.each(['../../outside', 'files/../../outside', '/outside', 'files//x'])(
  'a key %s does not lead out of the copy: it was slipped in',
  async (file) => {
    await expect(onCopy('INC-ONE', inStore({ [file]: 'x' }), async () => 'looked')).rejects.toThrow(
      'INC-ONE has a file that no evidence is called',
    );
  },
);
