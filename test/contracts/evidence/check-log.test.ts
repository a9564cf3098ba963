import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPublicKey } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import { checkLog } from '../../../contracts/evidence/check-log.ts';
import { newSealingKey } from '../../../contracts/evidence/sealing-key.ts';
import { sha256 } from '../../../contracts/digest.ts';
import { fileSystemStore } from '../../../targets/vault/file-system-store.ts';
import { sealedIncidents } from '../../../targets/vault/sealed-incidents.ts';
import { folder } from '../../targets/support/folder.ts';
import { publicKey } from '../../targets/support/sealer.ts';
import { sealedFolders } from './sealed-folder.ts';

let whole: string;
beforeAll(async () => {
  whole = (await sealedFolders()).vault;
});

/** A copy of the vault, after `tamper`, as `holdfast log check` finds it. */
async function problemsAfter(tamper: (vault: string) => void, heads: readonly string[] = []): Promise<readonly string[]> {
  const vault = join(folder(), 'vault');
  cpSync(whole, vault, { recursive: true });
  tamper(vault);
  return (await checkLog(sealedIncidents(fileSystemStore(vault)), [publicKey], heads)).problems;
}

const entry = (number: number): string => `.log/${String(number).padStart(12, '0')}.json`;
const headOf = (vault: string): string => `sha256:${sha256(readFileSync(join(vault, entry(2))))}`;

test('a log that nobody touched holds, and its head is the one that an anchor has', async () => {
  const { problems, records, head } = await checkLog(sealedIncidents(fileSystemStore(whole)), [publicKey], [headOf(whole)]);
  expect({ problems, records, head }).toEqual({ problems: [], records: 2, head: headOf(whole) });
  expect(readdirSync(join(whole, '.log'))).toHaveLength(2);
});

test('a record that is missing is named, in the log or in its folder', async () => {
  expect(await problemsAfter((vault) => rmSync(join(vault, entry(1))))).toContain('record 1 is missing');
  expect(await problemsAfter((vault) => rmSync(join(vault, 'INC-ONE'), { recursive: true }))).toEqual([
    expect.stringContaining('record 1 is of INC-ONE, whose evidence.sigstore.json is missing'),
  ]);
});

test('the newest one, cut off with its folder, shows by what the anchor has', async () => {
  const cut = (vault: string): void => {
    rmSync(join(vault, entry(2)));
    rmSync(join(vault, 'INC-TWO'), { recursive: true });
  };
  expect(await problemsAfter(cut)).toEqual([]);
  expect(await problemsAfter(cut, [headOf(whole)])).toEqual([expect.stringContaining('is not in the log: it was cut short or rewritten')]);
});

test('a number far beyond the others is named as put in, and neither read nor counted on', async () => {
  const planted = (vault: string): void => writeFileSync(join(vault, entry(999_999_999_999)), '{}');
  expect(await problemsAfter(planted)).toEqual([expect.stringContaining('record 999999999999 is far beyond the others and was put in')]);
});

test('records that were reordered, rewritten, or signed by another key are named', async () => {
  const swapped = await problemsAfter((vault) => {
    renameSync(join(vault, entry(1)), join(vault, 'one'));
    renameSync(join(vault, entry(2)), join(vault, entry(1)));
    renameSync(join(vault, 'one'), join(vault, entry(2)));
  });
  expect(swapped).toContain('record 1 says that it is record 2: they were reordered');
  const rewritten = await problemsAfter((vault) => cpSync(join(vault, entry(2)), join(vault, 'INC-ONE', 'evidence.sigstore.json')));
  expect(rewritten).toEqual([expect.stringContaining('record 1 is of INC-ONE, whose evidence.sigstore.json is another')]);
  expect(await problemsAfter((vault) => writeFileSync(join(vault, entry(1)), 'nonsense'))).toContainEqual(
    expect.stringMatching(/^record 1: /),
  );
  const stranger = createPublicKey(newSealingKey().publicPem);
  const { problems } = await checkLog(sealedIncidents(fileSystemStore(whole)), [stranger], []);
  expect(problems).toEqual(['record 1 was not signed with this key', 'record 2 was not signed with this key']);
});
