import type { Board, BoardObjective, BoardStep } from '../../domain/board.ts';
import { pausedNotice } from '../../domain/packs.ts';
import { hours, minutes, seconds } from '../../domain/time.ts';
import type { Entry, Happening } from '../../domain/timeline.ts';
import { runbook as badPackRollback } from '../../workflows/bad-pack-rollback.ts';
import { channel, isItBad, noon, signItOff } from './board-questions.ts';
import { noteOf } from './signed-note.ts';

export { channel, noon };

const commander = 'incident-commander';

const scope = { tenant: 'acme', environment: 'production', kind: 'channel', name: 'au-nsw' } as const;
const alert = {
  source: 'alertmanager',
  fingerprint: 'f1',
  status: 'firing',
  startsAt: '2026-07-01T11:59:30Z',
  summary: 'Readers of au-nsw answer two canaries wrongly',
  labels: {},
  truncated: 0,
  receivedAt: noon,
} as const;

const titles = badPackRollback.steps;
/** `done` steps done, a second apart; the next one as `state` says. */
const steps = (done: number, state: BoardStep['state'] = 'ahead'): readonly BoardStep[] =>
  titles.map((title, at) => {
    if (at < done) return { title, state: 'done', at: noon + seconds(at + 1) };
    return at === done && state !== 'ahead' ? { title, state, at: noon + seconds(at + 1) } : { title, state: 'ahead', at: null };
  });

const entries = (happenings: readonly (readonly [number, Happening])[]): readonly Entry[] =>
  happenings.map(([after, happening], index) => ({ seq: index + 1, at: noon + seconds(after), ...happening }));

const held = [{ channel, since: noon + seconds(2), name: 'production~acme~bad-pack-rollback~channel~au-nsw', notice: pausedNotice }];
const hold = { action: 'hold', channel, subject: held[0]?.name ?? '', at: noon + seconds(2), after: 'generation 13, 2026.07.2' } as const;
const quarantine = {
  action: 'quarantine',
  channel,
  subject: '2026.07.2',
  at: noon + seconds(7),
  after: 'generation 14, 2026.07.2',
} as const;
const rebind = { action: 'rebind', channel, subject: '2026.07.1', at: noon + seconds(8), after: 'generation 15, 2026.07.1' } as const;
const rest = [
  { action: 'open case', channel, subject: 'CASE-1', at: noon + seconds(21), after: 'open, http://127.0.0.1:4000/cases/CASE-1' },
  { action: 'pin', channel, subject: '2026.07.1', at: noon + seconds(22), after: 'generation 16, 2026.07.1' },
] as const;

const objective = (name: string, allowed: number, state: BoardObjective['state'], metAfter?: number): BoardObjective => ({
  name,
  allowed,
  state,
  due: state === 'waiting' ? null : noon + seconds(5) + allowed,
  metAt: metAfter === undefined ? null : noon + seconds(metAfter),
});

const fresh: Board = {
  incident: 'INC-7Q2M4K',
  runbook: { id: 'RB-05', name: 'bad-pack-rollback', title: 'Bad-pack rollback', severity: 'SEV-1' },
  scope,
  observing: false,
  stopped: null,
  began: noon,
  now: noon,
  ended: null,
  held,
  done: [hold],
  steps: steps(5),
  questions: [],
  objectives: [
    objective('safe', minutes(15), 'waiting'),
    objective('intact', minutes(30), 'waiting'),
    objective('recorded', hours(24), 'waiting'),
  ],
  alerts: { distinct: 1, received: 4, scopeUnknown: false, newest: alert.summary },
  unresolved: [],
  lostPages: [],
  impact: null,
  timeline: [],
};
const opened = {
  kind: 'opened',
  runbook: 'bad-pack-rollback',
  scope,
  severity: 'SEV-1',
  by: 'alertmanager: CanaryWrong',
  linkedTo: null,
} as const;
const did = (step: string, result: unknown = null): Happening => ({ kind: 'did', step, occasion: 1, result });
const began = (step: string): Happening => ({ kind: 'began', step, occasion: 1 });
const receipt = (change: object): object => ({ kind: 'receipt', already: false, ...change });

/** Nothing is proven: people are asked whether the release is bad, and one page got lost. */
export const waitingForConfirmation: Board = {
  ...fresh,
  now: noon + minutes(6),
  lostPages: [{ role: commander, why: 'the webhook answered 502', at: noon + seconds(306) }],
  questions: [isItBad],
  timeline: entries([
    [0, opened],
    [0, { kind: 'alert', alert, count: 1 }],
    [1, began('Hold activation')],
    [2, did('Hold activation', receipt(hold))],
    [3, did('Snapshot the evidence')],
    [5, did('Check the active release', { verdict: 'sound', because: 'release 2026.07.2 passed every check at origin-1 and origin-2' })],
    [6, { kind: 'asked', asking: 1, text: isItBad.text, verdicts: ['bad', 'false-alarm'] }],
    [6, { kind: 'paged', page: 1, role: 'on-call', why: isItBad.text }],
    [306, { kind: 'paged', page: 2, role: commander, why: isItBad.text }],
    [306, { kind: 'page lost', page: 2, role: commander, why: 'the webhook answered 502' }],
  ]),
};

const proven = 'proven: au-nsw 2026.07.2: release 2026.07.2 failed the same check, file hashes, at origin-1 and origin-2';
const impact = { since: noon + seconds(5), how: proven };
const clocks = [
  objective('safe', minutes(15), 'running'),
  objective('intact', minutes(30), 'running'),
  objective('recorded', hours(24), 'running'),
];

