import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Client } from '@temporalio/client';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { problemSchema } from '../../contracts/problem.ts';
import { hours } from '../../domain/time.ts';
import { buildGateway } from '../../gateway/gateway.ts';
import { gatewayLog } from '../../gateway/log.ts';

const starts: unknown[] = [];
/** Temporal as far as it is asked here: it takes every alert. */
const accepting = {
  withDeadline: (_deadline: number, call: () => Promise<unknown>) => call(),
  workflow: {
    start: async (_type: string, { args: [start] }: { args: readonly [unknown] }) => {
      starts.push(start);
      return { firstExecutionRunId: 'run-1' };
    },
    getHandle: () => ({ signal: async () => undefined }),
  },
};
let gateway: FastifyInstance;
const logged: string[] = [];
beforeAll(async () => {
  gateway = await buildGateway({
    configuration: {
      temporal: { address: '', namespace: 'default', taskQueue: 'none', tls: false },
      routes: [],
      people: [],
      incidentWindow: hours(24),
    },
    tokens: new Map([
      ['prometheus', 'first-token'],
      ['other', 'second-token'],
    ]),
    client: accepting as unknown as Client,
    log: gatewayLog({ write: (line) => void logged.push(line) }),
  });
});
afterAll(() => gateway.close());

const alert = { status: 'firing', labels: { alertname: 'Nothing' }, annotations: {}, startsAt: '2026-01-01T00:00:00Z', fingerprint: 'f1' };
const send = (over: InjectOptions) =>
  gateway.inject({
    method: 'POST',
    url: '/alerts/alertmanager',
    headers: { authorization: 'Bearer first-token', 'content-type': 'application/json' },
    ...over,
  });
const post = (payload: object | string) => send({ payload: typeof payload === 'string' ? payload : JSON.stringify(payload) });
async function problemOf(sent: ReturnType<typeof send>) {
  const answer = await sent;
  expect(answer.headers['content-type']).toBe('application/problem+json');
  const problem = problemSchema.parse(answer.json());
  expect(problem.status).toBe(answer.statusCode);
  return problem;
}

describe('a sender', () => {
  test.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer first-tokem' }],
    ['a token cut short', { authorization: 'Bearer first-toke' }],
    ['an empty token', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: 'Basic first-token' }],
    ['the name instead of the token', { authorization: 'Bearer prometheus' }],
  ])('with %s is refused, before the body is looked at', async (_what, headers) => {
    const answer = await send({ headers: { ...headers, 'content-type': 'application/json' }, payload: 'not json' });
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(problemSchema.parse(answer.json())).toMatchObject({ code: 'Unauthenticated', status: 401 });
  });

  test('is found by its token alone', async () => {
    await send({
      headers: { authorization: 'bearer second-token', 'content-type': 'application/json' },
      payload: { alerts: [{ ...alert, fingerprint: 'of-other' }] },
    });
    const { alerts } = (await gateway.inject({ url: '/alerts/unrouted' })).json<{ alerts: { source: string; fingerprint: string }[] }>();
    expect(alerts.find(({ fingerprint }) => fingerprint === 'of-other')?.source).toBe('other');
  });
});

describe('a delivery', () => {
  test('of exactly 1 MiB is read, and of one byte more is not', async () => {
    const body = JSON.stringify({ version: '4', alerts: [alert], padding: '' });
    const padded = (size: number) => body.replace('"padding":""', `"padding":"${'x'.repeat(size - Buffer.byteLength(body))}"`);
    expect((await post(padded(1024 * 1024))).statusCode).toBe(202);
    expect(await problemOf(post(padded(1024 * 1024 + 1)))).toMatchObject({ code: 'TooLarge', status: 413 });
  });

  const bad: readonly (readonly [string, object | string, RegExp])[] = [
    ['that is not JSON', '{"alerts": [', /one JSON object/],
    ['that is empty', '', /one JSON object/],
    ['that is a list', [], /the body: /],
    ['without alerts', { version: '4' }, /^alerts: /],
    ['of another version', { version: '5', alerts: [] }, /^version: /],
    ['with a negative count', { alerts: [], truncatedAlerts: -1 }, /^truncatedAlerts: /],
    ['with an alert that is neither firing nor resolved', { alerts: [{ ...alert, status: 'maybe' }] }, /^alerts\[0\]\.status: /],
    ['with a label that is no text', { alerts: [{ ...alert, labels: { n: 1 } }] }, /^alerts\[0\]\.labels\.n: /],
    ['with a start that is no instant', { alerts: [{ ...alert, startsAt: 'now' }] }, /^alerts\[0\]\.startsAt: must be an instant/],
    ['with many faults, of which five are told', { alerts: Array.from({ length: 9 }, () => ({})) }, /and 13 more$/],
  ];
  test.each(bad)('%s is refused, and the field is named', async (_what, payload, detail) => {
    expect(await problemOf(post(payload))).toMatchObject({ code: 'MalformedRequest', status: 400, detail: expect.stringMatching(detail) });
  });

  test('loses none of its good alerts for a malformed one: that is told in its place, counted, and the scope of the others is not known (BK-A8)', async () => {
    const good = { ...alert, fingerprint: 'good', labels: { alertname: 'StillHere' } };
    const late = { ...good, fingerprint: 'late', startsAt: 'now' };
    const before = logged.length;
    starts.length = 0;
    const answer = await post({ alerts: [null, good, late, 7] });
    expect(answer.statusCode).toBe(202);
    const { results } = answer.json<{ results: object[] }>();
    expect(results).toMatchObject([
      { fingerprint: '', outcome: 'malformed', incident: null, why: expect.stringMatching(/^alerts\[0\]: /) },
      { fingerprint: 'good', outcome: 'started' },
      { fingerprint: 'late', outcome: 'malformed', runId: null, why: 'alerts[2].startsAt: must be an instant, RFC 3339' },
      { outcome: 'malformed', why: expect.stringMatching(/^alerts\[3\]: /) },
    ]);
    expect(starts).toMatchObject([{ alerts: [{ fingerprint: 'good', truncated: 3 }] }]);
    expect((await gateway.inject({ url: '/metrics' })).body).toContain('holdfast_alerts_total{source="prometheus",outcome="malformed"} 3');
    expect(logged.slice(before).filter((line) => line.includes('an alert of a delivery is malformed'))).toHaveLength(3);
  });

  test.each([
    ['one', '"__proto__": "x"'],
    ['two', '"__proto__": {"environment": "other"}'],
    ['three', '"constructor": {"prototype": {"environment": "other"}}'],
  ])(
    'loses no alert for a label that reaches for a prototype (%s), which is left out, and from which nothing is inherited (promise 11)',
    async (tenant, odd) => {
      const labels = { alertname: 'Odd', tenant };
      const text = JSON.stringify({ ...alert, labels });
      starts.length = 0;
      const answer = await post(`{"alerts": [${JSON.stringify(alert)}, ${text.replace('"alertname"', `${odd}, "alertname"`)}]}`);
      expect(answer.statusCode).toBe(202);
      expect(starts).toMatchObject([{ scope: { tenant, environment: 'unknown', name: 'Odd' }, alerts: [{ labels, truncated: 0 }] }]);
    },
  );

  test('that is not JSON by its own word is refused', async () => {
    expect(
      await problemOf(send({ headers: { authorization: 'Bearer first-token', 'content-type': 'text/xml' }, payload: '<a/>' })),
    ).toMatchObject({ code: 'UnsupportedMediaType', status: 415 });
  });

  test('with fields that nobody knows is read all the same', async () => {
    expect((await post({ version: '4', alerts: [{ ...alert, news: 1 }], more: {} })).statusCode).toBe(202);
  });

  test('of an alert without a fingerprint is known again by its labels', async () => {
    const { fingerprint: _none, ...nameless } = alert;
    const results = (await post({ alerts: [nameless, nameless, { ...nameless, labels: { alertname: 'Else' } }] })).json<{
      results: { fingerprint: string }[];
    }>().results;
    expect(results[0]!.fingerprint).toMatch(/^[a-f0-9]{16}$/);
    expect(results[1]!.fingerprint).toBe(results[0]!.fingerprint);
    expect(results[2]!.fingerprint).not.toBe(results[0]!.fingerprint);
  });
});

