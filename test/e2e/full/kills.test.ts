import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { startBehindDoor, type BehindDoor } from '../../support/behind-door.ts';
import type { Moment } from '../../support/contain-moments.ts';
import type { Fate } from '../../support/door.ts';
import { nextMoment, type HistoryMoment } from '../../support/history-moment.ts';
import type { IncidentInHand } from '../../support/incident-in-hand.ts';
import { attempts, expectToClose, leadAll, signOff } from '../../support/killed-incidents.ts';
import type { Place } from '../../support/product.ts';

jest.setTimeout(1_200_000);

interface Followed {
  readonly place: Place;
  readonly incident: IncidentInHand;
  readonly state: HistoryMoment['state'];
  /** What it was not killed at yet. */
  readonly left: string[];
  after: number;
}

/** Promise 8: kill -9 of the worker at every moment there is. Each test has a Temporal, a platform and processes of its own. */
describe('kill -9 of the worker', () => {
  let behind: BehindDoor;
  beforeEach(async () => {
    behind = await startBehindDoor();
  });
  afterEach(() => behind.stop());

  test.each<readonly [string, Moment, Fate]>([
    ['before anything was asked', 'begun', 'lost'],
    ['when the look at its key was answered', 'looked', 'lost'],
    ['when the write was sent and got lost', 'sent', 'lost'],
    ['when the write was sent and arrives after its successor looked for it', 'sent', 'after the next look'],
    ['when the write was sent and arrives together with its successor’s', 'sent', 'before the next write'],
    ['when the write took effect and nobody was told', 'done', 'lost'],
  ])('in the middle of every contain, %s, ends right, each effect once', async (_, moment, fate) => {
    const { product, door } = behind;
    const [, worker] = await Promise.all([product.serve('gateway'), product.serve('worker')]);
    const waiting = await leadAll(product, door, () => moment);
    await worker.kill();
    for (const { stopped } of waiting) stopped.open(fate);
    await product.serve('worker');
    await Promise.all(waiting.map((one) => expectToClose(product, one)));
    for (const one of waiting) expect([one.name, (await attempts(product, one)) > 1]).toEqual([one.name, true]); // it really died in there
  });

  /**
   * What Temporal is asked to do, in order. The steps between are done in the workflow task that follows `completed`: a kill there is in the
   * middle of the snapshot (after `hold`), of the search for a good release (after `release`), and of asking the readers (after `rollBack`).
   */
  const boundaries = 'hold, release, quarantine, rollBack, openCase, pin, answer, liftHold, seal'.split(', ');

  test('at every step boundary of one incident, one after another, ends right, each effect once', async () => {
    const { product } = behind;
    const places = {
      scheduled: { tenant: 'acme', name: 'au-nsw' },
      completed: { tenant: 'globex', name: 'nz-akl' },
    } as const;
    await product.serve('gateway');
    let worker = await product.serve('worker');
    const follow = async (state: HistoryMoment['state']): Promise<Followed> => {
      const place = places[state];
      await product.staging.fault('payload-corrupted', { tenant: place.tenant, channel: place.name });
      const incident = await product.alert(place);
      const left = [...boundaries];
      return { place, incident, state, left, after: 0 };
    };
    const followed: readonly Followed[] = await Promise.all([follow('scheduled'), follow('completed')]);
    const killed = new Map<string, string[]>(followed.map(({ state }) => [state, []]));
    const signOffs = followed.map(({ incident }) => signOff(incident, 'Ivo'));
    const nextOf = async (one: Followed) => {
      for (;;) {
        const moment = await nextMoment(product.client, one.incident.workflowId, one.state, one.after);
        if (moment === null || one.left.includes(moment.activity)) return { one, moment };
        one.after = moment.event;
      }
    };
    const awaited = new Map(followed.map((one) => [one, nextOf(one)]));
    while (awaited.size > 0) {
      const { one, moment } = await Promise.race(awaited.values());
      awaited.delete(one);
      if (moment === null) continue;
      await worker.kill();
      one.after = moment.event;
      one.left.splice(one.left.indexOf(moment.activity), 1);
      killed.get(one.state)!.push(moment.activity);
      worker = await product.serve('worker');
      awaited.set(one, nextOf(one));
    }
    for (const { place, incident } of followed) {
      expect(await incident.ended()).toMatchObject({ ending: 'closed' });
      expect(await product.effects(place)).toEqual({ hold: 1, quarantine: 1, rebind: 1, pin: 1, lift: 1 });
      expect(await product.readersServe(place)).toEqual(['2026.05', '2026.05', '2026.05']);
      expect(await product.cases(place)).toHaveLength(1);
      const { events } = await incident.record();
      expect(events.filter(({ kind }) => kind === 'failed')).toEqual([]);
      expect(events.filter(({ kind }) => kind === 'counted')).toMatchObject([{ person: 'Ivo', verdict: 'accept' }]);
    }
    await Promise.all(signOffs);
    expect([...killed.get('scheduled')!].sort()).toEqual([...boundaries].sort());
    expect([...killed.get('completed')!].sort()).toEqual([...boundaries].sort());
  });
});
