import { expect, test } from '@jest/globals';
import type { Board } from '../../domain/board.ts';
import { minutes } from '../../domain/time.ts';
import { closed, noon, rollingBack, signOff, waitingForConfirmation } from './boards.ts';
import { holdfast } from './fake-world.ts';

/** Boards one after another; an Error is an outage. The last stays. */
const following = (steps: readonly (Board | Error)[]) => {
  let at = 0;
  return async (): Promise<Board> => {
    const step = steps[Math.min(at++, steps.length - 1)];
    if (!step || step instanceof Error) throw step ?? new Error('no board');
    return step;
  };
};

test('incidents are a table, or JSON, and nothing is said in words', async () => {
  const line = {
    incident: 'INC-7Q2M4K',
    workflowId: 'w',
    runbook: 'bad-pack-rollback',
    scope: 'acme/production/channel/au-nsw',
    began: noon - minutes(4),
    state: 'open',
  };
  const list = async ({ open }: { readonly open: boolean }) =>
    open ? [line] : [line, { ...line, incident: null, workflowId: 'w~2', state: 'handed-over' }];
  const all = await holdfast(['incidents'], { incidents: { list } });
  expect(all.out.split('\n').slice(1, 3)).toEqual([
    'INC-7Q2M4K  OPEN         4 min ago  bad-pack-rollback  acme/production/channel/au-nsw',
    'w~2         HANDED-OVER  4 min ago  bad-pack-rollback  acme/production/channel/au-nsw',
  ]);
  expect(JSON.parse((await holdfast(['incidents', '--open', '--json'], { incidents: { list } })).out)).toEqual([line]);
  expect((await holdfast(['incidents', '--open'])).out).toBe('No incident is open.\n');
  expect((await holdfast(['incidents'])).out).toBe('No incident yet.\n');
});

test.each([60, 80])(
  'on a terminal of %i columns no line of the list is longer, and what an incident is about stands below it',
  async (columns) => {
    const scope = 'acme-rules-and-permits/production/channel/au-nsw';
    const line = {
      incident: 'INC-7Q2M4K',
      workflowId: 'w',
      runbook: 'bad-pack-rollback',
      scope,
      began: noon - minutes(4),
      state: 'handed-over',
    };
    const world = { incidents: { list: async () => [line] }, dependencies: { isTerminal: true, columns } };
    const { out } = await holdfast(['incidents'], world);
    expect(out.split('\n').filter((one) => one.length > columns)).toEqual([]);
    expect(out).toMatch(
      /^INCIDENT +STATE +BEGAN\n +RUNBOOK ON SCOPE\nINC-7Q2M4K  HANDED-OVER  4 min ago\n    bad-pack-rollback on\s+acme-rules/,
    );
  },
);

test('incidents, and show, say first that automatic containment is stopped', async () => {
  const stopped = { until: noon + minutes(90), by: 'Dee', why: 'moving\u001b[2J' };
  const { out } = await holdfast(['incidents'], { incidents: { stopped: async () => stopped } });
  expect(out).toBe(
    '! AUTOMATIC CONTAINMENT IS STOPPED until 13:30:00 UTC, by Dee: moving\\x1b[2J.\n  Before any hold or rollback that nobody ordered, a person is asked.\n\nNo incident yet.\n',
  );
  expect((await holdfast(['show', 'INC-7Q2M4K'], { board: { ...waitingForConfirmation, stopped } })).out).toMatch(
    /^! AUTOMATIC CONTAINMENT IS STOPPED/,
  );
  const unasked = async (): Promise<never> => Promise.reject(new Error('asked'));
  expect((await holdfast(['incidents', '--json'], { incidents: { stopped: unasked } })).out).toBe('[]\n');
});

test('show draws the board; the commands name a person who may answer, in an embedded run', async () => {
  expect((await holdfast(['show', 'INC-7Q2M4K'])).out).toContain('holdfast decide INC-7Q2M4K bad --as Ana');
  expect((await holdfast(['show', 'INC-7Q2M4K'], { board: signOff })).out).toContain('accept --as Ivo');
  const production = { connection: { embedded: false } };
  expect((await holdfast(['show', 'INC-7Q2M4K'], production)).out).toContain('bad --key FILE');
});

