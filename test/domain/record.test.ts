import { expect, test } from '@jest/globals';
import { held, receiptsIn, type Receipt } from '../../domain/containment.ts';
import type { Decision } from '../../domain/decisions.ts';
import { lacks } from '../../domain/closing-gate.ts';
import { recordOf } from '../../domain/record.ts';
import { minutes } from '../../domain/time.ts';
import type { Entry, Happening } from '../../domain/timeline.ts';
import { anAlert, aStart } from '../support/alerts.ts';
import { melbourne, receipt, sydney } from '../support/sound-world.ts';

const began = Date.parse('2026-06-01T00:00:00Z');
const lines = (...happenings: readonly (readonly [number, Happening])[]): readonly Entry[] =>
  happenings.map(([minute, happening], index) => ({ seq: index + 1, at: began + minutes(minute), ...happening }));

const paper = { incident: 'INC-1', key: 'k', holder: 'h', trigger: 'alertmanager: WrongTruth', observed: 'wrong rules' };
const hold = { ...receipt('hold', { ...paper, key: 'hold-1' }, sydney, 'h'), at: began };
const rebind = { ...receipt('rebind', { ...paper, key: 'back-1' }, sydney, 'r4'), at: began + minutes(3) };
const opened = {
  kind: 'opened',
  runbook: 'bad-pack-rollback',
  scope: aStart().scope,
  severity: 'SEV-1',
  by: paper.trigger,
  linkedTo: null,
} as const;
const did = (step: string, result: unknown): Happening => ({ kind: 'did', step, occasion: 1, result });
const decision = { asking: 1, verdict: 'accept', by: ['ivo'], at: began + minutes(9), plan: {}, answers: [] } as unknown as Decision;

const whole = lines(
  [0, opened],
  [0, { kind: 'alert', alert: anAlert('f1'), count: 1 }],
  [0, did('Hold activation', hold)],
  [1, { kind: 'impact', since: began + minutes(1), how: 'proven: hashes differ' }],
  [2, did('Find the last known good', { good: [] })],
  [3, did('Roll back', rebind)],
  [4, did('Check what readers are served', [])],
  [4, { kind: 'objective', name: 'safe', state: 'met' }],
  [5, did('Check manifest and pack integrity', {})],
  [5, { kind: 'objective', name: 'intact', state: 'half' }],
  [6, { kind: 'objective', name: 'intact', state: 'missed' }],
  [6, did('Open the case to fix forward', receipt('open case', { ...paper, key: 'case-1' }, sydney, 'CASE-1'))],
  [9, { kind: 'decided', decision }],
  [9, { kind: 'ended', ending: 'closed', because: 'au-nsw is back on r4' }],
);

test('a change that may have taken effect stays unresolved until a receipt of its key, or an answer that it was not done (GOV-11)', () => {
  const failed = (why: string, key: string, unresolved?: true): Happening => {
    const line = { kind: 'failed', step: 'Roll back', occasion: 1, why, key } as const;
    return unresolved ? { ...line, unresolved } : line;
  };
  const record = (...after: readonly Happening[]) =>
    recordOf(
      'INC-1',
      lines(
        [0, opened],
        [1, failed('no answer', 'back-1', true)],
        [1, failed('no answer', 'back-2', true)],
        ...after.map((each) => [2, each] as const),
      ),
    );
  const [one, two] = [
    { key: 'back-1', step: 'Roll back', why: 'no answer', at: '2026-06-01T00:01:00.000Z' },
    { key: 'back-2', step: 'Roll back', why: 'no answer', at: '2026-06-01T00:01:00.000Z' },
  ];
  expect(record().unresolved).toEqual([one, two]);
  expect(record(did('Roll back', rebind)).unresolved).toEqual([two]);
  expect(record(failed('refused', 'back-2')).unresolved).toEqual([one]);
  expect(record(failed('still no answer', 'back-1', true)).unresolved).toMatchObject([two, { key: 'back-1', why: 'still no answer' }]);
  expect(lacks(record()).map(({ field }) => field)).toEqual(expect.arrayContaining(['back-1: outcome', 'back-2: outcome']));
});

test('the record has the nine fields of BK-E1, of the incident and of every single change', () => {
  const record = recordOf('INC-1', whole);
  expect(record).toMatchObject({
    incident: 'INC-1',
    runbook: 'bad-pack-rollback',
    ending: 'closed',
    because: 'au-nsw is back on r4',
    timestamp: '2026-06-01T00:00:00.000Z',
    scope: 'acme/production/channel/au-nsw',
    trigger: 'alertmanager: WrongTruth',
    observed_failure_mode: 'proven: hashes differ',
    containment_action: 'hold h on au-nsw: generation 5 -> generation 6; open case CASE-1 on au-nsw: generation 5 -> generation 6',
    rollback_or_kill_switch_action: 'rebind r4 on au-nsw: generation 5 -> generation 6',
    verification_result: 'the pointer shows it; readers (line 7): nothing was checked',
    operator: 'ivo',
    follow_up: 'CASE-1',
  });
  expect(record.interventions.map(({ key }) => key)).toEqual(['hold-1', 'back-1', 'case-1']);
  for (const { key: _key, ...fields } of record.interventions) {
    expect(Object.keys(fields)).toHaveLength(9);
    expect(Object.values(fields)).not.toContain('');
  }
  expect(record.interventions[1]).toMatchObject({ containment_action: 'none', operator: 'holdfast', follow_up: 'sign off the rollback' });
  expect(record.decisions).toEqual([{ asking: 1, verdict: 'accept', by: ['ivo'], at: '2026-06-01T00:09:00.000Z' }]);
});

