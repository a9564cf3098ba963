import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { OpenIncident } from '../../contracts/watched-incidents.ts';
import { minutes, seconds } from '../../domain/time.ts';
import type { Page } from '../../targets/targets.ts';
import { WatcherMetrics } from '../../workers/metrics/watcher-metrics.ts';
import { startWatcher, type Watcher, type WatcherParts } from '../../workers/watcher/watcher.ts';

/** A world of incidents by hand, and a watcher that looks at it on a clock by hand. */
class Night {
  readonly pages: Page[] = [];
  readonly said: string[] = [];
  readonly registry = new Registry();
  readonly attempts = new Map<string, number>();
  poll = 1;
  working = true;
  away = false;
  pager: (page: Page) => Promise<void> = async (page) => void this.pages.push(page);
  described: string[] = [];
  atOnce = 0;
  most = 0;
  questions: Readonly<Record<string, readonly number[]>> = {};
  watcher: Watcher | null = null;
  reported = new Set<string>();

  start(over: Partial<WatcherParts> = {}): this {
    this.watcher = startWatcher({
      instance: 'eu',
      taskQueue: 'q',
      people: [{ name: 'Ana', roles: ['on-call'] }],
      incidents: {
        open: async () => this.reach([...this.attempts.keys()].map((id) => this.line(id))),
        pending: async ({ runId }) => {
          this.most = Math.max(this.most, ++this.atOnce);
          await Promise.resolve();
          this.atOnce--;
          this.described.push(runId);
          const attempt = this.attempts.get(runId);
          return attempt === undefined ? null : { attempt };
        },
        lastPoll: async () => (this.working && !this.away ? ++this.poll : this.poll),
        unsealed: async () => 0,
      },
      board: async ({ runId }) => ({ questions: (this.questions[runId] ?? []).map((since) => ({ since })) as never }),
      pager: { page: (page) => this.pager(page) },
      metrics: new WatcherMetrics(this.registry),
      log: pino({}, { write: (line: string) => void this.said.push(line) }),
      ...over,
    });
    return this;
  }

  /** Lets time pass, look by look. */
  async pass(time: number): Promise<void> {
    await jest.advanceTimersByTimeAsync(time);
  }

  async value(name: string): Promise<number> {
    return (await this.registry.getSingleMetric(name)!.get()).values[0]?.value ?? 0;
  }

  told = (): readonly string[] => this.pages.map(({ role, incident }) => `${role} ${incident}`);

  private line = (id: string): OpenIncident => ({
    name: `INC-${id}`,
    workflowId: id,
    runId: id,
    runbook: 'bad-pack-rollback',
    reported: this.reported.has(id),
  });

  private async reach<T>(value: T): Promise<T> {
    if (this.away) throw new Error('Temporal did not list the open incidents within 5 s');
    return value;
  }
}

let night: Night;
function begin(over: Partial<WatcherParts> = {}): Night {
  jest.useFakeTimers({ now: Date.UTC(2026, 0, 1, 0, 0, 1) });
  return (night = new Night().start(over));
}
afterEach(async () => {
  await night.watcher!.stop();
  jest.useRealTimers();
});

describe('an incident that is stuck', () => {
  test('pages the on-call at once, the duty manager after five minutes, and each again only every half hour', async () => {
    begin().attempts.set('A', 3);
    await night.pass(seconds(16));
    expect(night.told()).toEqual(['on-call INC-A']);
    expect(night.pages[0]).toMatchObject({ people: ['Ana'], why: expect.stringMatching(/failed 3 times/) });
    await night.pass(minutes(4));
    expect(night.told()).toHaveLength(1);
    await night.pass(minutes(1));
    expect(night.told()).toEqual(['on-call INC-A', 'duty-manager INC-A']); // nobody has that role: the pager is told all the same
    await night.pass(minutes(24));
    expect(night.told()).toHaveLength(2);
    await night.pass(minutes(7));
    expect(night.told().slice(2)).toEqual(['on-call INC-A', 'duty-manager INC-A']);
    expect(new Set(night.pages.map(({ key }) => key)).size).toBe(4);
    expect(night.pages.every(({ key }) => key.startsWith('eu-stuck-A-'))).toBe(true);
  });

  test('that failed only twice, or that moves again, pages nobody', async () => {
    begin().attempts.set('A', 2);
    await night.pass(minutes(40));
    expect(night.told()).toEqual([]);
  });

  test('that comes and goes pages once in half an hour, and says each time that it moves again', async () => {
    begin().attempts.set('A', 3);
    await night.pass(seconds(16));
    night.attempts.set('A', 1);
    await night.pass(seconds(15));
    expect(night.watcher!.health()).toContainEqual({ name: 'incidents', state: 'ok', say: '1 open, 0 stuck' });
    night.attempts.set('A', 3);
    await night.pass(minutes(2));
    expect(night.told()).toEqual(['on-call INC-A']);
    expect(night.said.filter((line) => line.includes('moves again'))).toHaveLength(1);
  });

  test('is paged again at the next look when the pager does not take the page, and a pager that hangs does not stop the watch', async () => {
    begin().attempts.set('A', 3);
    night.pager = () => new Promise(() => undefined);
    await night.pass(seconds(30));
    expect(night.said.some((line) => line.includes('was lost'))).toBe(true);
    night.pager = async (page) => void night.pages.push(page);
    await night.pass(seconds(30));
    expect(night.told()).toEqual(['on-call INC-A']);
    expect(await night.value('holdfast_watcher_pages_total')).toBeGreaterThanOrEqual(1);
  });
});