test('an address that does not exist, and a query that is wrong, are problems too', async () => {
  expect(await problemOf(gateway.inject({ url: '/nothing' }))).toMatchObject({ code: 'NotFound' });
  expect(await problemOf(gateway.inject({ url: '/incidents?open=maybe' }))).toMatchObject({
    code: 'MalformedRequest',
    detail: expect.stringMatching(/^open: /),
  });
  expect(await problemOf(gateway.inject({ url: '/incidents/INC-1?since=-1' }))).toMatchObject({ code: 'MalformedRequest' });
  expect(await problemOf(gateway.inject({ method: 'POST', url: '/incidents/INC-1/decisions', payload: { verdict: 'bad' } }))).toMatchObject(
    { code: 'MalformedRequest' },
  );
});

test.each([
  ['TRACE', '/alerts/alertmanager', 'POST'],
  ['QUERY', '/incidents/INC-1?since=0', 'GET, HEAD'],
  ['DELETE', '/incidents', 'GET, HEAD, POST'],
] as const)('%s of %s is answered with the methods that it has: %s', async (method, url, allowed) => {
  // light-my-request's types know fewer methods than Node's server takes.
  const answer = await gateway.inject({ method: method as 'DELETE', url, headers: { 'content-type': 'application/json' } });
  expect(answer.headers['allow']).toBe(allowed);
  expect(await problemOf(Promise.resolve(answer))).toMatchObject({ code: 'MethodNotAllowed', status: 405 });
});

test('an address that no router reads is a problem like any other', async () => {
  for (const id of ['x'.repeat(401), '%zz', '%ff']) {
    expect(await problemOf(gateway.inject({ url: `/incidents/${id}` }))).toMatchObject({ code: 'MalformedRequest' });
  }
});

test.each(['', '-1', '1e3', '0x10', '1.5', '9007199254740993'])('since=%s is no line of a timeline', async (since) => {
  const problem = await problemOf(gateway.inject({ url: `/incidents/INC-1?since=${since}` }));
  expect(problem).toMatchObject({ code: 'MalformedRequest', detail: expect.stringMatching(/^since: /) });
});

test('an alert that began at no instant of RFC 3339 is refused, also where a guess could be made', async () => {
  for (const startsAt of ['yesterday', '2026-01-01', '0', '2026-01-01T00:00:00']) {
    expect(await problemOf(post({ alerts: [{ ...alert, startsAt }] }))).toMatchObject({ detail: expect.stringContaining('RFC 3339') });
  }
  for (const startsAt of ['2026-01-01T00:00:00.123456789+10:00', '0001-01-01T00:00:00Z']) {
    expect((await post({ alerts: [{ ...alert, startsAt }] })).statusCode).toBe(202);
  }
});

test('every refusal is counted by its code, and no token reaches the log', async () => {
  const metrics = (await gateway.inject({ url: '/metrics' })).body;
  for (const code of ['Unauthenticated', 'TooLarge', 'MalformedRequest', 'UnsupportedMediaType', 'NotFound']) {
    expect(metrics).toMatch(new RegExp(`holdfast_refused_requests_total\\{code="${code}"\\} [1-9]`));
  }
  expect(logged.join('')).not.toMatch(/-toke/);
});
