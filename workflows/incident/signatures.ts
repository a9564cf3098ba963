import { CancellationScope, sleep } from '@temporalio/workflow';
import type { Identified, Signed } from '../../activities/verify.ts';
import type { Answer, Question, Refusal } from '../../domain/decisions.ts';
import type { IncidentStatement } from '../../domain/statements.ts';
import { minutes, seconds } from '../../domain/time.ts';
import { verifyAnswer, verifySignatures, verifyStatement } from './ports.ts';
import type { Refusals } from './refusals.ts';

const firstGap = seconds(1);
const longestGap = minutes(1);
const mostAtOnce = 500;
/** Checked by themselves at one time: more than that are no people's answers, whatever becomes of them. */
const mostInHand = 10;

interface Waiting {
  readonly signed: Signed;
  readonly tell: (identified: Identified) => void;
}

/**
 * Checks who signed what reached the incident: each by itself and at once. In a flood, all that came meanwhile together, and while there are
 * refused ones among them at gaps of 1, 2, 4 ... seconds up to a minute, by one local activity: a good one among them still counts, within a minute, and a bad one
 * costs no activity and no line. Cancelled, an incident still asks while it ends: what is signed then is checked too.
 */
export class Signatures {
  private readonly refusals: Refusals;
  private readonly waiting: Waiting[] = [];
  private inHand = 0;
  private isLooking = false;
  private gap = firstGap;
  private due = 0;

  constructor(refusals: Refusals) {
    this.refusals = refusals;
  }

  ofAnswer(question: Question, answer: Answer): Promise<Identified> {
    if (this.isCalm) return this.alone(() => verifyAnswer(question, answer));
    const { asking, plan } = question;
    return this.together({ kind: 'answer', question: { asking, plan }, answer });
  }

  ofStatement(statement: IncidentStatement): Promise<Identified> {
    const arrived = Date.now();
    if (this.isCalm) return this.alone(() => verifyStatement(statement, arrived));
    return this.together({ kind: 'statement', statement, arrived });
  }

  private get isCalm(): boolean {
    return !this.refusals.isFlood && this.inHand < mostInHand;
  }

  private async alone(check: () => Promise<Identified>): Promise<Identified> {
    this.inHand += 1;
    try {
      return await CancellationScope.nonCancellable(check);
    } finally {
      this.inHand -= 1;
    }
  }

  private together(signed: Signed): Promise<Identified> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ signed, tell: resolve });
      if (!this.isLooking) CancellationScope.nonCancellable(() => this.look()).catch(reject);
    });
  }

  private async look(): Promise<void> {
    this.isLooking = true;
    while (this.waiting.length > 0) {
      if (this.due > Date.now()) await sleep(this.due - Date.now());
      const batch = this.waiting.splice(0, mostAtOnce);
      const found = await verifySignatures(batch.map(({ signed }) => signed));
      const isQuiet = found.every((one) => typeof one !== 'string');
      this.gap = isQuiet ? firstGap : Math.min(this.gap * 2, longestGap);
      this.due = Date.now() + this.gap;
      batch.forEach(({ tell }, index) => tell(identifiedBy(found[index]!)));
    }
    this.isLooking = false;
  }
}

/** A code alone comes back from a check of many: their words would be in the history once each. */
function identifiedBy(found: Awaited<ReturnType<typeof verifySignatures>>[number]): Identified {
  if (typeof found !== 'string') return { person: found };
  const refusal: Refusal = { code: found, message: `so much is refused here that only the code is told: ${found} in docs/errors.md` };
  return { refusal };
}