test('whoever started it by hand is named in trigger and operator, and only once the signature was checked (BK-E1)', () => {
  const { scope } = opened;
  const startedBy = { kind: 'start', runbook: opened.runbook, scope, why: 'wrong rules', at: '', nonce: '', signature: '' } as const;
  const byHand = { ...opened, by: 'started by hand: wrong rules', startedBy };
  const [first, started] = [[0, byHand] as const, [0, { kind: 'started', person: 'ana' }] as const];
  expect(recordOf('INC-1', lines(first))).toMatchObject({ trigger: 'started by hand: wrong rules', operator: 'holdfast' });
  expect(recordOf('INC-1', lines(first, started))).toMatchObject({ trigger: 'started by hand by ana: wrong rules', operator: 'ana' });
  expect(recordOf('INC-1', lines(first, started, [9, { kind: 'decided', decision }])).operator).toBe('ana, ivo');
});

test('what was so already is said to be so, and is no change from one thing to another', () => {
  const record = recordOf('INC-1', lines([0, opened], [0, did('Hold activation', { ...hold, already: true })]));
  expect(record.containment_action).toBe('hold h on au-nsw: generation 6 (it was so already)');
  const people = recordOf('INC-1', lines([0, opened], [0, did('Hold activation', { ...hold, already: true, byHand: true })]));
  expect(people.containment_action).toBe('hold h on au-nsw: generation 5 -> generation 6');
});

test('the verification says what readers were served, each time that they were asked (promise 5)', () => {
  const good = { check: 'rules API at reader-1', outcome: 'pass', why: '' } as const;
  const silent = { check: 'rules API at reader-2', outcome: 'unknown', why: 'timed out' } as const;
  const served = (result: unknown): Happening => did('Check what readers are served', result);
  const entries = lines([0, opened], [3, did('Roll back', rebind)], [4, served([good, silent])], [5, served([good, good])]);
  expect(recordOf('INC-1', entries).verification_result).toBe(
    'the pointer shows it; readers (line 3): rules API at reader-2: unknown, timed out; readers (line 4): 2 checks passed',
  );
});

test('objectives are told as met, missed or broken, with the time from the confirmed impact', () => {
  const common = { impact_at: '2026-06-01T00:01:00.000Z', by_hand: false };
  const spent = { people: 0, target: 0, propagation: 0 };
  expect(recordOf('INC-1', whole).objectives).toEqual([
    {
      name: 'safe',
      state: 'met',
      at: '2026-06-01T00:04:00.000Z',
      milliseconds_from_impact: minutes(3),
      ...common,
      spent: { ...spent, temporal: minutes(3) },
    },
    {
      name: 'intact',
      state: 'missed',
      at: '2026-06-01T00:06:00.000Z',
      milliseconds_from_impact: minutes(5),
      ...common,
      spent: { ...spent, temporal: minutes(5) },
    },
  ]);
});

const attachment = {
  kind: 'stated',
  statement: 'attachment attachments/a.png (sha256:1, 9 bytes)',
  person: 'ana',
  text: 'the console',
  signed: {
    kind: 'attachment',
    incident: 'INC-1',
    name: 'attachments/a.png',
    digest: 'sha256:1',
    size: 9,
    proves: 'BK-RC2',
    text: 'the console',
  },
} as Happening;
const provesNothing = (entries: readonly Entry[]): readonly string[] =>
  recordOf('INC-1', entries)
    .objectives.filter(({ by_hand: byHand }) => byHand)
    .map(({ name }) => name);

test('what was attached is listed with what it stands for and what it shows, and costs no objective its proof (BK-P5)', () => {
  const record = recordOf('INC-1', lines([0, attachment], ...whole.map((entry) => [(entry.at - began) / minutes(1), entry] as const)));
  expect(record.by_hand).toEqual([
    { what: expect.stringContaining('a.png'), proves: 'BK-RC2', text: 'the console', by: ['ana'], at: '2026-06-01T00:00:00.000Z' },
  ]);
  expect(record.objectives.map(({ by_hand: byHand }) => byHand)).toEqual([false, false]);
});

