import { expect, test } from '@jest/globals';
import { until } from '../../support/until.ts';
import { asked, sample, startWatchedWorld } from '../../workers/watched/watched-world.ts';

const world = startWatchedWorld();
const about = (incident: string) => world.pages.filter((page) => page.incident === incident);

test('an incident whose workflow task keeps failing is paged once; readyz, doctor and a gauge name it; mended, it goes on by itself', async () => {
  const { gateway } = await world.gateway();
  expect(await world.doctor('Temporal')).toMatch(/^ok: /); // its remedy is not that of a worker that is missing
  expect(await world.doctor('worker')).toMatch(
    /^missing: none takes tasks from watched\. start one with `holdfast serve --config \S+\/holdfast\.yaml`$/,
  );
  const broken = await world.worker('broken');
  const incident = await world.incident('stuck');

  await until(
    async () => about(incident),
    (pages) => pages.length > 0,
    40_000,
  );
  expect(about(incident)).toEqual([
    {
      key: expect.any(String),
      incident,
      role: 'on-call',
      people: ['Ana'],
      why: expect.stringMatching(/its workflow task failed 3 times.*bring back the version/),
    },
  ]);
  const shown = await asked(gateway);
  expect([shown.status, shown.checks['incidents']]).toEqual([
    200,
    expect.stringMatching(`^trouble: 1 open, 1 stuck: ${incident}; the worker's log`),
  ]);
  expect(await world.doctor('incidents')).toMatch(`missing: 1 open, 1 stuck: ${incident}. the worker's log`);
  expect([await sample(gateway, 'holdfast_incidents_stuck'), await sample(gateway, 'holdfast_incidents_open')]).toEqual([1, 1]);

  // Another gateway begins anew, and pages under the same key: a pager that knows a repeat wakes nobody again.
  await world.gateway();
  await until(
    async () => about(incident),
    (pages) => pages.length > 1,
  );
  expect(new Set(about(incident).map(({ key }) => key)).size).toBe(1);

  await broken.stop();
  await world.worker('sound');
  await until(
    () => sample(gateway, 'holdfast_incidents_stuck'),
    (stuck) => stuck === 0,
    60_000,
  );
  expect((await asked(gateway)).checks['incidents']).toBe('ok: 1 open, 0 stuck');
  const moves = () => world.logged.filter((line) => line.includes('it moves again') && line.includes(incident));
  await until(
    async () => moves().length,
    (lines) => lines === 2, // each gateway says so
  );
  expect(about(incident)).toHaveLength(2);
  expect(await world.doctor('incidents')).toMatch(/^ok: 1 open, 0 stuck/);
  expect(await world.doctor('worker')).toMatch(/^ok: [1-9] on watched/);

  await world.terminate(incident);
  await until(
    () => sample(gateway, 'holdfast_incidents_unsealed'),
    (unsealed) => unsealed === 1,
  );
  expect((await asked(gateway)).checks['records']).toMatch(/^trouble: 1 incidents .* without a sealed record/);
}, 150_000);

test('that no worker asks for tasks is paged once, whatever is open, and over when one does', async () => {
  const { gateway } = await world.gateway({ noWorkerAfter: 1_500 });
  await world.worker('sound'); // asks every minute, unless there is work
  const waiting = () => world.pages.filter(({ why }) => /no worker takes tasks/.test(why));
  await until(
    async () => waiting(),
    (pages) => pages.length > 0,
    20_000,
  );
  expect(waiting()).toMatchObject([
    { role: 'on-call', incident: 'holdfast', why: expect.stringMatching(/from watched: \d+ open incidents wait/) },
  ]);
  expect((await asked(gateway)).checks['workers']).toMatch(/^trouble: no worker asks/);
  expect(await sample(gateway, 'holdfast_worker_polling')).toBe(0);

  const incident = await world.incident('wakes-the-worker');
  await until(
    () => sample(gateway, 'holdfast_worker_polling'),
    (polling) => polling === 1,
  );
  expect((await asked(gateway)).checks['workers']).toMatch(/^ok/);
  expect(waiting()).toHaveLength(1);
  await world.terminate(incident);
});

test('Temporal away is paged once to each role; readyz is 503; it goes on when Temporal is back', async () => {
  const { gateway } = await world.gateway({ escalateAfter: 1_000, gap: 500 });
  const reachable = () => sample(gateway, 'holdfast_temporal_reachable');
  await until(reachable, (value) => value === 1);
  await world.temporalStops();
  const paged = () => world.pages.map(({ role, incident, why }) => `${role} ${incident}: ${why.slice(0, 29)}`);
  const away = 'holdfast: Temporal has not been reached';
  const told = async () => paged().filter((page) => page.includes('duty-manager'));
  await until(told, (pages) => pages.length > 0, 30_000);
  expect((await asked(gateway)).status).toBe(503);
  expect(await reachable()).toBe(0);

  await world.temporalComesBack();
  await until(reachable, (value) => value === 1, 30_000);
  expect((await asked(gateway)).status).toBe(200);
  expect(paged()).toEqual([`on-call ${away}`, `duty-manager ${away}`]);
});

test('a worker without a gateway serves its own metrics, and watches nothing', async () => {
  const { workerMetrics, gateway } = await world.serve('worker');
  expect([gateway, workerMetrics]).toEqual([null, expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/)]);
  const text = await (await fetch(workerMetrics!)).text();
  expect(text).toMatch(/^holdfast_spooled_incidents 0$/m);
  expect(text).not.toMatch(/holdfast_temporal_reachable/);
  expect((await world.gateway()).workerMetrics).toBeNull();
});
