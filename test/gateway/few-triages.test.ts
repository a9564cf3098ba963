import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { hours, minutes } from '../../domain/time.ts';
import type { Item } from '../../gateway/alertmanager.ts';
import { Carrier } from '../../gateway/carry.ts';
import { delivery } from '../../gateway/deliver.ts';
import { intake, type AlertResult } from '../../gateway/intake.ts';
import { gatewayLog } from '../../gateway/log.ts';
import { GatewayMetrics } from '../../gateway/metrics.ts';
import { UnroutedAlerts } from '../../gateway/unrouted.ts';
import { alert } from './alerts.ts';
import { FakeIncidents } from './fake-incidents.ts';

let folder: string;
let incidents: FakeIncidents;
let metrics: GatewayMetrics;
let take: (items: readonly Item[], source: string) => Promise<readonly AlertResult[]>;
const file = () => join(folder, 'unrouted.jsonl');
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-few-'));
  incidents = new FakeIncidents();
  metrics = new GatewayMetrics();
  const deliver = delivery(new Carrier(incidents, { incidentWindow: hours(24), now: () => 0 }));
  const unrouted = await UnroutedAlerts.open(file());
  take = intake({ routes: [], deliver, unrouted, metrics, log: gatewayLog({ write: () => undefined }) });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Alerts that no route fits, each with a name of its own. */
const unknown = (count: number, tenant = 'acme', over: object = {}): readonly Item[] =>
  Array.from({ length: count }, (_none, index) => {
    const labels = { alertname: `New${index}`, tenant, environment: 'production' };
    return { alert: { ...alert(`${tenant}-${index}`), labels, ...over } };
  });
const idsOf = (results: readonly AlertResult[]) => [...new Set(results.map(({ incident }) => incident))];
const own = [0, 1, 2, 3, 4].map((index) => `production~acme~triage~queue~New${index}`);
const others = 'production~acme~triage~queue~_others';

test('4,000 alerts that fit no route start six triages, and each of them is carried, counted and written down (BK-A8)', async () => {
  const results = await take(unknown(4000), 'prometheus');
  expect(idsOf(results)).toEqual([...own, others]);
  expect(incidents.runs).toHaveLength(6);
  const carried = incidents.runs.flatMap(({ alerts }) => alerts);
  expect(new Set(carried).size).toBe(4000);
  expect(await metrics.registry.metrics()).toContain('holdfast_alerts_total{source="prometheus",outcome="unrouted"} 4000');
  expect(readFileSync(file(), 'utf8').trimEnd().split('\n')).toHaveLength(4000);
});

test('what comes again, or is resolved, goes where it went first, also later', async () => {
  await take(unknown(7), 'prometheus');
  const again = unknown(7, 'acme', { status: 'resolved', receivedAt: hours(5) });
  expect(idsOf(await take(again, 'prometheus'))).toEqual([...own, others]);
});

test('another tenant has triages of its own (KOA-P5), and after a while new names have too', async () => {
  await take(unknown(7), 'prometheus');
  expect(idsOf(await take(unknown(1, 'globex'), 'prometheus'))).toEqual(['production~globex~triage~queue~New0']);
  const later = (at: number) => unknown(9, 'acme', { receivedAt: at }).slice(8);
  expect(idsOf(await take(later(minutes(16)), 'prometheus'))).toEqual(['production~acme~triage~queue~New8']);
});
