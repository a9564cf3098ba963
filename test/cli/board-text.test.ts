import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { boardText } from '../../cli/board-text.ts';
import type { Look } from '../../cli/look.ts';
import type { Board, BoardObjective } from '../../domain/board.ts';
import { pausedNotice } from '../../domain/packs.ts';
import { minutes } from '../../domain/time.ts';
import { channel, closed, noon, observed, rollingBack, signOff, waitingForConfirmation } from './boards.ts';

const plain: Look = { width: 80, colour: false, unicode: true };
const draw = (board: Board, look: Partial<Look> = {}): string =>
  boardText(board, {
    now: board.now,
    look: { ...plain, ...look },
    signing: (_question, verdict) => (verdict === 'accept' ? '--as Ivo' : '--as Ana'),
  });
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');
/** Those of `parts` that stand in the text, in the order in which they do. */
const inOrder = (text: string, parts: readonly string[]): readonly string[] =>
  parts.filter((part) => text.includes(part)).toSorted((one, other) => text.indexOf(one) - text.indexOf(other));
const boards = { waitingForConfirmation, rollingBack, signOff, closed, observed };

describe.each(Object.entries(boards))('%s', (name, board) => {
  test('reads as the golden page does', () => {
    expect(draw(board)).toBe(readFileSync(join('test', 'cli', 'golden', `${name}.txt`), 'utf8'));
  });

  test('no line is wider than the screen, at any width, but for a command to copy', () => {
    for (const width of [60, 80, 100]) {
      const long = draw(board, { width })
        .split('\n')
        .filter((line) => line.length > width && !/holdfast (decide|start) /.test(line));
      expect(long).toEqual([]);
    }
  });

  test('without UTF-8 it is ASCII and says the same words', () => {
    const ascii = draw(board, { unicode: false });
    expect(ascii).toMatch(/^[\n -~]*$/);
    const words = (text: string): string => text.replaceAll(/[^A-Za-z0-9 ]+/g, '').replaceAll(/ +/g, ' ');
    expect(words(ascii)).toBe(words(draw(board)));
  });

  test('colour adds nothing but colour', () => {
    const coloured = draw(board, { colour: true });
    expect(coloured).toContain('\u001b[');
    // oxlint-disable-next-line no-control-regex -- the very characters that are looked for
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(draw(board));
  });
});

test('a low screen has the promise that is due first, for it has no place for all of them', () => {
  const clock = (name: string, due: number): BoardObjective => ({ name, allowed: minutes(15), due, state: 'running', metAt: null });
  const objectives = [clock('intact', rollingBack.now + minutes(29)), clock('safe', rollingBack.now + minutes(14))];
  const top = draw({ ...rollingBack, objectives }, { brief: true })
    .split('\n')
    .slice(0, 5)
    .join('\n');
  expect(top).toMatch(/^▶ safe {2}14 min left of 15 min, due \d\d:\d\d:\d\d$/m);
  expect(top).not.toContain('intact');
});

test('what was so already is said to be so, and is not counted as a change', () => {
  const [first, ...more] = waitingForConfirmation.done;
  const text = draw({ ...waitingForConfirmation, done: [{ ...first!, already: true }, ...more] });
  expect(text).toMatch(/WHAT WAS CHANGED ─+ 0 changes, 1 so already ──/);
  expect(flat(text)).toContain('held acme/production/au-nsw (it was so already)');
  expect(flat(text)).not.toContain('now generation 13');
});

test('what people did by hand is said to be theirs, and is a change (BK-P5)', () => {
  const [first, ...more] = waitingForConfirmation.done;
  const text = draw({ ...waitingForConfirmation, done: [{ ...first!, byHand: true }, ...more] });
  expect(text).toMatch(/WHAT WAS CHANGED ─+ 1 change ──/);
  expect(flat(text)).toContain('held acme/production/au-nsw (by hand): now generation 13');
});

test('the pressing comes first: which, what is asked, what is held, how much time, then the rest', () => {
  expect(
    inOrder(draw(waitingForConfirmation), [
      'INC-7Q2M4K',
      'AN ANSWER IS NEEDED',
      'HELD',
      'TIME',
      'STEPS',
      'WHAT WAS CHANGED',
      'ALERTS',
      'TIMELINE',
    ]),
  ).toEqual(['INC-7Q2M4K', 'AN ANSWER IS NEEDED', 'HELD', 'TIME', 'STEPS', 'WHAT WAS CHANGED', 'ALERTS', 'TIMELINE']);
});

