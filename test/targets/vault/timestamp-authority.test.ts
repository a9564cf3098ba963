import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { timestampAuthority } from '../../../targets/vault/timestamp-authority.ts';
import { troubleWithResponse } from '../../../targets/vault/timestamp-response.ts';
import { quietPort } from '../../support/quiet-port.ts';
import { expectTargetError } from '../support/expect-error.ts';
import { folder } from '../support/folder.ts';
import { startTimeStamping, type TimeStamping } from '../support/time-stamping.ts';

let authority: TimeStamping;
beforeAll(async () => {
  authority = await startTimeStamping();
});
afterAll(() => authority.stop());
beforeEach(() => {
  authority.lie = 'none';
});

const signature = randomBytes(64);

test('the answer is one that openssl verifies with the certificate of the authority', async () => {
  const at = folder();
  writeFileSync(join(at, 'stamp.tsr'), await timestampAuthority({ url: authority.url })(signature));
  writeFileSync(join(at, 'signature.bin'), signature);
  const args = ['ts', '-verify', '-in', 'stamp.tsr', '-data', 'signature.bin', '-CAfile', authority.certificate];
  expect(execFileSync('openssl', args, { cwd: at, encoding: 'utf8', stdio: 'pipe' })).toContain('Verification: OK');
});

test.each([
  ['refuses', 'it refused, with status 0x02'],
  ['another digest', 'its time stamp is of something else than was sent'],
  ['another nonce', 'its time stamp answers another request'],
  ['garbage', 'what it answered is no time-stamp response'],
  ['empty', 'what it answered is no time-stamp response'],
  ['cut short', 'what it answered is no time-stamp response'],
] as const)('an authority that answers with a lie (%s) has given nothing, and it is said what was wrong', async (lie, why) => {
  authority.lie = lie;
  const error = await expectTargetError(timestampAuthority({ url: authority.url })(signature), 'Malformed');
  expect(error).toMatchObject({ recoverable: true, message: expect.stringContaining(why) });
});

test.each([
  ['long ago', 61],
  ['yet to come', -61],
])('a time stamp of %s is none, whoever signed it: it would be believed', async (_, minutes) => {
  const clock = (): number => Date.now() + minutes * 60_000;
  const { message } = await expectTargetError(timestampAuthority({ url: authority.url, clock })(signature), 'Malformed');
  expect(message).toMatch(/its time stamp says \d{4}-.*Z, and the clock here \d{4}-.*Z: set the one that is wrong$/);
});

test('a time stamp by a clock that is an hour off at most is taken', async () => {
  const stamp = timestampAuthority({ url: authority.url, clock: () => Date.now() - 59 * 60_000 });
  await expect(stamp(signature)).resolves.toBeInstanceOf(Buffer);
});

test('an authority that is broken, hangs, or is not there has given nothing', async () => {
  authority.lie = 'status 500';
  await expect(timestampAuthority({ url: authority.url })(signature)).rejects.toThrow('time-stamping authority');
  authority.lie = 'hangs';
  await expectTargetError(timestampAuthority({ url: authority.url, time: 200 })(signature), 'TimedOut');
  await expectTargetError(timestampAuthority({ url: `http://127.0.0.1:${await quietPort()}/` })(signature), 'Unreachable');
});

test('no answer, whatever its bytes, is more than refused', () => {
  const expected = { digest: randomBytes(32), nonce: randomBytes(8), at: Date.now() };
  const read = fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
    expect(troubleWithResponse(Buffer.from(bytes), expected)).toEqual(expect.any(String));
    expect(troubleWithResponse(Buffer.concat([Buffer.from([0x30, bytes.length & 0x7f]), bytes]), expected)).toEqual(expect.any(String));
  });
  fc.assert(read, { numRuns: 2_000 });
});
