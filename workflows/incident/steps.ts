import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import { receiptsIn, type Authorization, type Receipt } from '../../domain/containment.ts';
import type { Unresolved } from '../../domain/unresolved.ts';
import { channelText, type Channel } from '../../domain/scope.ts';
import type { StepState } from './board.ts';
import { codeOf, isUnresolved } from './code-of.ts';
import { reasonOf } from './pager.ts';
import { placeOf, Step } from './step.ts';
import type { Timeline } from './timeline.ts';

/** `isUnsupported`: the target cannot do it at all, so that a person must. */
export interface Failed {
  readonly failed: string;
  readonly isUnsupported: boolean;
  /** What it was to change may have taken effect all the same. */
  readonly isUnresolved: boolean;
}
type Done<T> = { readonly result: T } | Failed;

/** The steps of one incident: what is in hand, what was done, and the receipts of what it changed. */
export class Steps {
  readonly receipts: Receipt[] = [];
  private readonly timeline: Timeline;
  private readonly inHand = new Set<Step>();
  private readonly occasions = new Map<string, number>();
  private readonly stood = new Map<string, StepState>();
  private readonly open = new Map<string, Unresolved>();

  constructor(timeline: Timeline) {
    this.timeline = timeline;
  }

  get states(): ReadonlyMap<string, StepState> {
    return this.stood;
  }

  /** GOV-11: changes of which nobody knows yet whether they took effect. */
  get unresolved(): readonly Unresolved[] {
    return [...this.open.values()];
  }

  /** The next time that this step is done, about this channel. The same paper through every retry: so is the key of what it changes. */
  next(title: string, about: Channel | undefined, paper: Omit<Authorization, 'key'>): Step {
    const channel = about && channelText(about);
    const place = placeOf(title, channel);
    const occasion = (this.occasions.get(place) ?? 0) + 1;
    this.occasions.set(place, occasion);
    const key = `${paper.incident}~${place}~${occasion}`.replaceAll(' ', '-').replaceAll('/', '.'); // in their own case: AU and au are two
    return new Step(title, channel, occasion, { ...paper, key });
  }

  /** What has begun in the world is seen through to its end, even when the incident is cancelled meanwhile. */
  async attempt<T>(step: Step, work: (step: Step) => Promise<T>): Promise<Done<T>> {
    const { title, occasion, about } = step;
    const line = { step: title, occasion, ...(about !== undefined && { about }) };
    this.timeline.note({ kind: 'began', ...line });
    this.stands(step, 'in hand');
    this.inHand.add(step);
    try {
      const result = await CancellationScope.nonCancellable(() => work(step));
      this.receipts.push(...receiptsIn(result));
      this.open.delete(step.key);
      this.timeline.note({ kind: 'did', ...line, result });
      this.stands(step, 'done');
      return { result };
    } catch (err) {
      if (isCancellation(err)) throw err;
      const why = reasonOf(err);
      const { key } = step;
      const isOpen = isUnresolved(err);
      this.open.delete(key); // what the target answered now stands
      if (isOpen) this.open.set(key, { key, step: step.title, why, at: Date.now() });
      this.timeline.note({ kind: 'failed', ...line, why, key, ...(isOpen && { unresolved: true as const }) });
      this.stands(step, 'failed');
      return { failed: why, isUnsupported: codeOf(err) === 'Unsupported', isUnresolved: isOpen };
    } finally {
      this.inHand.delete(step);
    }
  }

  /** Settles when nothing is in hand. */
  async settled(): Promise<void> {
    await condition(() => this.inHand.size === 0);
  }

  private stands({ place, title }: Step, state: StepState['state']): void {
    this.stood.delete(place); // to the end: the newest comes last
    this.stood.set(place, { title, state, at: Date.now() });
  }
}