test('what keeps it from acting stands before everything else, and only then (promise 12)', () => {
  const stopped = { until: noon + minutes(90), by: 'Dee', why: 'moving' };
  expect(draw({ ...rollingBack, stopped }).split('\n')[0]).toBe(
    '! AUTOMATIC CONTAINMENT IS STOPPED until 13:30:00 UTC, by Dee: moving. Before',
  );
  expect(draw({ ...rollingBack, observing: true }).split('\n')[0]).toBe(
    '! OBSERVING: nothing is changed. The receipts say what would have been done.',
  );
  expect(draw(rollingBack)).toMatch(/^INC-7Q2M4K/);
  expect(draw(rollingBack)).not.toMatch(/would have/i);
  expect(draw(observed)).not.toMatch(/now generation|is held/);
});

test('a question says who is asked, what each verdict does, the exact command, and who may not answer and why', () => {
  const text = flat(draw(waitingForConfirmation));
  const effect = waitingForConfirmation.questions[0]?.plan['bad'];
  for (const words of [effect?.target, effect?.before, effect?.after, effect?.affects, effect?.undo])
    expect(text).toContain(words ?? 'missing');
  expect(
    inOrder(text, [
      'bad for on-call',
      'holdfast decide INC-7Q2M4K bad --as Ana',
      'false-alarm for on-call',
      'holdfast decide INC-7Q2M4K false-alarm --as Ana',
    ]),
  ).toEqual([
    'bad for on-call',
    'holdfast decide INC-7Q2M4K bad --as Ana',
    'false-alarm for on-call',
    'holdfast decide INC-7Q2M4K false-alarm --as Ana',
  ]);
  expect(text).toContain('Not Ivo: had a hand in this already');
});

test('several questions are told apart in the commands, verdicts are quoted for the shell, votes and seats are shown', () => {
  const [first] = waitingForConfirmation.questions;
  if (!first) throw new Error('no question');
  const effect = first.plan['bad'];
  const launch = {
    ...first,
    asking: 2,
    verdicts: { "it's good": ['product', 'qa'] },
    plan: { "it's good": { target: '', before: '', after: '', affects: '', undo: '', ...effect } },
    votes: [{ person: 'Pat', verdict: "it's good" }],
  };
  const text = flat(draw({ ...waitingForConfirmation, questions: [first, launch] }));
  expect(text).toContain('holdfast decide INC-7Q2M4K bad --asking 1 --as Ana');
  expect(text).toContain(`holdfast decide INC-7Q2M4K 'it'\\''s good' --asking 2 --as Ana`);
  expect(text).toContain('2 different people: product and qa; so far Pat');
});

test("BK-W1's notice stands word for word, once, however many channels are held", () => {
  const [hold] = waitingForConfirmation.held;
  if (!hold) throw new Error('nothing is held');
  const text = flat(draw({ ...waitingForConfirmation, held: [hold, { ...hold, channel: { ...channel, name: 'au-vic' } }] }));
  expect(text.split(pausedNotice)).toHaveLength(2);
  expect(inOrder(text, ['2 channels', 'acme/production/au-nsw', 'acme/production/au-vic', pausedNotice])).toEqual([
    '2 channels',
    'acme/production/au-nsw',
    'acme/production/au-vic',
    pausedNotice,
  ]);
});

test('a hold that was on before says since when, and that it was adopted', () => {
  const held = [{ ...waitingForConfirmation.held[0]!, since: noon - minutes(30), adopted: true as const }];
  expect(draw({ ...waitingForConfirmation, held })).toContain('au-nsw  since 11:30:00, before this incident, which adopted it\n');
  expect(draw(waitingForConfirmation)).not.toContain('adopted it');
});

test('an incident that ended with holds says that they are still held', () => {
  const ended = { ending: 'handed-over', because: 'rejected by Ivo; still held', at: noon + minutes(5) } as const;
  const text = draw({ ...rollingBack, ended });
  expect(inOrder(text, ['HANDED OVER TO PEOPLE 12:05:00: rejected by Ivo; still held', 'STILL HELD'])).toEqual([
    'HANDED OVER TO PEOPLE 12:05:00: rejected by Ivo; still held',
    'STILL HELD',
  ]);
  expect(text).toContain('not met when the incident ended');
  expect(text).not.toContain('Nothing is asked');
});

