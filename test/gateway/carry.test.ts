import { beforeEach, describe, expect, test } from '@jest/globals';
import { identityOf } from '../../domain/alerts.ts';
import { hours, minutes, type Millis } from '../../domain/time.ts';
import { Carrier, type RoutedAlert } from '../../gateway/carry.ts';
import { alert, routed, workflowId } from './alerts.ts';
import { FakeIncidents } from './fake-incidents.ts';

let incidents: FakeIncidents;
let carrier: Carrier;
let now: Millis;
beforeEach(() => {
  incidents = new FakeIncidents();
  now = 0;
  carrier = new Carrier(incidents, { incidentWindow: hours(24), now: () => now });
});
const carry = (...alerts: [RoutedAlert, ...RoutedAlert[]]) => carrier.carry(alerts);
const judged = (...fingerprints: string[]) => fingerprints.map((fingerprint) => identityOf(alert(fingerprint)));
const anotherGateway = () => (carrier = new Carrier(incidents, { incidentWindow: hours(24), now: () => now }));

describe('a firing alert', () => {
  test('starts an incident, and says which run', async () => {
    expect(await carry(routed('a'))).toEqual([{ outcome: 'started', run: { workflowId, runId: 'run-1' }, why: '' }]);
  });

  test('joins the one that is being worked, in one call once it is known to run', async () => {
    await carry(routed('a'));
    expect(await carry(routed('b'))).toEqual([{ outcome: 'joined', run: { workflowId, runId: 'run-1' }, why: '' }]);
    expect(incidents.calls).toEqual(['start a', 'join b']);
  });

  test('joins one that another gateway started', async () => {
    await carry(routed('a'));
    anotherGateway();
    expect(await carry(routed('b'))).toMatchObject([{ outcome: 'joined', run: { runId: 'run-1' } }]);
    expect(incidents.calls).toEqual(['start a', 'start b', 'last', 'join b']);
  });

  test('starts the next one when the one it knew has ended meanwhile: it is never dropped', async () => {
    await carry(routed('a'));
    incidents.end({ judged: judged('a') });
    expect(await carry(routed('b'))).toMatchObject([{ outcome: 'started', run: { runId: 'run-2' } }]);
    expect(incidents.runs.at(-1)!.alerts).toEqual(['b']);
  });

  test('joins the next one when that was started by somebody else between two calls', async () => {
    await carry(routed('a'));
    incidents.end({ judged: judged('a') });
    incidents.before = async (call) => {
      if (call !== 'start again b') return;
      incidents.before = async () => undefined;
      await new Carrier(incidents, { incidentWindow: hours(24), now: () => now }).carry([routed('c')]);
    };
    expect(await carry(routed('b'))).toMatchObject([{ outcome: 'joined', run: { runId: 'run-2' } }]);
    expect(incidents.runs.at(-1)!.alerts).toEqual(['c', 'b']);
  });

  test('starts anew after a run that failed or was terminated: nobody judged it', async () => {
    await carry(routed('a'));
    incidents.end(null);
    expect(await carry(routed('a'))).toMatchObject([{ outcome: 'started', run: { runId: 'run-2' } }]);
  });

  test('of a route that only watches starts an incident that only watches; beside one that acts, one that acts (promise 12)', async () => {
    await carry(routed('a', {}, { observe: true }));
    expect(incidents.runs.at(-1)).toMatchObject({ alerts: ['a'], observe: true });
    incidents.end({ ending: 'handed-over' });
    await carry(routed('a', {}, { observe: true }), routed('b'));
    expect(incidents.runs.at(-1)).toMatchObject({ alerts: ['a', 'b'], observe: false });
  });

  test('after a handover starts an incident that knows who had a hand in what is still held; after any other ending, none (promise 6)', async () => {
    await carry(routed('a'));
    const hands = ['ana', 7, 'bo'] as string[]; // whoever reaches Temporal can make up an outcome
    incidents.end({ ending: 'handed-over', hands });
    await carry(routed('a'));
    expect(incidents.runs.at(-1)!.steeredBy).toEqual(['ana', 'bo']);
    incidents.end({ ending: 'false-alarm', hands });
    await carry(routed('b'));
    incidents.end({ ending: 'handed-over', hands: 'ana' as unknown as string[] });
    await carry(routed('c'));
    expect(incidents.runs.slice(-2).map(({ steeredBy }) => steeredBy)).toEqual([undefined, undefined]);
  });

  test('names no more hands than a start may: it would be refused, and the alert lost', async () => {
    await carry(routed('a'));
    const hands = Array.from({ length: 300 }, (_, index) => `person-${index}`);
    incidents.end({ ending: 'handed-over', hands: ['x'.repeat(201), ...hands] });
    await carry(routed('a'));
    expect(incidents.runs.at(-1)!.steeredBy).toEqual(hands.slice(0, 200));
  });

  test('gives up when incidents end faster than it can come, instead of trying for ever', async () => {
    await carry(routed('a'));
    incidents.before = async (call) => {
      if (call.startsWith('join')) incidents.end({});
      if (call.startsWith('start'))
        incidents.runs.push({ workflowId, runId: `x${incidents.runs.length}`, running: true, outcome: null, alerts: [], observe: false });
    };
    await expect(carry(routed('b'))).rejects.toThrow(/ended again and again/);
  });
});

