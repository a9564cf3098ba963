import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { bundleFile } from '../../../contracts/evidence/bundle.ts';
import { newSealingKey } from '../../../contracts/evidence/sealing-key.ts';
import { predicateType } from '../../../contracts/evidence/statement.ts';
import { timestampAuthority } from '../../../targets/vault/timestamp-authority.ts';
import { startTimeStamping } from '../../targets/support/time-stamping.ts';
import { commandsUnder } from './manual.ts';
import { cosignProgram, describeWithCosign } from './obtain-cosign.ts';
import { sealedFolders, type SealedFolders } from './sealed-folder.ts';

/** BK-E1, OPS-P1: not only our own programs say that a sealed folder is sound. docs/evidence.md has this very command. */
describeWithCosign('cosign, offline,', () => {
  let sealed: SealedFolders;
  beforeAll(async () => {
    sealed = await sealedFolders();
  });

  /** What `cosign verify-blob-attestation` answers about one file of a folder, with nothing of a network to ask. */
  function verified(folder: string, file: string, key = sealed.key, type: string = predicateType) {
    const flags = ['--key', key, '--insecure-ignore-tlog', '--bundle', join(folder, bundleFile), '--type', type];
    const nowhere = 'http://127.0.0.1:9'; // a request that it made all the same would fail
    const { status, stderr } = spawnSync(cosignProgram(), ['verify-blob-attestation', ...flags, join(folder, file)], {
      encoding: 'utf8',
      env: { HOME: folder, TUF_ROOT: join(folder, '..', 'tuf'), HTTPS_PROXY: nowhere, HTTP_PROXY: nowhere },
    });
    return { isVerified: status === 0, said: stderr };
  }

  const refused = (why: string) => ({ isVerified: false, said: expect.stringContaining(why) });
  const notSigned = refused('accepted signatures do not match threshold');
  const notTheFile = refused('provided artifact digests do not match digests in statement');

  /** A fresh copy in which one byte of a file is turned. */
  function withTurnedByte(file: string, where: (bytes: Buffer) => number): string {
    const copy = sealed.copyOf('INC-ONE');
    const bytes = readFileSync(join(copy, file));
    const at = where(bytes);
    bytes[at] = bytes[at]! === 0x41 ? 0x42 : 0x41;
    writeFileSync(join(copy, file), bytes);
    return copy;
  }

  test.each(['record.json', 'events.jsonl', 'SHA256SUMS', 'files/attachments/one.json', 'checkpoints/000000000004.json'])(
    'verifies %s by the bundle of its folder',
    (file) => {
      expect(verified(sealed.copyOf('INC-ONE'), file)).toMatchObject({ isVerified: true, said: expect.stringContaining('Verified OK') });
    },
  );

  test('verifies one that has a time stamp, by the very command of the manual', async () => {
    const authority = await startTimeStamping();
    const stamped = await sealedFolders({ incidents: ['INC-7Q2M4K'], stamp: timestampAuthority({ url: authority.url }) });
    await authority.stop();
    const desk = dirname(stamped.copyOf('INC-7Q2M4K'));
    copyFileSync(stamped.key, join(desk, 'evidence.pub.pem'));
    symlinkSync(cosignProgram(), join(desk, 'cosign'));
    const env = { HOME: desk, PATH: `${desk}:${process.env['PATH']}` };
    const { status, stderr } = spawnSync('sh', ['-ec', commandsUnder('With cosign')], { cwd: desk, encoding: 'utf8', env });
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('Verified OK') });
  });

  test('refuses another key', () => {
    const other = `${sealed.key}-cosign`;
    writeFileSync(other, newSealingKey().publicPem);
    expect(verified(sealed.copyOf('INC-ONE'), 'record.json', other)).toMatchObject(notSigned);
  });

  test('refuses a file of which a byte was changed', () => {
    const copy = withTurnedByte('record.json', (bytes) => bytes.length - 4);
    expect(verified(copy, 'record.json')).toMatchObject(notTheFile);
  });

  test.each([
    ['the payload', '"payload":"'],
    ['the signature', '"sig":"'],
  ])('refuses a bundle in which a byte of %s was changed', (_what, before) => {
    const copy = withTurnedByte(bundleFile, (bytes) => bytes.indexOf(before) + before.length + 8);
    expect(verified(copy, 'record.json')).toMatchObject(notSigned);
  });

  test("refuses another incident's file, and a statement of another type", () => {
    expect(verified(sealed.copyOf('INC-ONE'), '../../vault/INC-TWO/record.json')).toMatchObject(notTheFile);
    expect(verified(sealed.copyOf('INC-ONE'), 'record.json', sealed.key, 'slsaprovenance')).toMatchObject(refused('predicate'));
  });
});
