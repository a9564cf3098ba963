import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { checks } from '../../workers/checks.ts';
import { fakePlatform, token } from '../targets/support/fake-platform.ts';
import { folder } from '../targets/support/folder.ts';

const asked: string[] = [];
const post = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  response.writeHead(500).end();
});
afterEach(() => {
  asked.splice(0);
  post.close();
});

interface Given {
  readonly platform?: string;
  readonly token?: string;
  readonly secret?: string;
  readonly posted?: string;
}

const webhookSecret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
/** Port 1 of loopback: nobody listens there. */
const away = 'http://127.0.0.1:1';

/** `state: say. fix` of every line of doctor that needs no Temporal. */
async function lines(given: Given): Promise<Readonly<Record<string, string>>> {
  const { platform = away, posted = away } = given;
  const home = folder();
  mkdirSync(join(home, 'vault'));
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
  vault: {path: vault, spool: spool}
  pager: {kind: webhook, url: '${posted}/a-hidden-path', secret: 'file:whsec'}
evidence: {key: 'file:none', anchor: {url: '${posted}/a-hidden-path', secret: 'file:whsec'}, timestamps: {url: '${posted}'}}
`,
  );
  const wanted = (await checks(file, 'npm run holdfast --')).filter(
    ({ name }) => !['Temporal', 'worker', 'search attribute', 'incidents'].includes(name),
  );
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

test('a token that the platform does not take is told for publisher and cases, and is not repeated', async () => {
  const platform = await fakePlatform(true);
  const said = await lines({ platform: platform.url, token: 'not-the-right-token' });
  expect(said['publisher']).toMatch(
    /^unreachable: publisher \(GET .*\/changes\/holdfast-doctor\) answered 401.*whose token is file:~\/token$/,
  );
  expect(said['cases']).toMatch(/^unreachable: cases \(GET .*\) answered 401 unauthenticated. start it, or correct targets.cases/);
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
    publisher: expect.stringMatching(/^missing: file:~\/token cannot be read \(ENOENT\)/),
    cases: expect.stringMatching(/^missing: file:~\/token cannot be read \(ENOENT\)/),
    'pack origin primary': expect.stringMatching(/^ok/),
    vault: 'ok: ~/vault. ',
    spool: 'ok: empty. ',
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
