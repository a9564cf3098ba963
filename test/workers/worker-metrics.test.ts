import { expect, test } from '@jest/globals';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { Registry } from 'prom-client';
import { TargetError } from '../../domain/target-error.ts';
import type { Entry, Happening } from '../../domain/timeline.ts';
import { interceptors } from '../../workers/activity-interceptor.ts';
import { countingInterceptor } from '../../workers/metrics/counting-interceptor.ts';
import { listenForMetrics } from '../../workers/metrics/metrics-listener.ts';
import { WorkerMetrics } from '../../workers/metrics/worker-metrics.ts';

function counted(spooled: () => Promise<readonly string[]> = async () => []) {
  const registry = new Registry();
  const counting = countingInterceptor(new WorkerMetrics(registry, spooled));
  const logger = new DefaultLogger('ERROR', () => undefined);
  return {
    registry,
    /** Does one attempt of an activity, as the runbook worker does. */
    attempt: (activityType: string, work: (...args: never[]) => Promise<unknown>, ...args: unknown[]) =>
      new MockActivityEnvironment(
        { activityType, workflowType: 'badPackRollback' },
        { interceptors: [counting, ...interceptors.activity!], logger },
      )
        .run(work as (...args: unknown[]) => Promise<unknown>, ...args)
        .catch(() => null),
    lines: async (name: string): Promise<readonly string[]> =>
      (await registry.metrics()).split('\n').filter((line) => line.startsWith(name) && !line.startsWith('#')),
  };
}

const lines = (from: number, ...happenings: readonly Happening[]): readonly Entry[] =>
  happenings.map((happening, index) => ({ seq: from + index, at: 0, ...happening }));
const written = async () => undefined;

test('every attempt of an activity is counted, with a code of the closed list where it failed, and timed', async () => {
  const { attempt, lines: shown } = counted();
  await attempt('hold', async () => 'done');
  await attempt('hold', () => Promise.reject(new TargetError('TimedOut', 'no answer')));
  await attempt('hold', () => Promise.reject(new Error('a message with an INC-1234567 in it')));
  expect(await shown('holdfast_activities_total')).toEqual([
    'holdfast_activities_total{activity="hold",outcome="done",code=""} 1',
    'holdfast_activities_total{activity="hold",outcome="failed",code="TimedOut"} 1',
    'holdfast_activities_total{activity="hold",outcome="failed",code="other"} 1',
  ]);
  expect(await shown('holdfast_activity_duration_seconds_count')).toEqual(['holdfast_activity_duration_seconds_count{activity="hold"} 3']);
});

test('what happened in incidents is counted from the lines that are written, each once, also when a write is repeated', async () => {
  const { attempt, lines: shown } = counted();
  const scope = { tenant: 'acme', environment: 'test', kind: 'channel', name: 'x' } as const;
  const receipt = { kind: 'receipt', action: 'hold', already: true };
  const first = lines(
    1,
    { kind: 'opened', runbook: 'bad-pack-rollback', scope, severity: 'SEV-1', by: 'prometheus', linkedTo: null },
    { kind: 'did', step: 'Hold activation', occasion: 1, result: [receipt] },
    { kind: 'paged', page: 1, role: 'on-call', why: 'wake up' },
    { kind: 'page lost', page: 1, role: 'on-call', why: 'the pager is down' },
    { kind: 'objective', name: 'rolled back', state: 'missed' },
    { kind: 'asked', asking: 1, text: 'Is it bad?', verdicts: ['bad'] },
    { kind: 'refused', asking: 1, refusal: { code: 'NotYourRole', message: 'no' } as never },
    { kind: 'failed', step: 'Roll back', occasion: 1, why: 'Refused', key: 'INC-1~Roll-back~1' },
  );
  await attempt('append', written, 'INC-1', first);
  await attempt(
    'append',
    () => Promise.reject(new TargetError('Unreachable', 'no vault')),
    'INC-1',
    lines(9, { kind: 'ended', ending: 'closed', because: 'x' }),
  );
  await attempt('append', written, 'INC-1', [...first.slice(-1), ...lines(9, { kind: 'ended', ending: 'closed', because: 'x' })]);
  await attempt('append', written, 'INC-2', first.slice(0, 1));
  expect(await shown('holdfast_incidents')).toEqual([
    'holdfast_incidents_opened_total{runbook="bad-pack-rollback"} 2',
    'holdfast_incidents_ended_total{runbook="bad-pack-rollback",ending="closed"} 1',
  ]);
  expect(await shown('holdfast_receipts_total')).toEqual(['holdfast_receipts_total{action="hold",again="true"} 1']);
  expect(await shown('holdfast_pages_total')).toEqual([
    'holdfast_pages_total{role="on-call",outcome="tried"} 1',
    'holdfast_pages_total{role="on-call",outcome="lost"} 1',
  ]);
  expect(await shown('holdfast_objectives_total')).toEqual([
    'holdfast_objectives_total{runbook="bad-pack-rollback",objective="rolled back",state="missed"} 1',
  ]);
  expect(await shown('holdfast_questions_total')).toEqual(['holdfast_questions_total{runbook="bad-pack-rollback",state="asked"} 1']);
  expect(await shown('holdfast_answers_refused_total')).toEqual(['holdfast_answers_refused_total{code="NotYourRole"} 1']);
  expect(await shown('holdfast_steps_failed_total')).toEqual(['holdfast_steps_failed_total{runbook="bad-pack-rollback"} 1']);
});

test('what a flood refused without a line each is counted by its code', async () => {
  const { attempt, lines: shown } = counted(async () => []);
  const flood = { kind: 'flood', refused: 1_000, untold: { UnknownKey: 948, Malformed: 2 } } as const;
  await attempt('append', written, 'INC-1', lines(1, { kind: 'refused', asking: 1, refusal: { code: 'Malformed', message: 'no' } }, flood));
  expect(await shown('holdfast_answers_refused_total')).toEqual([
    'holdfast_answers_refused_total{code="Malformed"} 3',
    'holdfast_answers_refused_total{code="UnknownKey"} 948',
  ]);
});

test('what waits in the spool is asked at each scrape, and is no number when nobody can say', async () => {
  let spool: readonly string[] | null = ['INC-1', 'INC-2'];
  const { lines: shown } = counted(async () => {
    if (spool === null) throw new TargetError('Unreachable', 'no disk');
    return spool;
  });
  expect(await shown('holdfast_spooled_incidents')).toEqual(['holdfast_spooled_incidents 2']);
  spool = [];
  expect(await shown('holdfast_spooled_incidents')).toEqual(['holdfast_spooled_incidents 0']);
  spool = null;
  expect(await shown('holdfast_spooled_incidents')).toEqual(['holdfast_spooled_incidents Nan']);
});

test('a worker by itself serves its metrics, and nothing else, where it is told to', async () => {
  const { registry } = counted();
  const listener = await listenForMetrics(registry, { host: '127.0.0.1', port: 0 });
  const answer = await fetch(listener.url);
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    200,
    expect.stringMatching(/^text\/plain; version=0.0.4/),
    expect.stringContaining('holdfast_spooled_incidents 0'),
  ]);
  expect((await fetch(listener.url, { method: 'POST' })).status).toBe(404);
  expect((await fetch(listener.url.replace('/metrics', '/'))).status).toBe(404);
  const taken = Number(new URL(listener.url).port);
  await expect(listenForMetrics(registry, { host: '127.0.0.1', port: taken })).rejects.toThrow('EADDRINUSE');
  await listener.stop();
  await expect(fetch(listener.url)).rejects.toThrow('fetch failed');
});
