import { createServer } from 'node:http';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { readConfiguration } from '../../contracts/read-configuration.ts';
import { checks } from '../../workers/checks.ts';
import { fakePlatform, token } from '../targets/support/fake-platform.ts';
import { warnOfWhatIsNotThere } from '../../workers/start-warnings.ts';
import { folder } from '../targets/support/folder.ts';

const asked: string[] = [];
const post = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  response.writeHead(500).end();
});
let home: string;
beforeEach(() => void (home = folder()));
afterEach(() => {
  asked.splice(0);
  post.close();
});

interface Given {
  readonly platform?: string;
  readonly token?: string;
  readonly secret?: string;
  readonly posted?: string;
  readonly spool?: string;
  readonly pager?: string;
  readonly more?: string;
  readonly temporal?: boolean;
}

const webhookSecret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
/** Port 1 of loopback: nobody listens there. */
const away = 'http://127.0.0.1:1';

const ofTemporal = ['Temporal', 'worker', 'search attribute', 'incidents'];

/** `state: say. fix` of every line of doctor that needs no Temporal, or of the others, where none answers. */
async function lines(given: Given, home = folder()): Promise<Readonly<Record<string, string>>> {
  const { platform = away, posted = away, spool = 'spool', more = '' } = given;
  const pager = given.pager ?? `  pager: {kind: webhook, url: '${posted}/a-hidden-path', secret: 'file:whsec'}\n`;
  mkdirSync(join(home, 'vault'), { recursive: true });
  if (given.token !== undefined) writeFileSync(join(home, 'token'), given.token);
  writeFileSync(join(home, 'whsec'), given.secret ?? webhookSecret);
  const file = join(home, 'holdfast.yaml');
  writeFileSync(
    file,
    `temporal: {address: '127.0.0.1:1'}
targets:
  packs: {origins: [{name: primary, path: .}]}
  publisher: {url: '${platform}', token: 'file:token'}
  cases: {url: '${platform}', token: 'file:token'}
  serving: {readers: [{name: one, url: '${platform}'}]}
  trustRoots: {metadata: m, pinned: p}
  vault: {path: vault, spool: '${spool}'}
${pager}evidence: {key: 'file:none', anchor: {url: '${posted}/a-hidden-path', secret: 'file:whsec'}, timestamps: {url: '${posted}'}}
${more}`,
  );
  const wanted = (await checks(file, 'npm run holdfast --')).filter(({ name }) => ofTemporal.includes(name) === (given.temporal ?? false));
  const said = await Promise.all(wanted.map(async (one) => [one.name, await one.check()] as const));
  return Object.fromEntries(said.map(([name, { state, say, fix }]) => [name, `${state}: ${say}. ${fix}`.replaceAll(home, '~')]));
}

test('publisher and cases are ok when they take the token, and nothing is changed', async () => {
  const platform = await fakePlatform();
  const said = await lines({ platform: platform.url, token });
  expect(said).toMatchObject({
    publisher: `ok: ${platform.url} takes the token, and can hold, lift, rebind, quarantine. `,
    cases: `ok: ${platform.url} takes the token. `,
    'reader one': `ok: ${platform.url}. `,
  });
  expect(platform.state).toMatchObject({ effects: 0, cases: new Map() });
});

test('what people will have to do by hand is told, as the platform cannot (BK-P5)', async () => {
  const platform = await fakePlatform(false, ['hold', 'lift']);
  const { publisher } = await lines({ platform: platform.url, token });
  expect(publisher).toBe(`ok: ${platform.url} takes the token, and can hold, lift; people are asked to do by hand: quarantine, rebind. `);
});

test('a token that the platform does not take is told for publisher and cases, and is not repeated', async () => {
  const platform = await fakePlatform(true);
  const said = await lines({ platform: platform.url, token: 'not-the-right-token' });
  expect(said['publisher']).toMatch(
    /^unreachable: publisher \(GET .*\/changes\/holdfast-doctor\) answered 401 unauthenticated\. correct its token, file:~\/token$/,
  );
  expect(said['cases']).toMatch(/^unreachable: cases \(GET .*\) answered 401 unauthenticated\. correct its token/);
  expect(JSON.stringify(said)).not.toContain('not-the-right-token');
});

