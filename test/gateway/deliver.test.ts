import { beforeEach, expect, test } from '@jest/globals';
import { TemporalAway } from '../../contracts/temporal-away.ts';
import { hours } from '../../domain/time.ts';
import { Carrier } from '../../gateway/carry.ts';
import { delivery, Overloaded, type Deliver } from '../../gateway/deliver.ts';
import { routed, scope } from './alerts.ts';
import { FakeIncidents } from './fake-incidents.ts';

let incidents: FakeIncidents;
let deliver: Deliver;
beforeEach(() => {
  incidents = new FakeIncidents();
  deliver = delivery(new Carrier(incidents, { incidentWindow: hours(24), now: () => 0 }));
});

/** Holds every call to Temporal until it is opened. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  incidents.before = () => promise;
  return () => {
    incidents.before = async () => undefined;
    resolve();
  };
}
const calls = async (count: number) => {
  while (incidents.calls.length < count) await new Promise(setImmediate);
};

test('the alerts of one delivery go to an incident in one call', async () => {
  await deliver([routed('a'), routed('b')]);
  expect(incidents.calls).toEqual(['start a,b']);
});

test('one call is under way per incident, and what comes meanwhile goes together in the next, in order', async () => {
  const open = gate();
  const first = deliver([routed('a')]);
  await calls(1);
  const others = ['b', 'c', 'd'].map((name) => deliver([routed(name)]));
  await new Promise(setImmediate);
  expect(incidents.calls).toEqual(['start a']);
  open();
  await Promise.all([first, ...others]);
  expect(incidents.calls).toEqual(['start a', 'join b,c,d']);
  expect(incidents.mostAtOnce).toBe(1);
});

test('incidents do not wait for each other', async () => {
  const open = gate();
  const both = [deliver([routed('a')]), deliver([routed('b', {}, { scope: { ...scope, name: 'au-vic' } })])];
  await calls(2);
  expect(incidents.mostAtOnce).toBe(2);
  open();
  await Promise.all(both);
});

test('nothing is acknowledged before the call that carried it was accepted', async () => {
  const open = gate();
  let answered = false;
  const delivered = deliver([routed('a')]).then(() => (answered = true));
  await calls(1);
  await new Promise(setImmediate);
  expect(answered).toBe(false);
  open();
  await delivered;
});

test('a delivery fails when one of its batches does, and those that wait are still tried', async () => {
  const open = gate();
  const first = deliver([routed('a')]);
  await calls(1);
  const second = deliver([routed('b')]);
  open();
  await first;
  expect(await second).toMatchObject([{ outcome: 'joined' }]);

  incidents.before = async (call) => {
    if (call === 'join c') throw new TemporalAway('away');
  };
  const third = deliver([routed('c'), routed('d', {}, { scope: { ...scope, name: 'au-vic' } })]);
  await expect(third).rejects.toThrow(TemporalAway);
  expect(incidents.runs.map(({ alerts }) => alerts)).toEqual([['a', 'b'], ['d']]);
  expect(await deliver([routed('e')])).toMatchObject([{ outcome: 'joined' }]);
});

test('a storm of 500 deliveries on one incident is counted exactly, in few calls', async () => {
  incidents.before = () => new Promise(setImmediate);
  const results = await Promise.all(Array.from({ length: 500 }, (_none, index) => deliver([routed(`f${index}`)])));
  expect(results.flat().filter(({ outcome }) => outcome === 'started' || outcome === 'joined')).toHaveLength(500);
  expect(incidents.runs.map(({ alerts }) => alerts)).toEqual([Array.from({ length: 500 }, (_none, index) => `f${index}`)]);
  expect(incidents.calls.length).toBeLessThan(20);
  expect(incidents.mostAtOnce).toBe(1);
});

test('no call carries more than 48 KiB, however much came at once', async () => {
  const sizes: number[] = [];
  const record: Deliver = delivery({
    carry: async (alerts) => {
      sizes.push(Buffer.byteLength(JSON.stringify(alerts.map(({ alert }) => alert))));
      return alerts.map(() => ({ outcome: 'joined', run: null, why: '' }));
    },
  });
  await record(Array.from({ length: 100 }, (_none, index) => routed(`f${index}`, { summary: 'x'.repeat(2000) })));
  expect(sizes.length).toBeGreaterThan(3);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(49 * 1024);
});

test('more than 10,000 waiting alerts are refused before anything of the delivery is taken', async () => {
  const open = gate();
  const many = deliver(Array.from({ length: 10_000 }, (_none, index) => routed(`f${index}`)));
  await expect(deliver([routed('one more')])).rejects.toThrow(Overloaded);
  open();
  expect(await many).toHaveLength(10_000);
  expect(await deliver([routed('later')])).toHaveLength(1);
});
