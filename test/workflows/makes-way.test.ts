import { afterEach, expect, test } from '@jest/globals';
import { anAlert } from '../support/alerts.ts';
import { broken } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { names, timeline, type At } from '../support/timeline.ts';
import { until } from '../support/until.ts';

startSkippingTime();

const next = anAlert('f2', { startsAt: '2026-01-02T00:00:00Z' });
let answer = (): void => undefined;
/** Until the test is over: the worker waits for it before it stops. */
const hangs = (): Promise<void> => new Promise((resolve) => (answer = resolve));
afterEach(() => answer());

/** Ana says that it is bad, Ivo signs off. */
async function toTheEnd(at: At): Promise<void> {
  await at.asked('Is the active release bad?');
  await at.answers('ana', 'bad');
  await at.asked('Sign off');
  await at.answers('ivo', 'accept');
}

/** Something new fires, and the next incident holds at once; it is a false alarm, says `who`. */
async function firesAgain(at: At, who = 'dee'): Promise<void> {
  await at.goesOn(() => at.alerts(next));
  await at.asked('Is the active release bad?');
  expect((await at.board()).held).toHaveLength(1);
  await at.answers(who, 'false-alarm');
}

const judgedNext = { ending: 'false-alarm', judged: ['alertmanager/f2/2026-01-02T00:00:00Z'] };

test('what fires while an incident asks for what its record lacks is held by the next one; it is handed over as it is', async () => {
  const sealed: unknown[] = [];
  let looks = 0;
  const lacking = () => (looks++ === 0 ? [{ field: 'BK-RC3', why: 'no proof of rebind' }] : []);
  const seal = (_incident: string, rest: readonly unknown[]) => void sealed.push(rest.at(-1));
  const seen = await timeline({ lacking, seal }, async (at) => {
    await toTheEnd(at);
    await at.asked('lacks BK-RC3');
    await firesAgain(at, 'ana'); // she steered the first, which left nothing held (promise 6)
  });
  expect(seen.outcome).toMatchObject(judgedNext);
  expect(sealed[0]).toMatchObject({
    kind: 'ended',
    ending: 'handed-over',
    because: 'the record lacks BK-RC3 (no proof of rebind); it makes way for the next incident, for something new fires',
  });
  expect(names(seen.effects).filter((name) => name === 'hold')).toHaveLength(2);
});

test('so is what fires while nobody can say whether the record is complete', async () => {
  let looks = 0;
  const lacking = () => (looks++ === 0 ? Promise.reject(broken('the vault is away')) : Promise.resolve([]));
  const seen = await timeline({ lacking }, async (at) => {
    await toTheEnd(at);
    await at.asked('cannot be said: the vault is away');
    await firesAgain(at);
  });
  expect(seen.outcome).toMatchObject(judgedNext);
});

test('what fires while an anchor hangs is held by the next incident, and people are told that the anchor had not answered', async () => {
  const seal = () => ({ digest: 'sha256:sealed', number: 1, previous: null, isAnchored: true });
  let posts = 0;
  let posted = (): void => undefined;
  const hung = new Promise<void>((resolve) => (posted = resolve));
  const anchor = (): Promise<void> | undefined => {
    if (posts++ > 0) return undefined;
    posted();
    return hangs();
  };
  const seen = await timeline({ seal, anchor }, async (at) => {
    await at.asked('Is the active release bad?');
    await at.answers('ana', 'false-alarm');
    await hung;
    await firesAgain(at);
  });
  expect(seen.outcome).toMatchObject(judgedNext);
  expect(seen.pages.map((page) => page.replace(/^\d+ /, ''))).toContain(
    'duty-manager: record 1 is sealed, and its digest did not reach the anchor: it had not answered when the next incident began',
  );
});

test('what fires while a page hangs is held by the next incident, and the record says that the page is lost', async () => {
  const sealed: object[] = [];
  const seal = (_incident: string, rest: readonly object[]) => void sealed.push(...rest);
  let pages = 0;
  const page = () => (pages++ === 0 ? hangs() : undefined);
  const seen = await timeline({ page, seal }, async (at) => {
    await at.asked('Is the active release bad?');
    await at.answers('ana', 'false-alarm');
    await until(at.board, ({ ended }) => ended !== null);
    await firesAgain(at);
  });
  expect(seen.outcome).toMatchObject(judgedNext);
  expect(sealed).toContainEqual(
    expect.objectContaining({ kind: 'page lost', page: 1, why: 'it was still being tried when the next incident began' }),
  );
});
