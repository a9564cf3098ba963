import { expect, test } from '@jest/globals';
import type { Decision } from '../../domain/decisions.ts';
import type { Entry } from '../../domain/timeline.ts';
import { goodNight } from './good-night.ts';
import type { History, Sealed, SeenIncident } from './history.ts';
import { answersCountOnce } from './invariants/answers-count-once.ts';
import { invariants } from './invariants/all.ts';
import { brakesHold } from './invariants/brakes-hold.ts';
import { eachEffectOnce } from './invariants/each-effect-once.ts';
import { endsAsItStands } from './invariants/ends-as-it-stands.ts';
import { endsOrWaits } from './invariants/ends-or-waits.ts';
import { evidenceFirst } from './invariants/evidence-first.ts';
import { fourEyes } from './invariants/four-eyes.ts';
import type { Invariant } from './invariants/invariant.ts';
import { liftedByDecision } from './invariants/lifted-by-decision.ts';
import { missedIsPaged } from './invariants/missed-is-paged.ts';
import { neverSentBlindly } from './invariants/never-sent-blindly.ts';
import { noEvidenceGap } from './invariants/no-evidence-gap.ts';
import { oneActiveGeneration } from './invariants/one-active-generation.ts';
import { provenBeforeActive } from './invariants/proven-before-active.ts';
import { receiptsInTheRecord } from './invariants/receipts-in-the-record.ts';
import { sealedIsFinal } from './invariants/sealed-is-final.ts';
import { snapshotBehindChange } from './invariants/snapshot-behind-change.ts';
import type { Happened } from './world/journal.ts';
import { releaseOf } from './world/platform.ts';

const { journal, incidents, sent, schedule } = goodNight;
const [incident] = incidents as readonly [SeenIncident];
const sealed = incident.sealed!;
const seen = (changes: Partial<SeenIncident>): Partial<History> => ({ incidents: [{ ...incident, ...changes }] });
const sealedAs = (changes: Partial<Sealed>): Partial<History> => seen({ sealed: { ...sealed, ...changes } });
const journalWithout = (test: (one: Happened) => boolean): Partial<History> => ({ journal: journal.filter((one) => !test(one)) });
const moved = (action: string): Extract<Happened, { what: 'moved' }> =>
  journal.filter((one) => one.what === 'moved').find((one) => one.action === action)!;
const journalAs = (one: Happened, other: Happened): Partial<History> => ({ journal: journal.map((each) => (each === one ? other : each)) });
const lines = (change: (entry: Entry) => Entry): readonly Entry[] => incident.timeline.map(change);
const decidedBy =
  (who: string) =>
  (entry: Entry): Entry =>
    entry.kind === 'decided' ? { ...entry, decision: { ...entry.decision, by: [who] } as Decision } : entry;
const verdictIs =
  (from: string, to: string) =>
  (entry: Entry): Entry =>
    entry.kind === 'decided' && entry.decision.verdict === from
      ? { ...entry, decision: { ...entry.decision, verdict: to } as Decision }
      : entry;
const falseAlarm = lines(verdictIs('bad', 'go-on'))
  .map(verdictIs('accept', 'false-alarm'))
  .map((one): Entry => (one.kind === 'ended' ? { ...one, ending: 'false-alarm' } : one));
const standing = { 'au-nsw': { ...goodNight.standing['au-nsw']!, holds: ['night'] } };

test('a night as it should be breaks nothing', () => {
  expect(invariants.flatMap(({ broken }) => broken(goodNight))).toEqual([]);
});

