import { condition, setHandler, type ApplicationFailure } from '@temporalio/workflow';
import { decide, decision } from '../../contracts/incident.ts';
import type { BoardQuestion } from '../../domain/board.ts';
import {
  isAnswer,
  misfit,
  refusal,
  settle,
  toPage,
  type Answer,
  type Decision,
  type Person,
  type Question,
  type Refusal,
  type Vote,
} from '../../domain/decisions.ts';
import { hours, minutes } from '../../domain/time.ts';
import type { Pager } from './pager.ts';
import { Signatures } from './signatures.ts';
import type { Timeline } from './timeline.ts';

const firstWait = minutes(5);
const longestWait = hours(24);

interface Asked {
  readonly question: Question;
  /** By person, with the order of arrival: the latest answer counts, however long an earlier signature took to check. */
  readonly votes: Map<string, Vote & { readonly arrival: number }>;
  readonly paged: Set<string>;
}

/** Questions to people, and the answers that they send. Every question has its own number and its own votes. */
export class Decisions {
  private readonly incident: () => string;
  private readonly timeline: Timeline;
  private readonly pager: Pager;
  private readonly signatures: Signatures;
  private readonly open = new Map<number, Asked>();
  private readonly nonces = new Set<string>();
  private askings: number;
  private arrivals = 0;

  /** `asked`: how many questions were asked before, where another workflow goes on with them. */
  constructor(incident: () => string, timeline: Timeline, pager: Pager, asked = 0) {
    this.askings = asked;
    this.incident = incident;
    this.timeline = timeline;
    this.pager = pager;
    this.signatures = new Signatures(timeline.refusals);
    setHandler(decide, (answer) => this.take(answer)); // no validator: what it refuses would leave no trace
    setHandler(decision, (answer) =>
      this.take(answer).then(
        () => undefined,
        () => undefined, // refused: it is on the timeline, and a signal has nobody to tell
      ),
    );
  }

  /** The number of the last question. */
  get asked(): number {
    return this.askings;
  }

  get board(): readonly BoardQuestion[] {
    return [...this.open.values()].map(({ question, votes, paged }) => ({
      ...question,
      votes: [...votes.values()].map(({ person, verdict }) => ({ person: person.name, verdict })),
      paged: [...paged],
    }));
  }

  /** Asks and pages at once, then after gaps of 5, 10, 20 ... minutes, in the end daily, until people settle it. */
  async ask<V extends string>(unnumbered: Omit<Question<V>, 'asking' | 'since'>): Promise<Decision<V>> {
    return (await this.askUnless(unnumbered, () => false))!;
  }

  /** The same; null, and no answer counts any more, as soon as it is `withdrawn`. */
  async askUnless<V extends string>(
    unnumbered: Omit<Question<V>, 'asking' | 'since'>,
    withdrawn: () => boolean,
  ): Promise<Decision<V> | null> {
    const question = { ...unnumbered, asking: ++this.askings, since: Date.now() };
    const asked: Asked = { question, votes: new Map(), paged: new Set() };
    const decided = () => settle(question, [...asked.votes.values()], Date.now());
    const levels = toPage(question);
    const { isSigned } = this.timeline; // the plan names that checkpoint
    this.timeline.note({ kind: 'asked', asking: question.asking, text: question.text, verdicts: Object.keys(question.verdicts) });
    this.open.set(question.asking, asked);
    try {
      for (let level = 0, gap = firstWait; !decided() && !withdrawn(); level++, gap = Math.min(gap * 2, longestWait)) {
        const roles = levels[Math.min(level, levels.length - 1)]!;
        for (const role of roles) asked.paged.add(role);
        this.pager.page(roles, question.text);
        void (level === 0 && !isSigned ? this.timeline.checkpoint() : this.timeline.flush()); // a vault that hangs never delays the next page
        await condition(() => decided() !== null || withdrawn(), gap);
      }
      const made = decided();
      if (made) this.timeline.note({ kind: 'decided', decision: made });
      return made;
    } finally {
      this.open.delete(question.asking); // settled or withdrawn: answers to it are refused from now on
    }
  }

  private async take(answer: unknown): Promise<string> {
    const arrival = ++this.arrivals;
    if (!isAnswer(answer))
      throw this.refuse(0, { code: 'Malformed', message: 'this is not a signed answer: make one with `holdfast decide`' });
    const asked = this.fitting(answer);
    const identified = await this.signatures.ofAnswer(asked.question, answer);
    this.fitting(answer); // it may have been settled while the signature was being checked
    if ('refusal' in identified) throw this.refuse(answer.asking, identified.refusal);
    const { person } = identified;
    const refused = this.used(answer) ?? refusal(asked.question, person, answer.verdict) ?? overtaken(asked, person, arrival);
    if (refused) throw this.refuse(answer.asking, refused);
    this.nonces.add(answer.nonce);
    asked.votes.set(person.name, { person, verdict: answer.verdict, answer, arrival });
    const { asking, verdict, note } = answer;
    this.timeline.note({ kind: 'counted', asking, person: person.name, roles: person.roles, verdict, note });
    return `${person.name} counted for '${answer.verdict}'`;
  }

  private fitting(answer: Answer): Asked {
    const asked = this.open.get(answer.asking);
    const foreign: Refusal | null =
      answer.incident === this.incident()
        ? null
        : { code: 'NotOpen', message: `this is ${this.incident()}; the answer is for ${answer.incident}` };
    const refused = foreign ?? misfit(asked?.question, answer);
    if (refused) throw this.refuse(answer.asking, refused);
    return asked!;
  }

  private used({ nonce }: Answer): Refusal | null {
    return this.nonces.has(nonce) ? { code: 'NonceUsed', message: 'this very answer was counted before: sign a new one' } : null;
  }

  private refuse(asking: number, refused: Refusal): ApplicationFailure {
    return this.timeline.refusals.refuse(asking, refused);
  }
}

function overtaken({ votes }: Asked, { name }: Person, arrival: number): Refusal | null {
  const latest = votes.get(name);
  if (!latest || latest.arrival < arrival) return null;
  return { code: 'NotOpen', message: `${name} answered '${latest.verdict}' after this one was sent: that counts` };
}
