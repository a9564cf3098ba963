import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { deliveredSchema } from '../../gateway/alert-routes.ts';
import {
  client,
  delivered,
  end,
  endOf,
  firing,
  freshName,
  gateway,
  get,
  home,
  idOf,
  logged,
  startTinyWorld,
  taken,
  token,
} from './tiny/tiny-world.ts';

startTinyWorld();

describe('alerts', () => {
  test('start an incident, join it, and start the next one when it has ended', async () => {
    const name = freshName();
    const [started] = await delivered([firing(name)]);
    expect(started).toMatchObject({ fingerprint: 'f1', outcome: 'started', incident: idOf(name) });
    expect(await delivered([firing(name, 'f2')])).toMatchObject([{ outcome: 'joined', runId: started!.runId }]);
    expect((await taken(name)).map(({ fingerprint }) => fingerprint)).toEqual(['f1', 'f2']);
    await end(name, 'handed-over');
    const [next] = await delivered([firing(name)]);
    expect(next!.outcome).toBe('started');
    expect(next!.runId).not.toBe(started!.runId);
  });

  test('that come twice in the same delivery are the same incident and a counted repeat, nothing more', async () => {
    const name = freshName();
    const [first] = await delivered([firing(name)]);
    const [second] = await delivered([firing(name)]);
    expect(second).toMatchObject({ outcome: 'joined', incident: first!.incident, runId: first!.runId });
    expect(await taken(name)).toHaveLength(2);
  });

  test('of a false alarm that keeps firing do not start for ever; a new firing starts', async () => {
    const name = freshName();
    await delivered([firing(name)]);
    await end(name, 'false-alarm');
    expect(await delivered([firing(name)])).toMatchObject([
      { outcome: 'suppressed', why: expect.stringMatching(/^INC-\w+ judged this a false alarm/) },
    ]);
    expect(await delivered([firing(name, 'f1', { startsAt: '2026-01-01T01:00:00Z' })])).toMatchObject([{ outcome: 'started' }]);
  });

  test('that were just closed are given time to settle', async () => {
    const name = freshName();
    await delivered([firing(name)]);
    await end(name, 'closed');
    expect(await delivered([firing(name)])).toMatchObject([{ outcome: 'suppressed', why: expect.stringMatching(/settling/) }]);
  });

  test('start again after a run that was terminated', async () => {
    const name = freshName();
    await delivered([firing(name)]);
    await client().workflow.getHandle(idOf(name)).terminate('by a test');
    expect(await delivered([firing(name)])).toMatchObject([{ outcome: 'started' }]);
  });

  test('that resolve join a running incident and never start one', async () => {
    const name = freshName();
    const resolved = firing(name, 'f1', { status: 'resolved' });
    expect(await delivered([resolved])).toMatchObject([{ outcome: 'resolved', incident: null }]);
    expect(await delivered([firing(name)])).toMatchObject([
      { outcome: 'suppressed', why: expect.stringMatching(/resolved before it came/) },
    ]);
    await delivered([firing(name, 'f2')]);
    expect(await delivered([resolved])).toMatchObject([{ outcome: 'joined' }]);
    expect((await taken(name)).map(({ status }) => status)).toEqual(['firing', 'resolved']);
  });

  test('left out by the sender are told to the incident, on every alert that came', async () => {
    const name = freshName();
    await delivered([firing(name)], { truncatedAlerts: 3 });
    expect(await taken(name)).toMatchObject([
      { truncated: 3, source: 'prometheus', summary: 'wrong content', startsAt: '2026-01-01T00:00:00.123456789Z' },
    ]);
  });

  test('as a real Alertmanager sends them are answered alert by alert', async () => {
    const captures = readFileSync(resolve(__dirname, '../fixtures/alertmanager-0.25.jsonl'), 'utf8').trim().split('\n');
    for (const line of captures) {
      const { alerts } = JSON.parse(line) as { alerts: { fingerprint: string }[] };
      const answer = await gateway().inject({
        method: 'POST',
        url: '/alerts/alertmanager',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        payload: line,
      });
      expect(answer.statusCode).toBe(202);
      const { results } = deliveredSchema.parse(answer.json());
      expect(results.map(({ fingerprint }) => fingerprint)).toEqual(alerts.map(({ fingerprint }) => fingerprint));
      expect(results.every(({ incident, why }) => incident?.includes('~triage~queue~') && why !== '')).toBe(true);
    }
  });

  test('that fit nowhere start a triage with the reason, join it, and are listed, logged, counted and kept in a file (BK-A8)', async () => {
    const stray = firing('x', 'stray', { labels: { alertname: 'DiskFull', tenant: 'acme' } });
    const name = freshName();
    const unknown = 'unknown~acme~triage~queue~DiskFull';
    expect(await delivered([stray, firing(name)])).toMatchObject([
      { outcome: 'started', incident: unknown, why: expect.stringMatching(/^no route/) },
      { outcome: 'started', incident: idOf(name), why: '' },
    ]);
    expect(await delivered([stray])).toMatchObject([{ outcome: 'joined', incident: unknown, why: expect.stringMatching(/^no route/) }]);
    expect(await get('/alerts/unrouted')).toMatchObject({
      alerts: expect.arrayContaining([expect.objectContaining({ fingerprint: 'stray', received: 2 })]),
    });
    expect(readFileSync(join(home(), 'unrouted.jsonl'), 'utf8')).toContain('"stray"');
    expect(logged.join('')).toMatch(/"level":40.*"stray".*no route/);
  });

  test('of two tenants that fit nowhere are triaged apart (KOA-P5); a triage that closed is given time to settle', async () => {
    const stray = (tenant: string) => firing('x', 'apart', { labels: { alertname: 'CpuHot', tenant, environment: 'production' } });
    const [acme, globex] = await delivered([stray('acme'), stray('globex')]);
    expect([acme!.incident, globex!.incident]).toEqual(['production~acme~triage~queue~CpuHot', 'production~globex~triage~queue~CpuHot']);
    await endOf(globex!.incident!, 'closed');
    expect(await delivered([stray('globex')])).toMatchObject([
      { outcome: 'suppressed', why: expect.stringMatching(/^no route.*; INC-\w+ closed.*settling$/) },
    ]);
    expect(await delivered([stray('acme')])).toMatchObject([{ outcome: 'joined' }]);
  });

  test('say what they are about by their own labels, and of a route that only watches start what only watches', async () => {
    const name = freshName();
    const { labels } = firing(name);
    await delivered([firing(name, 'f1', { labels: { ...labels, team: 'watchers' } })]);
    const scope = { tenant: 'acme', environment: 'production', kind: 'channel', name };
    expect(await taken(name)).toMatchObject([{ fingerprint: 'f1', about: scope }]);
    expect(await get(`/incidents/${encodeURIComponent(idOf(name))}`)).toMatchObject({ observe: true });
    const other = freshName();
    await delivered([firing(other)]);
    expect(await get(`/incidents/${encodeURIComponent(idOf(other))}`)).toMatchObject({ observe: false });
  });

  test('in a storm of 500 deliveries on one incident are counted exactly', async () => {
    const name = freshName();
    const results = await Promise.all(Array.from({ length: 500 }, (_none, index) => delivered([firing(name, `f${index}`)])));
    expect(results.flat().filter(({ outcome }) => outcome === 'started' || outcome === 'joined')).toHaveLength(500);
    const runs = new Set(results.flat().map(({ runId }) => runId));
    expect(runs.size).toBe(1);
    const seen = (await taken(name)).map(({ fingerprint }) => fingerprint);
    expect(seen).toHaveLength(500);
    expect(new Set(seen).size).toBe(500);
  });
});

test('it is ready while it reaches Temporal, and counts what came', async () => {
  expect(await get('/readyz')).toEqual({ status: 'ok', checks: [{ name: 'temporal', state: 'ok', say: 'namespace default answers' }] });
  const metrics = (await gateway().inject({ url: '/metrics' })).body;
  for (const outcome of ['started', 'joined', 'suppressed', 'unrouted', 'resolved']) {
    expect(metrics).toMatch(new RegExp(`holdfast_alerts_total\\{source="prometheus",outcome="${outcome}"\\} [1-9]`));
  }
});

test('no token, header or body reaches the log', () => {
  expect(logged.length).toBeGreaterThan(500);
  expect(logged.join('')).not.toMatch(/a-token|wrong content|authorization/);
});
