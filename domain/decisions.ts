import type { Channel } from './scope.ts';
import { sameChannel } from './scope.ts';
import type { Millis } from './time.ts';

export interface Person {
  readonly name: string;
  readonly roles: readonly string[];
}

/** What one verdict will do, in words for the person who signs it, and what it allows. */
export interface Effect {
  /** What is acted on. */
  readonly target: string;
  readonly before: string;
  readonly after: string;
  /** Who notices. */
  readonly affects: string;
  /** What takes it back. */
  readonly undo: string;
  /** The channels whose holds may be lifted on its strength, and no others. */
  readonly lifts?: readonly Channel[];
  /** The channels that may be served from their baseline on its strength, and no others (BK-BP3). */
  readonly baselines?: readonly Channel[];
  /** The note of this answer begins with the scope that it is about: always, or where it is to be another than the plan names. */
  readonly noteScope?: 'required' | 'optional';
  /** Digest of the checkpoint that holds what was known: whoever signs the plan countersigns the record so far. */
  readonly record?: string;
}

/** What each verdict does. A signature covers all of it, so a changed plan voids every earlier approval. */
export type Plan<V extends string = string> = Readonly<Record<V, Effect>>;

/**
 * What people are asked. Each verdict names its seats, a role each: it holds when different people fill all of them.
 * `{ rotate: ['key-holder', 'key-holder'], stop: ['security-lead'] }`
 */
export interface Question<V extends string = string> {
  readonly asking: number;
  readonly text: string;
  readonly verdicts: Readonly<Record<V, readonly string[]>>;
  /** Roles, junior first: a senior may sit in a junior's seat. */
  readonly escalation: readonly string[];
  /** Four eyes: people who had a hand in what is being judged. */
  readonly notBy: readonly string[];
  /** Four eyes: people who started or steered a containment. They may answer, but give no verdict that takes a hold off (promise 6). */
  readonly notLiftedBy?: readonly string[];
  readonly plan: Plan<V>;
  readonly since: Millis;
}

/** What a person sends. Nothing in it is believed until `verify.answer` has checked the signature, which covers all but itself. */
export interface Answer {
  readonly incident: string;
  readonly asking: number;
  readonly verdict: string;
  /** SHA-256 of the canonical JSON of the question's plan, `sha256:` and hex: what the person saw. */
  readonly plan: string;
  readonly note: string;
  /** Counts once. */
  readonly nonce: string;
  /** An armored SSHSIG, namespace `holdfast-decision@v1`. */
  readonly signature: string;
}

export interface Vote {
  readonly person: Person;
  readonly verdict: string;
  readonly answer: Answer;
}

declare const settled: unique symbol;
/** A settled question: a line of the decision log. Only `settle` makes one; it carries the plan that it is good for, and no other. */
export interface Decision<V extends string = string> {
  readonly [settled]: true;
  readonly asking: number;
  readonly plan: Plan<V>;
  readonly verdict: V;
  readonly by: readonly string[];
  readonly at: Millis;
  /** The signed answers of those who decided, so that whoever acts on it can check them again. */
  readonly answers: readonly Answer[];
}

