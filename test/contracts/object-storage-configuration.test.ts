import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { changed, problemsOfText, readText } from './manual-example.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-configuration-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (text: string) => readText(folder, text);
const problemsOf = (text: string) => problemsOfText(folder, text);

describe('object storage', () => {
  const fields = `
      endpoint: https://s3.example.org:9000
      bucket: evidence
      prefix: holdfast/vault
      access_key: env:KEY
      secret_key: file:secrets/key
      object_lock: {mode: compliance, days: 3650}`;
  const vault = (from: string, to: string) => {
    expect(fields).toContain(from);
    return changed('    path: /srv/vault\n', `    s3:${fields.replace(from, to)}\n`);
  };

  test('takes the place of a folder, for the vault and for origins; file secrets are relative to the folder of the file', () => {
    const origin = `s3:${fields.replace(/ +object_lock.*/, '').replaceAll('\n', '\n    ')}`;
    const { targets } = read(vault('evidence', 'evidence').replace('path: /srv/packs-mirror', origin));
    const s3 = { endpoint: 'https://s3.example.org:9000', region: 'us-east-1', bucket: 'evidence', prefix: 'holdfast/vault' };
    const keys = { access_key: 'env:KEY', secret_key: `file:${join(folder, 'secrets/key')}` };
    expect(targets.vault).toEqual({
      s3: { ...s3, ...keys, object_lock: { mode: 'compliance', days: 3650 } },
      spool: '/var/spool/holdfast',
    });
    expect(targets.packs.origins[1]).toEqual({ name: 'mirror', s3: { ...s3, ...keys } });
  });

  test.each([
    ['env:KEY', 'AKIAHUNTER2', /targets\.vault\.s3\.access_key: name a secret as env:NAME or file:path/],
    ['https://s3.example.org:9000', 'https://s3.example.org/evidence', /targets\.vault\.s3\.endpoint: write scheme and host only/],
    ['https://s3.example.org:9000', 's3.example.org', /targets\.vault\.s3\.endpoint: write an http or https URL/],
    ['bucket: evidence', 'bucket: Evidence', /targets\.vault\.s3\.bucket: write the name of a bucket/],
    ['holdfast/vault', 'holdfast/../vault', /targets\.vault\.s3\.prefix: write names with \/ between them/],
    ['holdfast/vault', '/holdfast', /targets\.vault\.s3\.prefix: write names with \/ between them/],
    ['compliance', 'complience', /targets\.vault\.s3\.object_lock\.mode: write one of governance, compliance|did you mean compliance/],
    ['3650', '0', /targets\.vault\.s3\.object_lock\.days: write 1 or more/],
    ['secret_key:', 'secretkey:', /targets\.vault\.s3\.secretkey: is not known here: did you mean secret_key\?/],
  ])('%s that is written as %s is told', (from, to, message) => {
    const found = problemsOf(vault(from, to)).join('\n');
    expect(found).toMatch(message);
    expect(found).not.toContain('HUNTER2');
  });

  test('object_lock is refused where nothing is written', () => {
    const origin = `s3:${fields.replaceAll('\n', '\n    ')}`;
    expect(problemsOf(changed('path: /srv/packs-mirror', origin))).toEqual([
      expect.stringMatching(/targets\.packs\.origins\[1\]\.s3\.object_lock: is not known here/),
    ]);
  });

  test('what is in no place, or in two, is told', () => {
    expect(problemsOf(changed('    path: /srv/vault\n', ''))).toEqual([expect.stringMatching(/targets\.vault: is nowhere: write path/)]);
    expect(problemsOf(vault('evidence', 'evidence').replace('    s3:', '    path: /srv/vault\n    s3:'))).toEqual([
      expect.stringMatching(/targets\.vault: is in two places: write path or s3/),
    ]);
    expect(problemsOf(changed('        path: /srv/packs-mirror\n', ''))).toEqual([
      expect.stringMatching(/targets\.packs\.origins\[1\]: is nowhere/),
    ]);
  });
});
