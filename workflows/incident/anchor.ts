import type { SealedRecord } from '../../activities/evidence.ts';
import { notForLong } from './not-for-long.ts';
import { reasonOf, type Pager } from './pager.ts';
import { notify } from './ports.ts';

interface Anchoring {
  readonly incident: string;
  readonly sealed: SealedRecord;
  readonly pager: Pager;
  readonly escalation: readonly string[];
  /** Whether somebody else should go on instead. */
  readonly makesWay: () => boolean;
}

/**
 * Posts a sealed record's digest, where there is an anchor, and pages what the seal lacks. It is sealed whether or not the outside hears of it:
 * each head names the one before, so a later one covers it.
 */
export async function anchor({ incident, sealed, pager, escalation, makesWay }: Anchoring): Promise<void> {
  const last = escalation.slice(-1);
  if (sealed.unstamped) pager.page(last, `record ${sealed.number} is sealed without a time stamp: ${sealed.unstamped}`);
  if (!sealed.isAnchored) return;
  const lost = (why: string): void =>
    pager.page(last, `record ${sealed.number} is sealed, and its digest did not reach the anchor: ${why}`);
  const posted = notify.anchor(incident, sealed).catch((err: unknown) => lost(reasonOf(err)));
  if (!(await notForLong(posted, makesWay))) lost('it had not answered when the next incident began');
}
