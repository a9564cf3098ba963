import fc from 'fast-check';
import { alertKinds, waysToAnswer, type Happening, type Schedule } from './schedule.ts';
import { faultKinds, type Fault, type Port } from './world/faults.ts';
import { channelNames, releaseNames } from './world/platform.ts';

const minute = fc.integer({ min: 0, max: 40 });
/** The test server loses a workflow that is cancelled while an activity of it that can be cancelled comes to its end: none does, between two minutes. */
const between = minute.map((whole) => whole + 0.5);
const awake = fc.constantFrom('ana', 'ben', 'ivo', 'dee', 'eve');
/** The first verdict of a question goes on; the last one gives up. */
const number = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat({ max: 3 }) });
const channel = fc.constantFrom(...channelNames);
const release = fc.constantFrom(...releaseNames);

const fault: fc.Arbitrary<Fault> = fc.constantFrom(...(Object.keys(faultKinds) as Port[])).chain((port) =>
  fc.record({
    port: fc.constant(port),
    kind: fc.constantFrom<string>(...faultKinds[port]),
    from: fc.integer({ min: 1, max: 6 }),
    calls: fc.oneof({ weight: 2, arbitrary: fc.integer({ min: 1, max: 3 }) }, { weight: 1, arbitrary: fc.integer({ min: 9, max: 20 }) }),
  }),
);

const answer: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constant('answer' as const),
  minute,
  who: awake,
  verdict: number,
  question: number,
  how: fc.oneof(
    { weight: 3, arbitrary: fc.constant('well' as const) },
    { weight: 1, arbitrary: fc.constant('twice at once' as const) },
    { weight: 1, arbitrary: fc.constantFrom(...waysToAnswer) },
  ),
  by: fc.constantFrom('update' as const, 'signal' as const),
});

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 10, arbitrary: answer },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('alert' as const), minute, alert: fc.constantFrom(...alertKinds) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('statement' as const), minute, who: awake, isForged: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancelled' as const), minute: between }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stop' as const), minute, isOn: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('damaged' as const), minute, channel, release }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('moved by hand' as const),
      minute,
      channel,
      release,
      action: fc.constantFrom('promote' as const, 'rebind' as const, 'quarantine' as const),
    }),
  },
);

const rarely = fc.nat({ max: 9 }).map((drawn) => drawn === 9);

/** Nights at random. */
export const schedules: fc.Arbitrary<Schedule> = fc.record({
  scope: fc.oneof({ weight: 3, arbitrary: fc.constant('channel' as const) }, { weight: 1, arbitrary: fc.constant('country' as const) }),
  isObserving: rarely,
  isByHand: rarely,
  window: fc.constantFrom(24, 1),
  releases: fc.tuple(
    fc.constantFrom('bad' as const, 'doubtful' as const, 'sound' as const),
    ...Array.from({ length: 4 }, () => fc.constantFrom('sound' as const, 'sound' as const, 'doubtful' as const, 'bad' as const)),
  ),
  faults: fc.array(fault, { maxLength: 6 }),
  happenings: fc.array(happening, { maxLength: 14 }),
  morning: fc.record({
    isSomebodyUp: fc.nat({ max: 9 }).map((drawn) => drawn !== 9),
    verdicts: fc.array(number, { minLength: 1, maxLength: 8 }),
  }),
});