test('a board that was handed over and still holds has the whole command that adopts it, by one who had a hand in it where keys are at hand', async () => {
  const ended = { ending: 'handed-over', because: 'rejected by Ivo; still held', at: noon } as const;
  const timeline = [{ seq: 1, at: noon, kind: 'started', person: 'Dee' }] as const;
  const board: Board = { ...signOff, ended, questions: [], timeline };
  const command = "holdfast start bad-pack-rollback --scope acme/production/channel/au-nsw --why 'taking over INC-7Q2M4K'";
  expect((await holdfast(['show', 'INC-7Q2M4K'], { board })).out).toContain(` ${command} --as Dee\n`);
  expect((await holdfast(['show', 'INC-7Q2M4K'], { board: { ...board, timeline: [] } })).out).toContain(` ${command} --as Ana\n`);
  const production = { board, connection: { embedded: false } };
  expect((await holdfast(['show', 'INC-7Q2M4K'], production)).out).toContain(` ${command} --key FILE\n`);
  for (const other of [{ ...board, held: [] }, signOff, closed])
    expect((await holdfast(['show', 'INC-7Q2M4K'], { board: other })).out).not.toContain('holdfast start bad-pack');
});

test('show --json is the board as it is, with nothing in it that drives a terminal', async () => {
  const board = { ...waitingForConfirmation, alerts: { ...waitingForConfirmation.alerts, newest: 'a\u001b[2J\u009b\u202e' } };
  const { out } = await holdfast(['show', 'INC-7Q2M4K', '--json'], { board });
  expect(JSON.parse(out)).toEqual(board);
  expect(out).not.toMatch(/[^\n\P{Cc}]|\u202e/u);
});

test('without UTF-8, and with NO_COLOR, the screen follows', async () => {
  const onTerminal = (env: Record<string, string>) => holdfast(['show', 'INC-7Q2M4K'], { dependencies: { env, isTerminal: true } });
  expect((await onTerminal({ LANG: 'C' })).out).toMatch(/^\p{ASCII}*$/u);
  expect((await onTerminal({ LANG: 'en_US.UTF-8' })).out).toContain('\u001b[1m');
  expect((await onTerminal({ LANG: 'en_US.UTF-8', NO_COLOR: '1' })).out).not.toContain('\u001b');
  expect((await onTerminal({ LANG: 'en_US.UTF-8', LC_ALL: 'C' })).out).toMatch(/^\p{ASCII}*$/u);
});

test('watching without a terminal prints only what changed, and ends with the incident', async () => {
  const later = { ...waitingForConfirmation, now: waitingForConfirmation.now + 5_000 };
  const ran = await holdfast(['show', 'INC-7Q2M4K', '--watch'], {
    incidents: { board: following([waitingForConfirmation, later, later, rollingBack, closed]) },
  });
  expect(ran.code).toBe(0);
  expect(ran.out.split('INC-7Q2M4K  Bad-pack rollback')).toHaveLength(4);
  expect(ran.out).toContain('CLOSED');
  expect(ran.out.split('Its evidence: /vault/INC-7Q2M4K\n')).toHaveLength(2);
  expect(ran.out).not.toContain('\u001b');
});

test('watching on a low terminal keeps what is asked and held on the screen, and says how much is left out; the end stands there whole', async () => {
  const ran = await holdfast(['show', 'INC-7Q2M4K', '--watch'], {
    incidents: { board: following([waitingForConfirmation, closed]) },
    dependencies: { isTerminal: true, rows: 24, sleep: async () => undefined },
  });
  const [, first = '', last = ''] = ran.out.split('\u001b[2J');
  expect(first.trimEnd().split('\n').length).toBeLessThanOrEqual(22);
  expect(first).toContain('question 1');
  for (const answer of ['bad', 'false-alarm']) expect(first).toContain(`holdfast decide INC-7Q2M4K ${answer} --as Ana`);
  expect(first).toContain('Not Ivo: had a hand in this already');
  expect(first).toMatch(/\.\.\. \d+ lines more/);
  expect(last).not.toContain('lines more');
});

