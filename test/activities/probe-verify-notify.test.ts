import { expect, test } from '@jest/globals';
import { notify } from '../../activities/notify.ts';
import { probe } from '../../activities/probe.ts';
import { untilServed } from '../../activities/until-served.ts';
import { verify } from '../../activities/verify.ts';
import { signStart } from '../../contracts/signed-start.ts';
import { newKeyPair, readPrivateKey } from '../../contracts/sshsig.ts';
import type { Finding } from '../../domain/findings.ts';
import { minutes } from '../../domain/time.ts';
import type { Expected, PackOrigin, Page, Serving } from '../../targets/targets.ts';
import { expectTargetError } from '../targets/support/expect-error.ts';
import { channel, platform } from './support.ts';

const nobody = {
  prove: () => Promise.reject(new Error('not asked')),
  candidates: () => Promise.reject(new Error('not asked')),
  expected: () => Promise.reject(new Error('not asked')),
};
const probeOf = (world: Omit<Parameters<typeof probe>[0], 'controls' | 'judge'>) =>
  probe({ ...world, controls: { stopped: () => Promise.resolve(null), handsLeft: () => Promise.resolve([]) }, judge: nobody });
const country = { tenant: 'acme', environment: 'production', kind: 'country', name: 'au' } as const;

test.each([
  ['tenant', { ...channel, tenant: 'other' }],
  ['environment', { ...channel, environment: 'staging' }],
])('a platform that says that a country covers a channel of another %s is refused (KOA-P5)', async (_part, foreign) => {
  const { world } = await platform();
  const publisher = { ...world.publisher, cover: () => Promise.resolve({ channels: [channel, foreign], baseline: null }) };
  const error = await expectTargetError(probeOf({ ...world, publisher }).channels(country), 'Malformed');
  expect(error.message).toContain(`${foreign.tenant}/${foreign.environment}`);
});

test('the active release is what the first origin says that answers: no mirror outbids it, and the next stands in while it is away', async () => {
  const { world, move } = await platform();
  const [origin] = world.packs.origins;
  const old = await origin!.pointer(channel);
  move(({ pinned }) => ({ pinned }));
  const older = { ...origin!, name: 'west', pointer: () => Promise.resolve(old) };
  const away = { ...origin!, name: 'north', pointer: () => Promise.reject(new Error('away')) };
  const activeAt = async (...origins: PackOrigin[]) => (await probeOf({ ...world, packs: { origins } }).active([channel]))[0];
  expect(await activeAt(older, origin!)).toMatchObject({ generation: 3, current: { id: 'r5' } });
  expect(await activeAt(origin!, older)).toMatchObject({ generation: 4 });
  expect(await activeAt(away, origin!)).toMatchObject({ generation: 4 });
  await expect(probeOf({ ...world, packs: { origins: [away] } }).active([channel])).rejects.toThrow('away');
});

const finding = (outcome: Finding['outcome']): readonly Finding[] => [{ check: 'resolver', outcome, why: '' }];
const serving = (answers: Record<string, readonly Finding['outcome'][]>, propagationWindow: number) => {
  const asked: string[] = [];
  const ask: Serving['ask'] = (reader) => {
    asked.push(reader);
    const told = answers[reader]!;
    return Promise.resolve(finding(told[Math.min(asked.filter((one) => one === reader).length, told.length) - 1]!));
  };
  return { asked, port: { readers: Object.keys(answers), propagationWindow, ask } satisfies Serving };
};
const expected = {} as Expected;

test('a reader is asked until it serves what it should; one that does is left alone', async () => {
  const { asked, port } = serving({ quick: ['pass'], slow: ['unknown', 'unknown', 'pass'] }, 5_000);
  expect(await untilServed(port, channel, expected)).toEqual([...finding('pass'), ...finding('pass')]);
  expect(asked.filter((one) => one === 'quick')).toHaveLength(1);
  expect(asked.filter((one) => one === 'slow')).toHaveLength(3);
});

test('one that serves it wrongly is told at once; one that is still elsewhere when the window ends is unknown, not wrong', async () => {
  const { asked, port } = serving({ wrong: ['fail'], stuck: ['unknown'] }, 500);
  expect(await untilServed(port, channel, expected)).toEqual([...finding('fail'), ...finding('unknown')]);
  expect(asked.filter((one) => one === 'wrong')).toHaveLength(1);
  expect(asked.filter((one) => one === 'stuck').length).toBeGreaterThan(1);
});

test('pages go to everyone who has the role; a role that nobody has is a page lost', async () => {
  const pages: Page[] = [];
  const pager = { page: (page: Page) => Promise.resolve(void pages.push(page)) };
  const people = [
    { name: 'ana', roles: ['on-call'], keys: [] },
    { name: 'ivo', roles: ['incident-commander', 'on-call'], keys: [] },
    { name: 'dee', roles: ['duty-manager'], keys: [] },
  ];
  const { page } = notify({ pager, anchor: null, roster: { people } });
  await page('on-call', 'INC-1', 'why', 'key-1');
  expect(pages).toEqual([{ incident: 'INC-1', role: 'on-call', people: ['ana', 'ivo'], why: 'why', key: 'key-1' }]);
  const error = await expectTargetError(page('key-holder', 'INC-1', 'why', 'key-2'), 'NotFound');
  expect(error.message).toContain("nobody has the role 'key-holder'");
  expect(pages).toHaveLength(1);
});

test('a signed start counts from when it arrived, however long the worker was away', async () => {
  const { world } = await platform();
  const pair = newKeyPair('ana');
  const roster = { people: [{ name: 'ana', roles: ['on-call'], keys: [pair.publicKey] }] };
  const signedAt = Date.parse('2026-06-01T00:00:00Z');
  const scope = { ...country, kind: 'channel', name: 'au-nsw' } as const;
  const unsigned = {
    kind: 'start',
    runbook: 'bad-pack-rollback',
    scope,
    why: 'x',
    at: '2026-06-01T00:00:00Z',
    nonce: 'nonce-0001',
  } as const;
  const start = signStart(unsigned, readPrivateKey(pair.privateKey));
  const check = verify({ ...world, roster } as unknown as Parameters<typeof verify>[0]).start;
  expect(await check(start, signedAt + minutes(9))).toEqual({ person: { name: 'ana', roles: ['on-call'] } });
  expect(await check(start, signedAt + minutes(11))).toMatchObject({ refusal: { code: 'TooOld' } });
});
