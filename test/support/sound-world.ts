import { ApplicationFailure } from '@temporalio/common';
import { planDigest } from '../../contracts/signed-answer.ts';
import type { Authorization, Receipt } from '../../domain/containment.ts';
import type { Answer, Person, Question, RefusalCode } from '../../domain/decisions.ts';
import type { Finding } from '../../domain/findings.ts';
import type { ChannelState, Proof, Release } from '../../domain/packs.ts';
import type { Channel } from '../../domain/scope.ts';
import type { Statement } from '../../domain/statements.ts';
import type { Contain } from '../../activities/contain.ts';
import type { Evidence } from '../../activities/evidence.ts';
import type { Notify } from '../../activities/notify.ts';
import type { Probe } from '../../activities/probe.ts';
import type { Verify } from '../../activities/verify.ts';

/** Doubles of the activities, for timelines only. Each may answer at once or later, and may answer wrongly: that is what is tried. */
export type World = {
  readonly [Name in keyof Activities]: (...args: Parameters<Activities[Name]>) => unknown;
};
type Activities = Contain & Evidence & Notify & Probe & Verify;

export const sydney: Channel = { tenant: 'acme', environment: 'production', name: 'au-nsw' };
export const melbourne: Channel = { ...sydney, name: 'au-vic' };
export const release = (id: string): Release => ({ id, artifact: id.padEnd(64, '0') });

export const people: Readonly<Record<string, Person>> = {
  ana: { name: 'ana', roles: ['on-call'] },
  ivo: { name: 'ivo', roles: ['incident-commander'] },
  dee: { name: 'dee', roles: ['duty-manager'] },
  eve: { name: 'eve', roles: [] },
};

const proof =
  (verdict: Proof['verdict'], because: string) =>
  (of: Release): Proof => ({ release: of, verdict, because, findings: [] });
export const sound = proof('sound', 'every check passed');
export const bad = proof('bad', 'its hashes differ at both origins');
export const doubtful = proof('doubtful', 'its hashes differ at the only origin');

/** A failure that no retry mends: a person is asked at once. */
export const broken = (why: string): ApplicationFailure => ApplicationFailure.nonRetryable(why, 'Refused');

export const pass: readonly Finding[] = [{ check: 'resolver at reader-1', outcome: 'pass', why: '' }];
export const fail: readonly Finding[] = [...pass, { check: 'resolver at reader-2', outcome: 'fail', why: 'it answers another rule' }];
export const unknown: readonly Finding[] = [...pass, { check: 'resolver at reader-3', outcome: 'unknown', why: 'it timed out' }];

const stateOf = (channel: Channel): ChannelState => ({
  channel,
  generation: 5,
  digest: 'sha256:5',
  current: release('r5'),
  holds: [],
  quarantined: [],
  revoked: [],
  pinned: [],
  floor: null,
  baselineOnly: null,
});

/** A receipt as `contain` makes one, with what timelines look at. */
export const receipt = (
  action: Receipt['action'],
  { key, trigger, observed }: Authorization,
  channel: Channel,
  subject: string,
): Receipt => ({
  kind: 'receipt',
  key,
  action,
  channel,
  subject,
  at: 0,
  by: ['holdfast'],
  trigger,
  observed,
  before: 'generation 5',
  after: 'generation 6',
  verified: 'the pointer shows it',
  audit: { id: `audit-${key}`, at: '2026-01-01T00:00:00Z', digest: 'sha256:0' },
  already: false,
});

/** Whoever the signature names; a code instead of a name is that refusal. The plan's digest is checked as the real one does. */
function identified({ plan }: Pick<Question, 'plan'>, answer: Pick<Answer, 'signature' | 'plan'>) {
  const person = people[answer.signature];
  if (!person) return refused(answer.signature as RefusalCode);
  return answer.plan === planDigest(plan) ? { person } : refused('PlanChanged');
}
const refused = (code: RefusalCode) => ({ refusal: { code, message: `refused: ${code}` } });

/** Release r5 is current and doubtful; r4 and r3 are sound, and served as soon as they are bound. */
export const soundWorld: World = {
  open: () => true,
  append: () => undefined,
  checkpoint: () => 'sha256:checkpoint',
  lacking: () => [],
  seal: () => ({ digest: 'sha256:sealed', number: 1, previous: null, isAnchored: false }),
  anchor: () => undefined,
  page: () => undefined,
  channels: () => [sydney],
  stopped: () => null,
  handsLeft: () => [],
  baseline: () => null,
  serveBaseline: (paper, channel, { name }) => receipt('baseline', paper, channel, name),
  active: (channels) => channels.map(stateOf),
  snapshot: () => ({ digest: 'sha256:snapshot', where: 'vault', at: 0, items: [{ name: 'channel-index.json' }] }),
  release: (_channel, of) => (of.id === 'r5' ? doubtful(of) : sound(of)),
  candidates: () => ({ good: [release('r4'), release('r3')], rejected: [] }),
  served: () => pass,
  answer: (question, answer) => identified(question, answer),
  statement: ({ signature }) => (people[signature] ? { person: people[signature] } : refused(signature as RefusalCode)),
  signatures: (signed) =>
    signed.map((one) => {
      const found = one.kind === 'answer' ? identified(one.question, one.answer) : people[one.statement.signature];
      if (found && 'roles' in found) return found;
      return found && 'person' in found ? found.person : (found?.refusal.code ?? 'UnknownKey');
    }),
  start: ({ signature }: Statement) => (people[signature] ? { person: people[signature] } : refused(signature as RefusalCode)),
  hold: (paper, channel) => receipt('hold', paper, channel, paper.holder),
  quarantine: (paper, channel, { id }) => receipt('quarantine', paper, channel, id),
  rollBack: (paper, channel, _from, { id }) => receipt('rebind', paper, channel, id),
  openCase: (paper, channel) => receipt('open case', paper, channel, 'CASE-1'),
  pin: (paper, channel, { id }) => receipt('pin', paper, channel, id),
  liftHold: (paper, channel) => receipt('lift', paper, channel, paper.holder),
};
