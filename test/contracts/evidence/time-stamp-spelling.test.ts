import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { bundleFile } from '../../../contracts/evidence/bundle.ts';
import { holds, verifyBundle } from '../../../contracts/evidence/verify-bundle.ts';
import { publicKey } from '../../targets/support/sealer.ts';
import { sealedFolders, type SealedFolders } from './sealed-folder.ts';

const script = resolve(__dirname, '../../../contracts/evidence/verify.sh');
const token = Buffer.from('0123456789').toString('base64'); // which spells its last two bits as zeros
let sealed: SealedFolders;
beforeAll(async () => {
  sealed = await sealedFolders({ incidents: ['INC-ONE'], stamp: async () => Buffer.from('0123456789') });
});

/** No signature of the installation covers a time stamp; that it is spelled as it was sealed is looked at all the same, by both alike. */
test.each([
  ['as it was sealed', true, `"${token}"`],
  ['with a letter that base64 does not have', false, `"*${token.slice(1)}"`],
  ['with bits that mean nothing', false, `"${token.replace('OQ==', 'OR==')}"`],
  ['cut short', false, `"${token.slice(0, -2)}"`],
  ['that is no text', false, 'null'],
  ['in a list of two', false, `"${token}"},{"signedTimestamp":"${token}"`],
])('a time stamp %s: holds is %s', async (_what, expected, spelled) => {
  const copy = sealed.copyOf('INC-ONE');
  const file = join(copy, bundleFile);
  const whole = readFileSync(file, 'utf8');
  expect(whole).toContain(`"signedTimestamp":"${token}"`);
  writeFileSync(file, whole.replace(`"signedTimestamp":"${token}"`, `"signedTimestamp":${spelled}`));
  const verdicts = await verifyBundle(copy, publicKey, 'INC-ONE');
  expect(holds(verdicts)).toBe(expected);
  const { stdout, status } = spawnSync('sh', [script, sealed.key, copy], { encoding: 'utf8' });
  expect(status).toBe(expected ? 0 : 1);
  const theirs = [...stdout.matchAll(/^(\w+) +FAIL/gm)].map(([, name]) => name);
  expect(theirs).toEqual((['integrity', 'completeness', 'identity'] as const).filter((name) => verdicts[name].length > 0));
});
