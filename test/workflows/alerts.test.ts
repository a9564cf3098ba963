import { expect, test } from '@jest/globals';
import type { IncidentStart } from '../../domain/runbook.ts';
import { anAlert, aStart } from '../support/alerts.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { names, timeline, type At, type Seen } from '../support/timeline.ts';

startSkippingTime();

const falseAlarm = (at: At) => at.answers('ana', 'false-alarm');
const alertLines = (seen: Seen) =>
  seen.timeline.flatMap((entry) => (entry.kind === 'alert' ? [`${entry.alert.fingerprint} ${entry.alert.status} ${entry.count}`] : []));

test('alerts join the incident that is already being worked, and are judged with it', async () => {
  const seen = await timeline({}, async (at) => {
    await at.asked();
    await at.alerts(anAlert('f2'), anAlert('f3'), anAlert('f1', { status: 'resolved' }));
    expect((await at.board()).alerts).toEqual({ distinct: 4, received: 4, scopeUnknown: false, newest: 'wrong rules (f1)' });
    await falseAlarm(at);
  });
  expect(alertLines(seen)).toEqual(['f1 firing 1', 'f2 firing 1', 'f3 firing 1', 'f1 resolved 1']);
  expect(seen.outcome.judged).toEqual(['f1', 'f2', 'f3'].map((one) => `alertmanager/${one}/2026-01-01T00:00:00Z`));
  expect(names(seen.effects).filter((name) => name === 'hold')).toHaveLength(1);
});

test('5,000 repeats are counted exactly and cost five lines', async () => {
  const seen = await timeline({}, async (at) => {
    await at.asked();
    for (let sent = 0; sent < 10; sent++) await at.alerts(...Array.from({ length: 500 }, () => anAlert('f1')));
    expect((await at.board()).alerts).toMatchObject({ distinct: 1, received: 5_001 });
    await falseAlarm(at);
  });
  expect(alertLines(seen)).toEqual(['f1 firing 1', 'f1 firing 10', 'f1 firing 100', 'f1 firing 1000']);
});

test('an alert whose sender left others out makes the scope unknown, on the board', async () => {
  await timeline({}, async (at) => {
    expect((await at.board()).alerts.scopeUnknown).toBe(false);
    await at.alerts(anAlert('f2', { truncated: 3 }));
    expect((await at.board()).alerts.scopeUnknown).toBe(true);
    await falseAlarm(at);
  });
});

test('what is no alert is refused with a line, and wedges nothing', async () => {
  const oversized = anAlert('f9', { summary: 'x'.repeat(5_000) });
  const seen = await timeline({}, async (at) => {
    await at.asked();
    await at.handle.signal('alertsJoined');
    await at.handle.signal('alertsJoined', null);
    await at.handle.signal('alertsJoined', 7);
    await at.alerts(null, 'wrong', {}, { ...anAlert('f2'), labels: null }, { ...anAlert('f2'), status: 'on' }, oversized, anAlert('f2'));
    await falseAlarm(at);
  });
  expect(seen.timeline.filter((entry) => entry.kind === 'refused' && entry.refusal.code === 'Malformed')).toHaveLength(9);
  expect(alertLines(seen)).toEqual(['f1 firing 1', 'f2 firing 1']);
});

interface Sealed {
  readonly seen: Promise<Seen>;
  readonly incidents: string[];
}

/** Sends `late` while the first incident is being sealed; the second one, if any, is a false alarm too. */
function whileSealing(late: readonly unknown[]): Sealed {
  const incidents: string[] = [];
  let send = async (): Promise<void> => undefined;
  const seal = async (incident: string) => {
    incidents.push(incident);
    if (incidents.length === 1) await send();
    return `sha256:${incident}`;
  };
  const seen = timeline({ seal }, async (at) => {
    send = () => at.alerts(...late);
    await at.asked();
    if (late.length < 2) return falseAlarm(at);
    await at.goesOn(() => falseAlarm(at));
    await at.asked();
    await at.answers('dee', 'false-alarm');
  });
  return { seen, incidents };
}

test('an alert that comes while it is sealed starts the next incident, with a fresh id and nothing remembered', async () => {
  const { seen, incidents } = whileSealing([anAlert('f1'), anAlert('f2', { startsAt: '2026-01-02T00:00:00Z' })]);
  const { outcome, keys } = await seen;
  expect(incidents).toHaveLength(2);
  expect(incidents[0]).not.toBe(incidents[1]);
  expect(outcome).toMatchObject({ incident: incidents[1], judged: ['alertmanager/f2/2026-01-02T00:00:00Z'] });
  expect(new Set(keys).size).toBe(4);
});

test('a repeat, or the news that one is resolved, that comes while it is sealed starts nothing', async () => {
  const { seen, incidents } = whileSealing([anAlert('f1')]);
  await seen;
  expect(incidents).toHaveLength(1);
  const resolved = whileSealing([anAlert('f1', { status: 'resolved' })]);
  await resolved.seen;
  expect(resolved.incidents).toHaveLength(1);
});

const scope = aStart().scope;
const byHand = (changes: object): Partial<IncidentStart> => ({
  alerts: [],
  startedBy: {
    kind: 'start',
    runbook: 'bad-pack-rollback',
    scope,
    why: 'seen by readers',
    at: '',
    nonce: '',
    signature: 'ana',
    ...changes,
  },
});
test.each([
  ['whose signature does not hold', byHand({ signature: 'BadSignature' }), 'refused: BadSignature'],
  ['that is too old', byHand({ signature: 'TooOld' }), 'refused: TooOld'],
  ['that was signed for another scope', byHand({ scope: { ...scope, environment: 'staging' } }), 'another runbook or another scope'],
  ['that was signed for another runbook', byHand({ runbook: 'triage' }), 'another runbook or another scope'],
  ['with neither an alert nor a signature', { alerts: [] }, 'neither an alert nor a signed start'],
])('a start %s ends handed over, and touches nothing', async (_title, start, why) => {
  const seen = await timeline({}, async () => undefined, start);
  expect(seen.outcome).toMatchObject({ ending: 'handed-over', because: expect.stringContaining(why) });
  expect(seen.outcome.because).toMatch(/^the start is refused: /);
  expect(seen.effects).toEqual(['0 seal']);
  expect(seen.pages).toEqual([expect.stringMatching(/^0 duty-manager: handed over to you: the start is refused/)]);
});

test.each([
  { scope: null },
  { scope: { ...scope, name: '../other' } },
  { scope: { ...scope, kind: 'constructor' } },
  { alerts: null },
  { alerts: [null] },
  { startedBy: 'ana' },
  { steeredBy: 'ana' },
  { incidentWindow: 'long' },
])('what is no start at all fails at once, instead of hanging: %j', async (wrong) => {
  const seen = timeline({}, (at) => at.handle.result(), wrong as unknown as Partial<IncidentStart>);
  await expect(seen).rejects.toHaveProperty('cause', expect.objectContaining({ type: 'Malformed' }));
});