describe('an alert that was judged', () => {
  test('a false alarm that keeps firing does not start for ever, however late', async () => {
    await carry(routed('a'));
    incidents.end({ ending: 'false-alarm', judged: judged('a') });
    now = hours(1000);
    const [result] = await carry(routed('a'));
    expect(result).toMatchObject({
      outcome: 'suppressed',
      run: { runId: 'run-1' },
      why: 'INC-ONE judged this a false alarm; a new firing starts a new incident',
    });
    expect(incidents.runs).toHaveLength(1);
  });

  test('a new firing of it does start', async () => {
    await carry(routed('a'));
    incidents.end({ ending: 'false-alarm', judged: judged('a') });
    expect(await carry(routed('a', { startsAt: '2026-01-01T01:00:00Z' }))).toMatchObject([{ outcome: 'started' }]);
  });

  test('starts again when an alert that was not judged comes with it, and goes along as evidence', async () => {
    await carry(routed('a'));
    incidents.end({ ending: 'false-alarm', judged: judged('a') });
    expect(await carry(routed('a'), routed('b'))).toMatchObject([{ outcome: 'started' }, { outcome: 'started' }]);
  });

  test('a closed one has fifteen minutes to settle, then starts again', async () => {
    await carry(routed('a'));
    incidents.end({ ending: 'closed', judged: judged('a'), at: 0 });
    now = minutes(15) - 1;
    expect(await carry(routed('a'))).toMatchObject([{ outcome: 'suppressed', why: expect.stringMatching(/closed 14 min 59 s ago/) }]);
    now = minutes(15);
    expect(await carry(routed('a'))).toMatchObject([{ outcome: 'started', run: { runId: 'run-2' } }]);
  });

  test('one that was handed over starts again at once: it adopts what is still held', async () => {
    await carry(routed('a'));
    incidents.end({ ending: 'handed-over', judged: judged('a') });
    expect(await carry(routed('a'))).toMatchObject([{ outcome: 'started', run: { runId: 'run-2' } }]);
  });
});

describe('evidence', () => {
  const resolved = { status: 'resolved' } as const;

  test('a resolved alert joins a running incident', async () => {
    await carry(routed('a'));
    expect(await carry(routed('a', resolved))).toMatchObject([{ outcome: 'joined', why: 'as evidence' }]);
    expect(incidents.runs[0]!.alerts).toEqual(['a', 'a']);
  });

  test('a resolved alert never starts one', async () => {
    expect(await carry(routed('a', resolved))).toMatchObject([
      { outcome: 'resolved', run: null, why: expect.stringMatching(/no incident/) },
    ]);
    expect(incidents.runs).toHaveLength(0);
    await carry(routed('a'));
    incidents.end({ judged: judged('a') });
    expect(await carry(routed('a', resolved))).toMatchObject([{ outcome: 'resolved' }]);
    expect(incidents.runs).toHaveLength(1);
  });

  test('a firing that was resolved before it came never starts one, but joins a running one', async () => {
    expect(await carry(routed('a', {}, { over: true }))).toMatchObject([
      { outcome: 'suppressed', why: expect.stringMatching(/resolved before it came/) },
    ]);
    await carry(routed('b'));
    expect(await carry(routed('a', {}, { over: true }))).toMatchObject([{ outcome: 'joined' }]);
  });

  test('what starts and what is evidence go together: the one starts, the other joins it', async () => {
    expect(await carry(routed('a', resolved), routed('b'))).toMatchObject([{ outcome: 'joined' }, { outcome: 'started' }]);
    expect(incidents.calls).toEqual(['start b', 'join a']);
  });
});