test('each state of an objective has words of its own', () => {
  const due = noon + minutes(15);
  const of = (objective: Partial<BoardObjective>): string =>
    draw({ ...rollingBack, objectives: [{ name: 'safe', allowed: minutes(15), due, state: 'running', metAt: null, ...objective }] });
  expect(of({ state: 'waiting', due: null })).toContain('waiting: 15 min from the confirmed impact');
  expect(of({})).toContain('! safe  █████████████░░░  2 min left of 15 min, due 12:15:00');
  expect(of({ allowed: minutes(60), due: noon + minutes(60) })).toContain('▶ safe  ███░');
  expect(of({ state: 'met', metAt: noon + minutes(9) })).toContain('✔ safe  █████████░░░░░░░  met 12:09:00, 6 min to spare');
  expect(of({ state: 'missed', due: noon + minutes(10) })).toContain('MISSED: 3 min late, was due 12:10:00');
  expect(of({ state: 'running', due: noon + minutes(10) })).toContain('MISSED: 3 min late');
  expect(of({ state: 'met', metAt: noon + minutes(9), byHand: true })).toMatch(
    /! safe {2}█{9}░{7} {2}met 12:09:00, 6 min to spare; by hand: it proves\s+nothing of the runbook/,
  );
  expect(of({ state: 'met late', due: noon + minutes(10), metAt: noon + minutes(12) })).toContain(
    'met late 12:12:00, 2 min after it was due',
  );
});

test('a change that may have taken effect stands right below the questions, by its key, and what to do about it (GOV-11)', () => {
  const unresolved = [{ key: 'INC-7Q2M4K~Roll-back~1', step: 'Roll back', why: 'no answer came in time', at: noon }];
  const text = flat(draw({ ...waitingForConfirmation, unresolved }));
  expect(text).toContain('Roll back (INC-7Q2M4K~Roll-back~1): no answer came in time');
  expect(text).toContain('the platform is asked by the key, first');
  const order = ['AN ANSWER IS NEEDED', 'MAY HAVE TAKEN EFFECT', 'PAGES THAT NOBODY GOT'];
  expect(inOrder(text, order)).toEqual(order);
  expect(flat(draw({ ...closed, unresolved }))).toContain('look at the platform, by the key');
  expect(draw(closed)).not.toContain('MAY HAVE');
});

test('truncated alerts say that the scope is unknown, and lost pages whom to call', () => {
  expect(draw(rollingBack)).toContain('3 alerts, received 120 times');
  expect(draw(rollingBack)).toContain('how far this reaches is UNKNOWN, and may be wider');
  expect(draw(waitingForConfirmation)).toContain('nobody reached as incident-commander: the webhook answered 502');
  expect(draw(signOff)).not.toContain('PAGES THAT NOBODY GOT');
});

test('nothing from outside can drive the terminal, wherever it stands on the board', () => {
  const evil = 'x\u001b]0;owned\u0007\u001b[2J\u009b31m\r\u202e\u2028y';
  const everywhere = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') return ['kind', 'state', 'status', 'ending', 'action'].includes(key) ? value : value + evil;
    if (Array.isArray(value)) return value.map((item) => everywhere(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, everywhere(member, name)]));
  };
  for (const board of Object.values(boards)) {
    const text = draw(everywhere(board) as Board);
    expect(text).not.toMatch(/[^\n\P{Cc}]|[\u200b-\u200f\u2028-\u202e\u2066-\u2069]/u);
    expect(text).toContain('\\x1b');
  }
});

test('nor can the name of a verdict', () => {
  const [first] = waitingForConfirmation.questions;
  if (!first) throw new Error('no question');
  const evil = { ...first, verdicts: { 'a\u001b[2Jb': ['on-call'] }, plan: { 'a\u001b[2Jb': first.plan['bad'] ?? never() } };
  const text = draw({ ...waitingForConfirmation, questions: [evil] });
  expect(text).not.toContain('\u001b');
  expect(text).toContain('a\\x1b[2Jb');
});

const never = (): never => {
  throw new Error('no such plan');
};
