import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { startBehindDoor, type BehindDoor } from '../../support/behind-door.ts';
import { startDevServer, type DevServer } from '../../support/dev-server.ts';
import { expectToClose, leadAll } from '../../support/killed-incidents.ts';
import type { Delivered } from '../../support/product.ts';
import { until } from '../../support/until.ts';

jest.setTimeout(600_000);

describe('kill -9 of the Temporal server', () => {
  let behind: BehindDoor;
  let again: DevServer | undefined;
  beforeEach(async () => {
    again = undefined;
    behind = await startBehindDoor();
    await Promise.all([behind.product.serve('gateway'), behind.product.serve('worker')]);
  });
  afterEach(async () => {
    await behind.stop();
    await again?.stop();
  });

  const kill = (): void => void process.kill(behind.product.temporalPid, 'SIGKILL');
  /** The same port, the same database file. */
  const comesBack = async (): Promise<void> => {
    again = await startDevServer({
      port: Number(behind.temporal.split(':')[1]),
      database: join(dirname(behind.product.vault), 'temporal.db'),
    });
  };
  const tryAgain = (place: { readonly tenant: string; readonly name: string }, startsAt: string): Promise<Delivered> =>
    until(
      () => behind.product.deliver(place, { startsAt }),
      ({ status }) => status === 202,
      60_000,
    );

  test('in the middle of every contain, whose effects come about while it is away, ends right when it is back, each effect once', async () => {
    const { product, door } = behind;
    const waiting = await leadAll(product, door, () => 'sent');
    kill();
    for (const one of waiting) one.stopped.open('delivered');
    for (const { place, name } of waiting) if (name !== 'openCase') await product.untilChanged(place, actionOf[name]);
    await comesBack();
    await Promise.all(waiting.map((one) => expectToClose(product, one)));
  });

  const actionOf = { hold: 'hold', quarantine: 'quarantine', rollBack: 'rebind', serveBaseline: 'baseline', pin: 'pin', liftHold: 'lift' };

  test('under alerts that keep coming loses none that was acknowledged, and counts none twice', async () => {
    const { product } = behind;
    const place = { tenant: 'acme', name: 'au-nsw' };
    const incident = await product.alert(place);
    const signed = await incident.signed('Ana', 'false-alarm');
    const began = Date.parse('2026-06-01T00:00:00Z');
    const acknowledged: string[] = [];
    const refused: string[] = [];
    let sent = 0;
    const sender = async (): Promise<void> => {
      while (refused.length === 0) {
        const startsAt = new Date(began + sent++).toISOString();
        const { status } = await product.deliver(place, { startsAt });
        (status === 202 ? acknowledged : refused).push(startsAt);
        if (acknowledged.length === 20) kill(); // some are accepted, others under way
      }
    };
    await Promise.all(Array.from({ length: 8 }, sender));
    await comesBack();
    // Senders come again with what was refused: that is counted once too, whether Temporal had taken it or not.
    for (const startsAt of refused) await tryAgain(place, startsAt);
    await incident.until(({ alerts: { distinct } }) => distinct >= sent + 1);
    expect(await incident.signed('Ana', 'false-alarm')).toMatchObject({ asking: signed.asking, plan: signed.plan });
    expect(await incident.answers('Ana', 'false-alarm')).toMatchObject({ status: 200 });
    expect(await incident.ended()).toMatchObject({ ending: 'false-alarm' });
    expect(await product.effects(place)).toEqual({ hold: 1, lift: 1 });
    const { events } = await incident.record();
    const told = events.flatMap((entry) => (entry.kind === 'alert' ? [entry.alert.startsAt] : []));
    expect(told.slice(1).sort()).toEqual([...acknowledged, ...refused].sort());
  });

  test('right after an answer was acknowledged loses neither it nor what it set going', async () => {
    const { product } = behind;
    const place = { tenant: 'acme', name: 'au-vic' };
    const incident = await product.alert(place);
    expect(await incident.answers('Ana', 'false-alarm')).toMatchObject({ status: 200 });
    kill();
    await comesBack();
    expect(await incident.ended()).toMatchObject({ ending: 'false-alarm' });
    expect(await product.effects(place)).toEqual({ hold: 1, lift: 1 });
    const { events } = await incident.record();
    expect(events.filter(({ kind }) => kind === 'counted')).toMatchObject([{ person: 'Ana', verdict: 'false-alarm' }]);
  });
});
