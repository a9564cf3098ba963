import { CancellationScope, sleep } from '@temporalio/workflow';
import { hours, minutes, type Millis } from '../../domain/time.ts';
import { notForLong } from './not-for-long.ts';
import { notify } from './ports.ts';
import type { Timeline } from './timeline.ts';

const firstGap = minutes(1);
const longestGap = hours(24);

interface LostPage {
  readonly role: string;
  readonly why: string;
  readonly at: Millis;
}

/**
 * Pages are never awaited by the repair, and no cancelled clock takes one back. A lost page is on the timeline and the board, and is paged
 * again until it gets through or the incident ends. `drain` waits for the tries in hand, unless somebody else is to go on.
 */
export class Pager {
  private readonly timeline: Timeline;
  private readonly incident: () => string;
  private readonly inHand = new Map<Promise<void>, Omit<LostPage, 'at'> & { readonly page: number }>();
  /** By role and reason, like `newest`: whichever try gets through, they are told. */
  private readonly lost = new Map<string, LostPage>();
  private readonly waits = new CancellationScope({ cancellable: true });
  /** By role and reason: a newer page takes over from an older one that is still being tried. */
  private readonly newest = new Map<string, number>();
  private readonly mark: string;
  private pages = 0;

  /** `mark`: before the numbers of the pages, where another workflow pages for the same incident. */
  constructor(timeline: Timeline, incident: () => string, mark = '') {
    this.mark = mark;
    this.timeline = timeline;
    this.incident = incident;
  }

  page(roles: readonly string[], why: string): void {
    for (const role of roles) {
      const page = ++this.pages;
      this.newest.set(about(role, why), page);
      const sent = CancellationScope.nonCancellable(() => this.send(page, role, why)).finally(() => this.inHand.delete(sent));
      this.inHand.set(sent, { page, role, why });
    }
  }

  get lostPages(): readonly LostPage[] {
    return [...this.lost.values()];
  }

  /** No new tries; waits for those in hand. Those that are still tried when `makesWay` says so are lost, as far as anybody knows. */
  async drain(makesWay: () => boolean = () => false): Promise<void> {
    this.waits.cancel();
    if (await notForLong(Promise.all(this.inHand.keys()), makesWay)) return;
    for (const { page, role, why } of this.inHand.values())
      this.lose(page, role, why, 'it was still being tried when the next incident began');
    this.inHand.clear();
  }

  private lose(page: number, role: string, why: string, problem: string): void {
    this.timeline.note({ kind: 'page lost', page, role, why: problem });
    this.lost.set(about(role, why), { role, why, at: Date.now() });
  }

  private async send(page: number, role: string, why: string): Promise<void> {
    for (let gap = firstGap; ; gap = Math.min(gap * 2, longestGap)) {
      this.timeline.note({ kind: 'paged', page, role, why });
      const problem = await notify.page(role, this.incident(), why, `${this.incident()}-${this.mark}${page}`).then(() => null, reasonOf);
      if (problem === null) return void this.lost.delete(about(role, why));
      this.lose(page, role, why, problem);
      const again = await this.waits
        .run(() => sleep(gap))
        .then(
          () => true,
          () => false,
        );
      if (!again) return; // the incident has ended: the page stays lost, and the record says so
      if (this.newest.get(about(role, why)) !== page) return;
    }
  }
}

const about = (role: string, why: string): string => `${role}: ${why}`;

/** Why an activity failed, in its own words. */
export const reasonOf = (err: unknown): string =>
  err instanceof Error ? ((err.cause as Error | undefined)?.message ?? err.message) : String(err);
