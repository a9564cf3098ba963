import type { SealedRecord } from '../../activities/evidence.ts';
import { reasonOf, type Pager } from './pager.ts';
import { notify } from './ports.ts';

/**
 * Posts a sealed record's digest, where there is an anchor, and pages what the seal lacks. It is sealed whether or not the outside hears of it: each head names the one before, so a later one covers it.
 */
export async function anchor(incident: string, sealed: SealedRecord, pager: Pager, escalation: readonly string[]): Promise<void> {
  const last = escalation.slice(-1);
  if (sealed.unstamped) pager.page(last, `record ${sealed.number} is sealed without a time stamp: ${sealed.unstamped}`);
  if (!sealed.isAnchored) return;
  await notify
    .anchor(incident, sealed)
    .catch((err: unknown) =>
      pager.page(last, `record ${sealed.number} is sealed, and its digest did not reach the anchor: ${reasonOf(err)}`),
    );
}