/** Why an answer did not count. The list is closed; docs/errors.md explains each. */
export const refusalCodes = [
  'NotOpen',
  'NoSuchVerdict',
  'UnknownKey',
  'WrongNamespace',
  'BadSignature',
  'PlanChanged',
  'NonceUsed',
  'WrongRole',
  'FourEyes',
  'TooOld',
  'NotKept',
  'Malformed',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export interface Refusal {
  readonly code: RefusalCode;
  /** What is wrong and what to do, for the person who was refused. */
  readonly message: string;
}

/** Why `answer` does not fit `question`, or null. Needs no identity, so a console can grey a button with it. */
export function misfit(question: Question | undefined, { asking, verdict }: Pick<Answer, 'asking' | 'verdict'>): Refusal | null {
  if (!question) return { code: 'NotOpen', message: `question ${asking} is not open: look at the board for what is asked now` };
  if (!Object.hasOwn(question.verdicts, verdict)) {
    return { code: 'NoSuchVerdict', message: `'${verdict}' is not offered: answer ${Object.keys(question.verdicts).join(' or ')}` };
  }
  return null;
}

/** Who to page, in order: at once everyone whose seat it is, then each level above them. */
export function toPage({ verdicts, escalation }: Question): readonly (readonly string[])[] {
  const seats = [...new Set(Object.values(verdicts).flat())];
  const highest = Math.max(...seats.map((seat) => escalation.indexOf(seat)));
  return [seats, ...escalation.slice(highest + 1).map((role) => [role])];
}

/** Four eyes: whose vote for this verdict does not count, whatever their roles. Where it takes a hold off, also those who started or steered that. */
export function barred({ plan, notBy, notLiftedBy = [] }: Question, verdict: string): readonly string[] {
  const takesOff = plan[verdict]?.lifts !== undefined;
  return [...new Set([...notBy, ...(takesOff ? notLiftedBy : [])])];
}

/** Whether these people can give this verdict between them: different ones for all its seats, with none of them barred. */
export function canGive(question: Question, verdict: string, people: readonly Person[]): boolean {
  const free = people.filter((person) => refusal(question, person, verdict) === null);
  return seated(question.verdicts[verdict] ?? [], free, question.escalation) !== null;
}

/** Why this vote may not count, or null. The workflow enforces it, the CLI prints it, a console shows it. */
export function refusal(question: Question, person: Person, verdict: string): Refusal | null {
  const seats = question.verdicts[verdict] ?? [];
  if (!seats.some((seat) => maySit(person, seat, question.escalation))) {
    return { code: 'WrongRole', message: `${person.name} may not answer '${verdict}': it needs ${seats.join(' and ')}` };
  }
  if (barred(question, verdict).includes(person.name)) {
    return { code: 'FourEyes', message: `${person.name} already had a hand in this: another person must answer` };
  }
  return null;
}

/** The decision that these votes make, or null while every verdict still has an empty seat. */
export function settle<V extends string>(question: Question<V>, votes: readonly Vote[], at: Millis): Decision<V> | null {
  for (const verdict of Object.keys(question.verdicts) as V[]) {
    const people = votes.filter((vote) => vote.verdict === verdict).map(({ person }) => person);
    const seatedPeople = seated(question.verdicts[verdict], people, question.escalation);
    if (!seatedPeople) continue;
    const by = seatedPeople.map(({ name }) => name);
    const answers = votes.filter((vote) => by.includes(vote.person.name)).map(({ answer }) => answer);
    return { asking: question.asking, plan: question.plan, verdict, by, at, answers } as unknown as Decision<V>;
  }
  return null;
}

/** Whether this decision, by the plan that was signed, allows lifting the hold on `channel`, or serving its baseline. */
export function allows(decision: Decision, what: 'lifts' | 'baselines', channel: Channel): boolean {
  return (decision.plan[decision.verdict]?.[what] ?? []).some((allowed) => sameChannel(allowed, channel));
}

/** Whether a person has this role, or one above it in the escalation. */
export const mayDecide = (person: Person, seat: string, escalation: readonly string[]): boolean => maySit(person, seat, escalation);

function maySit({ roles }: Person, seat: string, escalation: readonly string[]): boolean {
  const junior = escalation.indexOf(seat);
  return roles.includes(seat) || (junior >= 0 && roles.some((role) => escalation.indexOf(role) > junior));
}

/** Different people for all `seats`, or null. */
function seated(seats: readonly string[], people: readonly Person[], escalation: readonly string[]): readonly Person[] | null {
  const [seat, ...rest] = seats;
  if (seat === undefined) return [];
  for (const person of people.filter((candidate) => maySit(candidate, seat, escalation))) {
    const others = seated(
      rest,
      people.filter(({ name }) => name !== person.name),
      escalation,
    );
    if (others) return [person, ...others];
  }
  return null;
}

/** Whether something that came from outside has the shape of an answer. Sizes are bounded, and no half characters: it goes on the timeline. */
export function isAnswer(value: unknown): value is Answer {
  if (typeof value !== 'object' || value === null) return false;
  const { incident, asking, verdict, plan, note, nonce, signature } = value as Record<string, unknown>;
  const texts = [
    [incident, 64],
    [verdict, 64],
    [plan, 80],
    [note, 2_000],
    [nonce, 64],
    [signature, 8_192],
  ] as const;
  return (
    Number.isSafeInteger(asking) &&
    texts.every(([text, longest]) => typeof text === 'string' && text.length <= longest && text.isWellFormed())
  );
}
