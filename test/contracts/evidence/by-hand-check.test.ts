import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bundleBytes, readBundle } from '../../../contracts/evidence/bundle.ts';
import { newSealingKey } from '../../../contracts/evidence/sealing-key.ts';
import { timestampAuthority } from '../../../targets/vault/timestamp-authority.ts';
import { startTimeStamping, type TimeStamping } from '../../targets/support/time-stamping.ts';
import { commandsUnder } from './manual.ts';
import { sealedFolders, type SealedFolders } from './sealed-folder.ts';

const incident = 'INC-7Q2M4K'; // as the manual has it
let authority: TimeStamping;
let sealed: SealedFolders;
beforeAll(async () => {
  authority = await startTimeStamping();
  sealed = await sealedFolders({ incidents: [incident, 'INC-OTHER'], stamp: timestampAuthority({ url: authority.url }) });
});
afterAll(() => authority.stop());

/** A place as the manual wants it: the folder, and beside it what the auditor got elsewhere. `tamper` gets the folder. */
function auditor(tamper: (folder: string, desk: string) => void = () => undefined): string {
  const folder = sealed.copyOf(incident);
  const desk = dirname(folder);
  copyFileSync(sealed.key, join(desk, 'evidence.pub.pem'));
  copyFileSync(authority.certificate, join(desk, 'authority.pem'));
  copyFileSync(join(folder, 'verify.sh'), join(desk, 'verify.sh'));
  tamper(folder, desk);
  return desk;
}

/** Types what stands in the manual, and stops at the first line that fails. */
function typed(desk: string, ...headings: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('sh', ['-e'], {
    cwd: desk,
    input: headings.map(commandsUnder).join(''),
    encoding: 'utf8',
  });
  return { holds: status === 0, said: stdout + stderr };
}

const byHand = 'By hand, without any script';
const stamp = 'When it was sealed';
const turn = (file: string, at: (bytes: Buffer) => number): void => {
  const bytes = readFileSync(file);
  bytes[at(bytes)]! ^= 1;
  writeFileSync(file, bytes);
};

test('every command of the manual works word for word, with nothing of ours but the folder', () => {
  expect(typed(auditor(), 'Checking what an incident left', byHand, stamp)).toMatchObject({ holds: true });
});

test.each<readonly [string, (folder: string, desk: string) => void]>([
  ['a byte of a file was changed', (folder) => turn(join(folder, 'record.json'), () => 20)],
  ['a file is missing', (folder) => rmSync(join(folder, 'files', 'attachments', 'one.json'))],
  ['a file was added', (folder) => writeFileSync(join(folder, '.hidden'), 'x')],
  ['another key was given', (_folder, desk) => writeFileSync(join(desk, 'evidence.pub.pem'), newSealingKey().publicPem)],
  [
    "it is another incident's folder",
    (folder) => {
      rmSync(folder, { recursive: true });
      spawnSync('cp', ['-r', sealed.copyOf('INC-OTHER'), folder]);
    },
  ],
])('by hand too it is seen that %s', (_what, tamper) => {
  expect(typed(auditor(tamper), byHand)).toMatchObject({ holds: false });
});

test('a time stamp whose bytes were changed, or that is of another record, is refused by openssl', () => {
  const stampIn = (folder: string, change: (token: Buffer) => Buffer): void => {
    const file = join(folder, 'evidence.sigstore.json');
    const read = readBundle(readFileSync(file));
    if (typeof read === 'string' || read.timestamp === null) throw new Error('there is no time stamp to change');
    writeFileSync(file, bundleBytes({ ...read, timestamp: change(read.timestamp) }));
  };
  const changed = auditor((folder) =>
    stampIn(folder, (token) => {
      token[token.length - 3]! ^= 1;
      return token;
    }),
  );
  expect(typed(changed, byHand)).toMatchObject({ holds: true }); // the installation's signature cannot cover it
  expect(typed(changed, byHand, stamp)).toMatchObject({ holds: false });
  const other = readBundle(readFileSync(join(sealed.copyOf('INC-OTHER'), 'evidence.sigstore.json')));
  const swapped = auditor((folder) => stampIn(folder, () => (typeof other === 'string' ? Buffer.alloc(0) : other.timestamp!)));
  expect(typed(swapped, byHand, stamp)).toMatchObject({ holds: false, said: expect.stringContaining('message imprint mismatch') });
});