test('what is away is told with its address and the cause', async () => {
  expect(await lines({ token })).toMatchObject({
    publisher: expect.stringMatching(/^unreachable: publisher \(GET http:\/\/127.0.0.1:1\/v1\/describe\) cannot be reached \(/),
    cases: expect.stringMatching(/^unreachable: cases \(GET http:\/\/127.0.0.1:1\/v1\/cases\/\S+\) cannot be reached \(/),
    'reader one': expect.stringMatching(/^unreachable: one \(GET http:\/\/127.0.0.1:1\) cannot be reached \(/),
    pager: 'unreachable: pager (127.0.0.1:1) cannot be reached (ECONNREFUSED). start it, or correct targets.pager',
    anchor: 'unreachable: anchor (127.0.0.1:1) cannot be reached (ECONNREFUSED). start it, or correct evidence.anchor',
    'time stamps': expect.stringMatching(/^unreachable: time-stamping authority \(127.0.0.1:1\) cannot be reached/),
  });
});

test('a secret that cannot be read is told on the lines that need it, and the other lines are still there', async () => {
  const said = await lines({});
  expect(said).toMatchObject({
    'evidence key': expect.stringContaining('make one with `npm run holdfast -- keys new evidence.pem`'),
    // To start the publisher would not help.
    publisher: 'missing: file:~/token cannot be read (ENOENT). create it, readable only by the user that runs holdfast',
    cases: 'missing: file:~/token cannot be read (ENOENT). create it, readable only by the user that runs holdfast',
    'pack origin primary': expect.stringMatching(/^ok/),
    vault: 'ok: ~/vault. ',
    spool: 'ok: empty, at ~/spool, which is not there yet and is made when it is needed. ',
  });
});

test('pager, anchor and time stamps are connected to, and nothing is posted', async () => {
  post.listen(0, '127.0.0.1');
  await once(post, 'listening');
  const host = `127.0.0.1:${(post.address() as { port: number }).port}`;
  const said = await lines({ posted: `http://${host}` });
  expect(said).toMatchObject({
    pager: `ok: webhook at ${host} takes connections, and the secret has the right form; nothing was posted. `,
    anchor: `ok: ${host} takes connections, and the secret has the right form; nothing was posted. `,
    'time stamps': `ok: ${host} takes connections; no time stamp was asked for. `,
  });
  expect(asked).toEqual([]);
  expect(JSON.stringify(said)).not.toContain('a-hidden-path');
});

test('a secret of the wrong form is told before anybody has to be paged', async () => {
  const said = await lines({ secret: 'hunter2!' });
  expect(said['pager']).toMatch(/^unreachable: the secret of the pager cannot be used: write whsec_ and base64/);
  expect(said['anchor']).toMatch(/^unreachable: the secret of the anchor cannot be used: write whsec_ and base64/);
  expect(JSON.stringify(said)).not.toContain('hunter2');
});

test('Temporal that is away is told once, with what to do; what only it could tell gives no advice of its own', async () => {
  const said = await lines({ temporal: true });
  expect(said['Temporal']).toBe('unreachable: Temporal does not answer at 127.0.0.1:1. start it, or correct temporal.address');
  for (const name of ['worker', 'search attribute', 'incidents'])
    expect(said[name]).toBe('unreachable: cannot be asked: Temporal does not answer at 127.0.0.1:1. what the line Temporal says');
});

describe('the spool is ok only when evidence could be kept there', () => {
  test('one that cannot be made is told, also where Node would try for ever', async () => {
    writeFileSync(join(home, 'file'), '');
    const spools = process.platform === 'linux' ? ['file/spool', 'file', '/proc/holdfast/spool'] : ['file/spool', 'file'];
    for (const spool of spools) expect((await lines({ spool }, home))['spool']).toMatch(/^unreachable: nothing can be kept at/);
    expect((await lines({ spool: 'file/spool' }, home))['spool']).toMatch(
      /^unreachable: nothing can be kept at ~\/file\/spool \(ENOTDIR\)\. let the user that runs workers write there/,
    );
  });

  test('one that is not there is tried, and nothing stays of that; one that is there keeps what it has', async () => {
    expect((await lines({ spool: 'a/b/spool' }, home))['spool']).toMatch(/^ok: empty, at ~\/a\/b\/spool, which is not there yet/);
    expect(existsSync(join(home, 'a'))).toBe(false);
    mkdirSync(join(home, 'a/lost+found'), { recursive: true }); // of a disk of its own: nobody's evidence
    expect((await lines({ spool: 'a' }, home))['spool']).toBe('ok: empty, at ~/a. ');
    mkdirSync(join(home, 'a/other'));
    writeFileSync(join(home, 'a/other/run.json'), '');
    expect((await lines({ spool: 'a' }, home))['spool']).toMatch(/^missing: evidence of other waits there/);
    mkdirSync(join(home, 'empty'));
    expect((await lines({ spool: 'empty' }, home))['spool']).toBe('ok: empty, at ~/empty. ');
    expect(readdirSync(join(home, 'empty'))).toEqual([]);
  });
});

test('no pager at all is not ok; the console is, where somebody wrote it', async () => {
  expect((await lines({ pager: '' }))['pager']).toMatch(
    /^missing: none is configured: pages are printed on stderr .* wake nobody\. write targets\.pager/,
  );
  expect((await lines({ pager: '  pager: {kind: console}\n' }))['pager']).toMatch(
    /^ok: console: pages are printed on stderr .* wake nobody\. $/,
  );
});

test('alert sources are ok only when all their tokens can be had, and every one that cannot is named', async () => {
  const sources = (...tokens: readonly string[]) =>
    `sources: [${tokens.map((token, index) => `{name: s${index}, kind: alertmanager, token: '${token}'}`).join(', ')}]\n`;
  const said = await lines({ more: sources('env:HOLDFAST_NOT_SET_1', 'file:whsec', 'env:HOLDFAST_NOT_SET_2') });
  expect(said['alert sources']).toBe(
    'missing: env:HOLDFAST_NOT_SET_1 is not set; env:HOLDFAST_NOT_SET_2 is not set. ' +
      'set HOLDFAST_NOT_SET_1 in the environment of holdfast; set HOLDFAST_NOT_SET_2 in the environment of holdfast',
  );
  expect((await lines({ more: sources('file:whsec') }))['alert sources']).toBe('ok: s0. ');
});

test('roles that nobody has are told in the words of serve, with the line', async () => {
  const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEUjO/jRQN9A8TnIsTfAoDbByNO+yDDclcTiRUTL+/ia';
  const said = await lines({ more: `people: [{name: Ana, roles: [on-cal, duty-manager, incident-commander], keys: ['${key}']}]\n` });
  expect(said['people']).toMatch(
    /^missing: ~\/holdfast\.yaml:\d+:\d+ people\[0\]\.roles\[0\]: nobody has the role 'on-call', which .* ask: did you mean it here\?/,
  );
});

test('a file with other mistakes is told whole, missing roles included', async () => {
  await expect(lines({ more: 'instanze: one\n' })).rejects.toThrow(
    /instanze: is not known here[\s\S]*people: nobody has|people: nobody has[\s\S]*instanze/,
  );
});

describe('what is not there when serve starts is logged in the words of doctor, one warning each', () => {
  const warned: { readonly level: number; readonly kind: string; readonly msg: string }[] = [];
  const log = pino({}, { write: (line: string) => void warned.push(JSON.parse(line) as (typeof warned)[number]) });
  beforeEach(() => void warned.splice(0));

  async function warnings(only: 'gateway' | null): Promise<readonly string[]> {
    await lines({ spool: 'whsec', pager: '' }, home); // writes the file
    await warnOfWhatIsNotThere(readConfiguration(join(home, 'holdfast.yaml')), only, { product: log, gateway: log });
    expect(new Set(warned.map(({ level, kind }) => `${level} ${kind}`))).toEqual(new Set(['40 not there']));
    return warned.map(({ msg }) => msg.replaceAll(home, '~')).sort();
  }

  test('of a worker: all that it would need', async () => {
    const said = await warnings(null);
    expect(said.map((line) => line.split(':')[0])).toEqual(
      ['anchor', 'cases', 'pager', 'publisher', 'reader one', 'several origins', 'spool', 'time stamps', 'trust roots'].sort(),
    );
    expect(said).toContain('trust roots: there is no folder ~/p. To do: put the pinned roots at ~/p/<tenant>/<environment>/root.json');
  });

  test('of a gateway alone: the pager, which its watcher needs', async () => {
    expect(await warnings('gateway')).toEqual([expect.stringMatching(/^pager: none is configured/)]);
  });
});
