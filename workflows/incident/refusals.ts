import { ApplicationFailure } from '@temporalio/workflow';
import type { Refusal, RefusalCode } from '../../domain/decisions.ts';
import type { Happening } from '../../domain/timeline.ts';

/** Refusals that each have a line of their own. Nobody mistypes that often: what comes after is taken for a flood. */
const eachTold = 50;

/**
 * What was refused in one incident, whoever sent it. The first 50 have a line each. From then on they are counted, and told together at 100,
 * 1,000, 10,000 and at the end: whoever floods an incident from inside Temporal makes neither its record nor its history grow with it.
 */
export class Refusals {
  private readonly note: (happening: Happening) => void;
  private count = 0;
  private untold = new Map<RefusalCode, number>();

  constructor(note: (happening: Happening) => void) {
    this.note = note;
  }

  /** Whether so many were refused that nothing more is done for each of them. */
  get isFlood(): boolean {
    return this.count >= eachTold;
  }

  /** Takes a refusal down, and answers what to throw: a plain Error in a handler would wedge the workflow task instead of refusing. */
  refuse(asking: number, refusal: Refusal): ApplicationFailure {
    const { code, message } = refusal;
    if (this.isFlood) this.untold.set(code, (this.untold.get(code) ?? 0) + 1);
    else this.note({ kind: 'refused', asking, refusal });
    this.count += 1;
    if (Number.isInteger(Math.log10(this.count))) this.sum();
    return ApplicationFailure.nonRetryable(message, code);
  }

  /** Says how many were refused without a line of their own since this was said last, if any were. */
  sum(): void {
    if (this.untold.size === 0) return;
    this.note({ kind: 'flood', refused: this.count, untold: Object.fromEntries(this.untold) });
    this.untold = new Map();
  }
}