test('a change by hand proves no objective that it led to, and a waiver not that the record is complete (BK-P5)', () => {
  const met = (name: string): Happening => ({ kind: 'objective', name, state: 'met' });
  const all = [[4, met('safe')] as const, [5, met('intact')] as const, [9, met('recorded')] as const];
  const byHand = (action: Receipt['action']): Happening => did(action, { ...receipt(action, paper, sydney, 'x'), byHand: true });
  const waived: Happening = { kind: 'waived', fields: ['BK-RC3'], by: ['ivo'], why: 'the log is lost' };
  expect(provesNothing(lines([0, opened], ...all))).toEqual([]);
  expect(provesNothing(lines([3, byHand('rebind')], ...all))).toEqual(['safe', 'intact', 'recorded']);
  expect(provesNothing(lines([3, byHand('lift')], ...all))).toEqual(['recorded']);
  const found = (action: Receipt['action']): Happening => did(action, { ...receipt(action, paper, sydney, 'x'), already: true });
  expect(provesNothing(lines([3, found('rebind')], ...all))).toEqual(['safe', 'intact', 'recorded']); // somebody else's
  expect(provesNothing(lines([3, found('hold')], ...all))).toEqual([]); // that of the incident before
  const rescued = recordOf('INC-1', lines([0, opened], [3, found('rebind')]));
  expect(rescued.by_hand).toMatchObject([{ what: expect.stringContaining('it was so already'), by: ['not known: not by this incident'] }]);
  expect(rescued.checklist.find(({ id }) => id === 'BK-RC3')?.by_hand).toBe(true);
  expect(provesNothing(lines([3, waived], ...all))).toEqual(['recorded']);
  expect(provesNothing(lines(all[0]!, [5, byHand('quarantine')], ...all.slice(1)))).toEqual(['intact', 'recorded']);
  expect(provesNothing(lines(...all, [10, byHand('pin')]))).toEqual([]);
  const atOnce = lines([4, byHand('lift')], [4, met('safe')], [4, byHand('hold')], [5, met('intact')]); // as the board has it
  expect(provesNothing(atOnce)).toEqual(['intact']);
});

test('the checklist BK-RC1 to 6 names the line that shows each item', () => {
  const { checklist } = recordOf('INC-1', whole);
  expect(checklist.map(({ id, evidence }) => [id, evidence])).toEqual([
    ['BK-RC1', 'events.jsonl line 1: acme/production/channel/au-nsw'],
    ['BK-RC2', 'events.jsonl line 5: manifest probe'],
    ['BK-RC3', 'audit event audit-back-1 of back-1'],
    ['BK-RC4', 'events.jsonl line 9: readback verification'],
    ['BK-RC5', 'events.jsonl line 7: post-rollback probe log'],
    ['BK-RC6', 'events.jsonl line 11: objectives in this record'],
  ]);
});

test('what was not shown is left open in the checklist, and no field is left empty', () => {
  const short = lines([0, opened], [1, { kind: 'ended', ending: 'handed-over', because: 'the vault is full' }]);
  const record = recordOf('INC-1', short);
  expect(record.checklist.filter(({ evidence }) => evidence === null).map(({ id }) => id)).toEqual([
    'BK-RC2',
    'BK-RC3',
    'BK-RC4',
    'BK-RC5',
    'BK-RC6',
  ]);
  expect(record).toMatchObject({
    observed_failure_mode: 'the vault is full',
    containment_action: 'none',
    rollback_or_kill_switch_action: 'none',
    verification_result: 'nothing was changed',
    operator: 'holdfast',
  });
});

test('a record of no lines at all is still one, and says that it knows nothing', () => {
  expect(recordOf('INC-1', [])).toMatchObject({ ending: 'open', scope: 'unknown', trigger: 'unknown', interventions: [] });
});

test('held is what was put on and not lifted, by channel and by name', () => {
  const on = (channel: typeof sydney, subject: string): Receipt => receipt('hold', paper, channel, subject);
  const off = (channel: typeof sydney, subject: string): Receipt => receipt('lift', paper, channel, subject);
  expect(held([on(sydney, 'a'), on(melbourne, 'a'), off(sydney, 'a')])).toEqual([on(melbourne, 'a')]);
  expect(held([on(sydney, 'a'), off(sydney, 'b')])).toEqual([on(sydney, 'a')]);
  expect(held([on(sydney, 'a'), off(sydney, 'a'), on(sydney, 'a')])).toHaveLength(1);
  expect(held([{ ...on(sydney, 'a'), channel: { ...sydney, tenant: 'b' } }, off(sydney, 'a')])).toHaveLength(1);
});

test('receipts are found in what a step returns, alone or in lists, and nothing else is taken for one', () => {
  expect(receiptsIn(hold)).toEqual([hold]);
  expect(receiptsIn([hold, [rebind], null])).toEqual([hold, rebind]);
  for (const other of [null, undefined, 'receipt', { kind: 'snapshot' }, { hold }]) expect(receiptsIn(other)).toEqual([]);
});