/** Proven bad with nobody awake; readers are being followed, and the first clock is nearly up. */
export const rollingBack: Board = {
  ...fresh,
  now: noon + seconds(13 * 60),
  impact,
  done: [hold, quarantine, rebind],
  steps: steps(8, 'in hand'),
  objectives: clocks,
  alerts: { distinct: 3, received: 120, scopeUnknown: true, newest: 'Readers of au-vic answer a canary wrongly' },
  timeline: entries([
    [0, opened],
    [0, { kind: 'alert', alert, count: 1 }],
    [2, did('Hold activation', receipt(hold))],
    [3, did('Snapshot the evidence')],
    [
      5,
      did('Check the active release', {
        verdict: 'bad',
        because: 'release 2026.07.2 failed the same check, file hashes, at origin-1 and origin-2',
      }),
    ],
    [5, { kind: 'impact', ...impact }],
    [7, did('Quarantine the bad release', receipt(quarantine))],
    [8, did('Roll back', receipt(rebind))],
    [9, began('Check what readers are served')],
    [455, { kind: 'objective', name: 'safe', state: 'half' }],
    [725, { kind: 'objective', name: 'safe', state: 'late soon' }],
  ]),
};

const met = [
  objective('safe', minutes(15), 'met', 19),
  objective('intact', minutes(30), 'met', 20),
  objective('recorded', hours(24), 'running'),
];
const verified = [
  { check: 'manifest resolution at reader-1', outcome: 'pass', why: '' },
  { check: 'rules API at reader-1', outcome: 'pass', why: '' },
];

/** Everything is back, and an incident commander is asked to say so. */
export const signOff: Board = {
  ...fresh,
  now: noon + minutes(4),
  impact,
  done: [hold, quarantine, rebind, ...rest],
  steps: steps(12),
  objectives: met,
  questions: [signItOff],
  timeline: entries([
    [0, opened],
    [5, { kind: 'impact', ...impact }],
    [7, did('Quarantine the bad release', receipt(quarantine))],
    [8, did('Roll back', receipt(rebind))],
    [19, did('Check what readers are served', verified)],
    [19, { kind: 'objective', name: 'safe', state: 'met' }],
    [20, { kind: 'objective', name: 'intact', state: 'met' }],
    [21, did('Open the case to fix forward', receipt(rest[0]))],
    [22, did('Pin the good release', receipt(rest[1]))],
    [23, { kind: 'asked', asking: 1, text: signItOff.text, verdicts: ['accept', 'reject'] }],
    [23, { kind: 'paged', page: 1, role: commander, why: signItOff.text }],
  ]),
};

const dry = { dryRun: true, after: "generation 12, 2026.07.2, unchanged: this incident only watches, and would have done 'hold'" };

/** Of a route that only watches, while automatic containment is stopped as well. */
export const observed: Board = {
  ...fresh,
  observing: true,
  stopped: { until: noon + hours(2), by: 'Dee', why: 'the platform is being moved' },
  now: noon + seconds(30),
  held: [],
  done: [hold, quarantine, rebind].map((change) => ({ ...change, after: dry.after })),
  steps: steps(8),
  ended: {
    ending: 'handed-over',
    because: 'observed only: would have rolled au-nsw back to 2026.07.1',
    at: noon + seconds(9),
  },
  timeline: entries([
    [0, opened],
    [2, did('Hold activation', receipt({ ...hold, ...dry }))],
    [3, did('Snapshot the evidence')],
    [7, did('Quarantine the bad release', receipt({ ...quarantine, ...dry }))],
    [8, did('Roll back', receipt({ ...rebind, ...dry }))],
    [
      8,
      {
        kind: 'stated',
        statement: 'note',
        person: 'Ana',
        text: 'the route watches for a week first',
        signed: noteOf('the route watches for a week first'),
      },
    ],
    [9, { kind: 'ended', ending: 'handed-over', because: 'observed only: would have rolled au-nsw back to 2026.07.1' }],
  ]),
};

const because = 'au-nsw is back on 2026.07.1; signed off by Ivo';
const lift = { action: 'lift', channel, subject: hold.subject, at: noon + seconds(312), after: 'generation 17, 2026.07.1' } as const;

/** Signed off by another person, lifted, sealed. */
export const closed: Board = {
  ...signOff,
  now: noon + minutes(6),
  ended: { ending: 'closed', because, at: noon + seconds(313) },
  held: [],
  questions: [],
  done: [...signOff.done, lift],
  steps: steps(13),
  objectives: [...met.slice(0, 2), objective('recorded', hours(24), 'met', 313)],
  timeline: entries([
    [0, opened],
    [5, { kind: 'impact', ...impact }],
    [19, { kind: 'objective', name: 'safe', state: 'met' }],
    [20, { kind: 'objective', name: 'intact', state: 'met' }],
    [23, { kind: 'asked', asking: 1, text: signItOff.text, verdicts: ['accept', 'reject'] }],
    [
      200,
      { kind: 'refused', asking: 1, refusal: { code: 'WrongRole', message: "Ana may not answer 'accept': it needs incident-commander" } },
    ],
    [310, { kind: 'counted', asking: 1, person: 'Ivo', roles: [commander], verdict: 'accept', note: 'read it myself on two readers' }],
    [312, did('Lift the hold', receipt(lift))],
    [313, { kind: 'ended', ending: 'closed', because }],
  ]),
};
