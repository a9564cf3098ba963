import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { resealed } from './resealed.ts';
import { sealedFolders, type SealedFolders } from './sealed-folder.ts';

const script = resolve(__dirname, '../../../contracts/evidence/verify.sh');
let sealed: SealedFolders;
beforeAll(async () => {
  sealed = await sealedFolders();
});

describe('verify.sh takes nothing for checked that it could not look at (BK-P1):', () => {
  const run = (folder: string, env: NodeJS.ProcessEnv = process.env) =>
    spawnSync('sh', [script, sealed.key, folder, 'INC-ONE'], { encoding: 'utf8', env });

  test('a sha256sum that dies', () => {
    const copy = sealed.copyOf('INC-ONE');
    writeFileSync(join(copy, 'record.json'), '{}');
    const stub = join(`${copy}-bin`, 'sha256sum');
    mkdirSync(`${copy}-bin`);
    writeFileSync(stub, '#!/bin/sh\n[ "$1" = -c ] && exit 1\nexec /usr/bin/sha256sum "$@"\n', { mode: 0o755 });
    const { status, stdout } = run(copy, { ...process.env, PATH: `${copy}-bin:${process.env['PATH']}` });
    expect([status, stdout]).toEqual([1, expect.stringMatching(/integrity +FAIL\n +not every file could be checked/)]);
  });

  test('a folder too deep to be looked into', () => {
    const copy = sealed.copyOf('INC-ONE');
    mkdirSync(join(copy, ...Array.from({ length: 6 }, () => 'd'.repeat(250))), { recursive: true });
    const { status, stdout } = run(copy);
    expect([status, stdout]).toEqual([1, expect.stringMatching(/completeness +FAIL\n +d+ ?.*cannot be looked into/)]);
  });
});

test('verify.sh checks thousands of files in seconds, also with an old jq', () => {
  const copy = sealed.copyOf('INC-ONE');
  mkdirSync(join(copy, 'files', 'many'));
  for (let file = 0; file < 5_000; file++) writeFileSync(join(copy, 'files', 'many', `${file}.json`), '');
  resealed(copy);
  const { status, stdout } = spawnSync('sh', [script, sealed.key, copy], { encoding: 'utf8', timeout: 25_000 }); // it took longer, and 145 s for 10,000
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^integrity +PASS 50\d\d files/)]);
});
