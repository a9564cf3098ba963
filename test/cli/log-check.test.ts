import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { sha256 } from '../../contracts/digest.ts';
import { newSealingKey } from '../../contracts/evidence/sealing-key.ts';
import { fileSystemStore } from '../../targets/vault/file-system-store.ts';
import { sealedIncidents } from '../../targets/vault/sealed-incidents.ts';
import { sealedFolders, type SealedFolders } from '../contracts/evidence/sealed-folder.ts';
import { folder } from '../targets/support/folder.ts';
import { holdfast } from './fake-world.ts';

let sealed: SealedFolders;
beforeAll(async () => {
  sealed = await sealedFolders({ signed: true });
});

describe('log check', () => {
  const digest = (number: number): string =>
    `sha256:${sha256(readFileSync(join(sealed.vault, '.log', `${String(number).padStart(12, '0')}.json`)))}`;
  const check = (vault: string, ...args: readonly string[]) =>
    holdfast(['log', 'check', ...args], { dependencies: { sealedLog: async () => sealedIncidents(fileSystemStore(vault)) } });

  test('says how many there are, the newest, and what it could not know', async () => {
    const whole = await check(sealed.vault, '--key', sealed.key, '--head', digest(1), '--head', digest(2));
    expect(whole).toMatchObject({ code: 0, err: '' });
    expect(whole.out).toBe(
      `2 records in the log; the newest is ${digest(2)}\nNone is missing, reordered or rewritten, and each was signed with this key.\n`,
    );
    const bare = await check(sealed.vault);
    expect(bare.out).toContain('give --key to check who signed them');
    expect(bare.out).toContain('That the newest was not cut off is only known with --head, from your anchor.');
    const old = await check(sealed.vault, '--head', digest(1));
    expect(old.out).toMatch(
      /\nNot cut off before record 1; that the newest was not is only known with the newest --head, from your anchor.\n$/,
    );
    const json = await check(sealed.vault, '--json');
    expect(JSON.parse(json.out)).toEqual({ problems: [], records: 2, head: digest(2) });
  });

  test('of an installation that sealed nothing yet holds', async () => {
    const empty = join(folder(), 'vault');
    mkdirSync(empty);
    expect(await check(empty)).toMatchObject({ code: 0, out: expect.stringContaining('0 records in the log; the newest is none') });
  });

  test('names a head that the log does not have, and fails; as JSON too', async () => {
    const head = `sha256:${'0'.repeat(64)}`;
    const { code, out, err } = await check(sealed.vault, '--head', head);
    expect({ code, err }).toEqual({ code: 1, err: 'holdfast: the log does not hold: 1 problem\n' });
    expect(out).toContain(`FAIL  ${head}, which the anchor has, is not in the log: it was cut short or rewritten`);
    expect(out).not.toContain('None is missing');
    const json = await check(sealed.vault, '--head', head, '--json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({ problems: [expect.stringContaining(head)] });
  });

  test('names records that another key signed', async () => {
    const other = join(folder(), 'other.pub.pem');
    writeFileSync(other, newSealingKey().publicPem);
    const { code, out } = await check(sealed.vault, '--key', other);
    expect(code).toBe(1);
    expect(out).toContain('FAIL  record 2 was not signed with this key');
  });

  test('takes every key that the installation has had, each as good as the others', async () => {
    const other = join(folder(), 'other.pub.pem');
    writeFileSync(other, newSealingKey().publicPem);
    const { code, out } = await check(sealed.vault, '--key', other, '--key', sealed.key);
    expect(code).toBe(0);
    expect(out).toContain('None is missing, reordered or rewritten, and each was signed with one of these keys.');
    expect((await check(sealed.vault, '--key', other, '--key', other)).out).toContain('record 1 was not signed with any of these keys');
  });

  test('refuses what is no digest, and a vault that cannot be read', async () => {
    expect(await check(sealed.vault, '--head', 'sha256:abc')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining("'sha256:abc' is not a digest: write sha256: and 64 hex digits"),
    });
    expect(await holdfast(['log', 'check'])).toMatchObject({ code: 1, err: 'holdfast: there is no vault here\n' });
    expect(await check('/nowhere')).toMatchObject({ code: 1, err: expect.stringContaining('make it, or mount it') });
    expect(await holdfast(['log', 'look'])).toMatchObject({ code: 2 });
  });
});