/** What is written into the night, the promise that it breaks, and how. */
const doctored: readonly (readonly [string, Invariant, Partial<History>])[] = [
  [
    'a generation is made twice',
    oneActiveGeneration,
    journalAs(moved('rebind'), { ...moved('rebind'), before: moved('quarantine').before }),
  ],
  [
    'what somebody else made active is rolled away unseen',
    oneActiveGeneration,
    journalAs(moved('rebind'), { ...moved('rebind'), before: { ...moved('rebind').before, current: releaseOf('au-nsw', '2026.03') } }),
  ],
  ['what is bound was never looked at', provenBeforeActive, journalWithout(({ what }) => what === 'judged')],
  [
    'what is bound was looked at last and found doubtful',
    provenBeforeActive,
    { journal: journal.map((one) => (one.what === 'judged' ? { ...one, verdict: 'doubtful' } : one)) },
  ],
  ['the proof is two hours old', provenBeforeActive, journalAs(moved('rebind'), { ...moved('rebind'), at: 7_200_000 })],
  [
    'a release is quarantined and bound',
    provenBeforeActive,
    journalAs(moved('rebind'), { ...moved('rebind'), before: { ...moved('rebind').before, quarantined: ['2026.04'] } }),
  ],
  ['a channel is changed before its evidence', evidenceFirst, journalWithout((one) => one.what === 'kept' && one.name.includes('index'))],
  [
    'a receipt names evidence that nobody kept',
    snapshotBehindChange,
    journalWithout((one) => one.what === 'kept' && one.name.includes('items')),
  ],
  ['a line is missing', noEvidenceGap, seen({ timeline: incident.timeline.filter(({ seq }) => seq !== 7) })],
  ['two sealed lines are swapped', noEvidenceGap, sealedAs({ lines: [sealed.lines[1]!, sealed.lines[0]!, ...sealed.lines.slice(2)] })],
  ['the tail is cut from the seal', noEvidenceGap, sealedAs({ lines: sealed.lines.slice(0, -1) })],
  ['an effect has no receipt', receiptsInTheRecord, sealedAs({ receipts: sealed.receipts.slice(1) })],
  ['an answer is counted twice', answersCountOnce, seen({ timeline: [...incident.timeline, incident.timeline[1]!] })],
  ['a forged answer is counted', answersCountOnce, { sent: sent.map((one) => ({ ...one, how: 'with a forged signature' as const })) }],
  ['somebody else is counted for it', answersCountOnce, { sent: sent.map((one) => ({ ...one, who: 'eve' })) }],
  ['one answer decides twice', answersCountOnce, seen({ timeline: [...incident.timeline, incident.timeline[2]!] })],
  ['a key takes effect twice', eachEffectOnce, { journal: [...journal, moved('rebind')] }],
  [
    'the same is done again under another key',
    eachEffectOnce,
    { journal: [...journal, { ...moved('rebind'), key: `${moved('rebind').key}2` }] },
  ],
  ['a change is sent without asking', neverSentBlindly, journalWithout(({ what }) => what === 'asked of a key')],
  ['a change is sent again without asking', neverSentBlindly, { journal: [...journal.slice(0, 3), ...journal.slice(2)] }],
  ['nobody is paged about a missed objective', missedIsPaged, journalWithout(({ what }) => what === 'paged')],
  [
    'nobody says that an objective is missed',
    missedIsPaged,
    seen({ timeline: incident.timeline.filter((one) => one.kind !== 'objective' || one.state !== 'missed') }),
  ],
  ['an objective is missed twice', missedIsPaged, seen({ timeline: [...incident.timeline, incident.timeline[6]!] })],
  ['something is changed after the seal', sealedIsFinal, { journal: [...journal, moved('rebind')] }],
  ['a sealed file is changed', sealedIsFinal, sealedAs({ files: { 'record.json': 'bb' } })],
  ['a file is added to the record', sealedIsFinal, sealedAs({ files: { ...sealed.files, more: 'cc' } })],
  ['other sums than those that were sealed', sealedIsFinal, sealedAs({ digest: 'sha256:other' })],
  ['an incident is not sealed', endsOrWaits, seen({ sealed: null })],
  ['there is no incident', endsOrWaits, { incidents: [] }],
  ['a hold comes off and nobody decided', liftedByDecision, seen({ timeline: incident.timeline.filter(({ kind }) => kind !== 'decided') })],
  [
    'a hold comes off by a decision about another channel',
    liftedByDecision,
    journalAs(moved('lift'), { ...moved('lift'), channel: 'au-vic' }),
  ],
  ['somebody else’s hold comes off', liftedByDecision, { holder: 'another' }],
  ['a baseline is served and nobody decided', liftedByDecision, journalAs(moved('rebind'), { ...moved('rebind'), action: 'baseline' })],
  ['whoever said to hold it all the same signs off', fourEyes, seen({ timeline: lines(verdictIs('bad', 'go-on')).map(decidedBy('ana')) })],
  ['whoever said to hold it all the same calls it a false alarm', fourEyes, seen({ timeline: falseAlarm.map(decidedBy('ana')) })],
  ['whoever confirmed signs off', fourEyes, seen({ timeline: lines(decidedBy('ana')) })],
  ['something is changed while only watching', brakesHold, { schedule: { ...schedule, isObserving: true } }],
  [
    'a channel is held during a stop',
    brakesHold,
    { journal: journal.map((one) => (one.what === 'looked for a stop' ? { ...one, found: 'stop' as const } : one)) },
  ],
  ['a channel is held and nobody looked for a stop', brakesHold, journalWithout(({ what }) => what === 'looked for a stop')],
  ['it is closed and still held', endsAsItStands, { standing }],
  [
    'it is handed over and its hold is gone',
    endsAsItStands,
    {
      ...journalWithout((one) => one.what === 'moved' && one.action === 'lift'),
      ...seen({ timeline: lines((one) => (one.kind === 'ended' ? { ...one, ending: 'handed-over' } : one)) }),
    },
  ],
];
test.each(doctored)('when %s, a promise is seen broken', (_what, { holds, broken }, changes) => {
  expect(invariants.map((one) => one.holds)).toContain(holds);
  expect(broken({ ...goodNight, ...changes })).not.toEqual([]);
});

test('every promise was seen broken', () => {
  expect(invariants.filter((one) => !doctored.some(([, broken]) => broken === one))).toEqual([]);
});