describe('ten thousand incidents', () => {
  test('that are stuck at once are five pages and one that counts the rest, to each role, in half an hour', async () => {
    begin();
    for (let index = 0; index < 10_000; index++) night.attempts.set(`n${index}`, 9);
    await night.pass(minutes(29));
    const onCall = night.pages.filter(({ role }) => role === 'on-call');
    expect(onCall.length).toBeLessThanOrEqual(6);
    expect(onCall.at(-1)!.why).toMatch(/^\d+ more incidents do not move, the first of them INC-n\d+/);
    expect(night.pages.length).toBeLessThanOrEqual(12);
    expect(await night.value('holdfast_incidents_stuck')).toBe(10_000);
  });

  test('are looked at in bounded work: a thousand a look, ten at a time, in turn; suspects first', async () => {
    begin();
    for (let index = 0; index < 10_000; index++) night.attempts.set(`n${index}`, 0);
    night.reported.add('n9999');
    await night.pass(seconds(15));
    expect(night.described).toHaveLength(1_000);
    expect(night.described[0]).toBe('n9999');
    expect(night.most).toBe(10);
    await night.pass(seconds(15) * 11);
    expect(new Set(night.described).size).toBe(10_000);
  });
});

describe('Temporal away', () => {
  test('for a minute pages each role once, however long it lasts, and the next outage pages anew', async () => {
    begin();
    await night.pass(seconds(1));
    night.away = true;
    await night.pass(seconds(60));
    expect(night.told()).toEqual([]);
    await night.pass(seconds(16));
    expect(night.told()).toEqual(['on-call eu']);
    await night.pass(minutes(180));
    expect(night.told()).toEqual(['on-call eu', 'duty-manager eu']);
    expect(await night.value('holdfast_temporal_reachable')).toBe(0);
    expect(night.watcher!.health()).toMatchObject([
      { state: 'unknown', say: expect.stringMatching(/could not be looked at: Temporal did not list/) },
    ]);
    night.away = false;
    await night.pass(minutes(31));
    night.away = true;
    await night.pass(minutes(2));
    expect(night.told()).toHaveLength(3);
  });

  test('does not make known trouble look mended, nor a worker look gone', async () => {
    begin().attempts.set('A', 5);
    await night.pass(seconds(16));
    night.away = true;
    await night.pass(minutes(10));
    night.away = false;
    night.working = false; // it comes back a little later than the server
    await night.pass(seconds(45));
    night.working = true;
    await night.pass(seconds(120));
    expect(night.said.filter((line) => line.includes('"kind":"stuck"') && line.includes('moves again'))).toEqual([]);
    expect(night.told().filter((page) => page === 'on-call INC-A')).toHaveLength(1);
    expect(night.pages.filter(({ why }) => /no worker/.test(why))).toEqual([]);
  });
});

test('no worker is said only after its last question for tasks is a minute and a half old', async () => {
  begin({
    incidents: { open: async () => [], pending: async () => null, lastPoll: async () => 7, unsealed: async () => 0 },
  });
  await night.pass(seconds(80));
  expect(night.told()).toEqual([]);
  await night.pass(seconds(30));
  expect(night.told()).toEqual(['on-call eu']);
  expect(night.pages[0]!.why).toMatch(/no worker takes tasks from q: 0 open incidents wait/);
});

test('the age of the oldest question is known, ten boards a look, in turn', async () => {
  begin();
  for (let index = 0; index < 25; index++) night.attempts.set(`n${index}`, 0);
  const oldest = () => night.value('holdfast_oldest_question_seconds');
  night.questions = { n3: [Date.now() - seconds(25)], n14: [Date.now() - seconds(570)] };
  await night.pass(seconds(15));
  expect(await oldest()).toBe(40);
  await night.pass(seconds(15));
  expect(await oldest()).toBe(600);
  night.attempts.delete('n14');
  night.questions = {};
  await night.pass(seconds(45));
  expect(await oldest()).toBe(0);
  night.questions = { n22: [Date.now()] };
  await night.pass(seconds(45));
  expect(await oldest()).toBe(45);
});
