import { createPrivateKey } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Happening } from '../../domain/timeline.ts';
import { newSealingKey } from '../../contracts/evidence/sealing-key.ts';
import { publicKey, sealer } from '../targets/support/sealer.ts';
import { here, recordsVault, tamper, type RecordsVault } from './records-vault.ts';

let vault: RecordsVault;
beforeEach(() => {
  vault = recordsVault();
});

const files = (): readonly string[] => Object.keys(vault.filed());

describe('what does not verify is refused with the reason, and nothing is filed', () => {
  /** The reason, for which nothing was filed. */
  const refused = async (...args: readonly string[]): Promise<string> => {
    const ran = await vault.record('rollback', ...here, ...args);
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(files()).toEqual([]);
    return ran.err;
  };

  test.each([
    ['a line was changed', 'events.jsonl', /INC-ONE may be the last one.*events\.jsonl is missing, or is not as it was sealed/],
    ['the record was changed', 'record.json', /INC-ONE does not verify.*integrity: record\.json was changed/],
    ['the statement was changed', 'evidence.sigstore.json', /INC-ONE may be the last one.*not spelled as it was sealed/],
    ['a file was added', 'slipped-in.txt', /INC-ONE does not verify.*completeness: slipped-in\.txt was added/],
  ])('%s', async (_what, file, why) => {
    await vault.seal('INC-ONE');
    appendFileSync(join(vault.path, 'INC-ONE', file), ' ');
    expect(await refused()).toMatch(why);
    expect(await refused('--incident=INC-ONE')).toMatch(/INC-ONE does not verify, and no record is made of it/);
  });

  test('another incident in its folder', async () => {
    await vault.seal('INC-ONE');
    await vault.seal('INC-TWO', { tenant: 'other' });
    tamper(vault, 'INC-ONE', 'evidence.sigstore.json', readFileSync(join(vault.path, 'INC-TWO', 'evidence.sigstore.json'), 'utf8'));
    rmSync(join(vault.path, 'INC-TWO'), { recursive: true });
    expect(await refused()).toMatch(/the folder holds the evidence of INC-TWO/);
  });

  test("one of another key, unless that key is given as well; an older one stands in nobody's way", async () => {
    const pair = newSealingKey();
    const other = { ...sealer, key: createPrivateKey(pair.privatePem) };
    const keyFile = (name: string, pem: string): string => {
      writeFileSync(join(vault.path, '..', name), pem);
      return `--key=${join(vault.path, '..', name)}`;
    };
    const ours = keyFile('ours.pub.pem', publicKey.export({ type: 'spki', format: 'pem' }) as string);
    await vault.seal('INC-OTHER', { sealer: other, at: 10 });
    expect(await refused()).toMatch(/INC-OTHER may be the last one.*sealed with another key/);
    expect((await vault.record('rollback', ...here, ours, keyFile('old.pub.pem', pair.publicPem))).out).toContain('INC-OTHER');
    await vault.seal('INC-NEW', { at: 40 });
    expect((await vault.record('rollback', ...here)).out).toContain('INC-NEW');
  });

  test("one that does not verify is in nobody's way when it is of another tenant or runbook, or ended before", async () => {
    await vault.seal('INC-ONE', { at: 50 });
    await vault.seal('INC-OLD', { at: 20 });
    await vault.seal('INC-AI', { runbook: 'ai-kill-switch', at: 70 });
    await vault.seal('INC-OTHER', { tenant: 'other', at: 80 });
    for (const incident of ['INC-OLD', 'INC-AI', 'INC-OTHER']) tamper(vault, incident, 'events.jsonl', 'nothing');
    expect((await vault.record('rollback', ...here, '--tenant=acme')).out).toContain('INC-ONE');
    expect(await vault.record('rollback', ...here)).toMatchObject({
      code: 1,
      err: expect.stringContaining('INC-OTHER may be the last one'),
    });
  });
});

test.each([
  ['a pipe, of which nobody would read the end', (path: string) => void execFileSync('mkfifo', [path])],
  ['a folder', (path: string) => mkdirSync(path)],
  ['a link that leads nowhere', (path: string) => symlinkSync('/nowhere/at/all', path)],
])('%s in the place of the page is told, and stays', async (_what, make) => {
  await vault.seal('INC-ONE');
  const page = join(vault.records, '01-rollback-drill', 'INC-ONE.html');
  mkdirSync(join(vault.records, '01-rollback-drill'), { recursive: true });
  make(page);
  const { code, err } = await vault.record('rollback', ...here);
  expect(code).toBe(1);
  expect(err).toContain(`${page} is there already and is no file: move it away, or name another --root`);
});

test.each([
  [
    'a receipt that says nothing of a channel',
    { kind: 'did', step: 'Roll back', occasion: 2, result: { kind: 'receipt', action: 'rebind' } },
  ],
  [
    'a step whose result goes thousands deep',
    { kind: 'did', step: 'x', occasion: 2, result: JSON.parse(`${'['.repeat(3_000)}${']'.repeat(3_000)}`) as unknown },
  ],
])('signed lines that this version never writes, %s, are told with the name of the incident', async (_what, line) => {
  await vault.seal('INC-ONE');
  await vault.seal('INC-ODD', { more: [line as unknown as Happening], record: () => ({}) });
  const ran = await vault.record('rollback', ...here);
  expect(ran).toMatchObject({ code: 1, out: '' });
  expect(ran.err).toMatch(/INC-ODD.* does not verify.*its lines are not such as this version writes/);
  expect(await vault.record('rollback', ...here, '--incident=INC-ONE')).toMatchObject({ code: 0 });
});