test('watching on a terminal draws over itself each second', async () => {
  const sleeps: number[] = [];
  const ran = await holdfast(['show', 'INC-7Q2M4K', '--watch'], {
    incidents: { board: following([waitingForConfirmation, waitingForConfirmation, closed]) },
    dependencies: { isTerminal: true, sleep: async (time) => void sleeps.push(time) },
  });
  expect(ran.out.split('\u001b[2J')).toHaveLength(4);
  expect(ran.out).not.toContain('\u001b[3J'); // what scrolled off is the reader's
  expect(sleeps).toEqual([1000, 1000]);
});

test('an outage while watching is said once and outlived; at the first look it is the end', async () => {
  const away = new Error('Temporal is away');
  const outlived = await holdfast(['show', 'INC-7Q2M4K', '--watch'], {
    incidents: { board: following([rollingBack, away, away, closed]) },
  });
  expect(outlived).toMatchObject({ code: 0, err: 'Not up to date, trying again: Temporal is away\n' });
  expect(await holdfast(['show', 'INC-7Q2M4K', '--watch'], { incidents: { board: following([away]) } })).toMatchObject({
    code: 1,
    out: '',
  });
});

test('watching as JSON is one board a line', async () => {
  const { out } = await holdfast(['show', 'INC-7Q2M4K', '--watch', '--json'], { incidents: { board: following([rollingBack, closed]) } });
  expect(
    out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as Board).ended?.ending),
  ).toEqual([undefined, 'closed']);
});

test('doctor prints a line for each thing, says the fix, and fails when any is not ok', async () => {
  const ok = { name: 'Temporal', check: async () => ({ state: 'ok', say: 'answers', fix: '' }) as const };
  const missing = { name: 'evidence key', check: async () => ({ state: 'missing', say: 'no file', fix: 'run holdfast up once' }) as const };
  const breaks = { name: 'vault', check: async () => Promise.reject(new Error('EACCES')) };
  expect(await holdfast(['doctor'], { dependencies: { checks: async () => [ok] } })).toMatchObject({
    code: 0,
    out: 'ok           Temporal: answers\n',
  });
  const ran = await holdfast(['doctor'], { dependencies: { checks: async () => [ok, missing, breaks] } });
  expect(ran.code).toBe(1);
  expect(ran.out.split('\n').slice(1, 3)).toEqual([
    'missing      evidence key: no file. To do: run holdfast up once',
    'unreachable  vault: EACCES. To do: look at what it says, and run holdfast doctor again',
  ]);
  expect(ran.err).toContain('2 things of 3 not ok: evidence key, vault');
  const env = { LANG: 'C.UTF-8', npm_package_name: 'holdfast', npm_lifecycle_event: 'holdfast' };
  for (const columns of [60, 80]) {
    const narrow = await holdfast(['doctor'], { dependencies: { checks: async () => [ok, missing, breaks], columns, env } });
    const lines = narrow.out.split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    expect(narrow.out.replaceAll(/\n {13}/g, ' ')).toContain('and run npm run holdfast -- doctor again\n');
  }
  const json = await holdfast(['doctor', '--json'], { dependencies: { checks: async () => [missing] } });
  expect(json.code).toBe(1);
  expect(JSON.parse(json.out)).toEqual([{ name: 'evidence key', state: 'missing', say: 'no file', fix: 'run holdfast up once' }]);
});

test('in a checkout, where npm runs the program, commands to copy are those of npm', async () => {
  const dependencies = { env: { LANG: 'C.UTF-8', npm_package_name: 'holdfast', npm_lifecycle_event: 'holdfast' } };
  const copied = 'npm run holdfast -- decide INC-7Q2M4K bad --as Ana';
  expect((await holdfast(['show', 'INC-7Q2M4K'], { dependencies })).out).toContain(` ${copied}\n`);
  expect((await holdfast(['show', '--help'], { dependencies })).out).toContain('$ npm run holdfast -- show INC-7Q2M4K --watch\n');
  const elsewhere = { env: { LANG: 'C.UTF-8', npm_package_name: 'their-platform', npm_lifecycle_event: 'up' } };
  expect((await holdfast(['show', 'INC-7Q2M4K'], { dependencies: elsewhere })).out).toContain(' holdfast decide INC-7Q2M4K bad --as Ana\n');
});
