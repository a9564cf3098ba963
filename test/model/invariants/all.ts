import { answersCountOnce } from './answers-count-once.ts';
import { brakesHold } from './brakes-hold.ts';
import { eachEffectOnce } from './each-effect-once.ts';
import { endsAsItStands } from './ends-as-it-stands.ts';
import { endsOrWaits } from './ends-or-waits.ts';
import { evidenceFirst } from './evidence-first.ts';
import { fourEyes } from './four-eyes.ts';
import type { Invariant } from './invariant.ts';
import { liftedByDecision } from './lifted-by-decision.ts';
import { missedIsPaged } from './missed-is-paged.ts';
import { neverSentBlindly } from './never-sent-blindly.ts';
import { noEvidenceGap } from './no-evidence-gap.ts';
import { oneActiveGeneration } from './one-active-generation.ts';
import { provenBeforeActive } from './proven-before-active.ts';
import { receiptsInTheRecord } from './receipts-in-the-record.ts';
import { sealedIsFinal } from './sealed-is-final.ts';
import { snapshotBehindChange } from './snapshot-behind-change.ts';

/** Everything that every night is judged by. */
export const invariants: readonly Invariant[] = [
  oneActiveGeneration,
  provenBeforeActive,
  evidenceFirst,
  snapshotBehindChange,
  noEvidenceGap,
  receiptsInTheRecord,
  answersCountOnce,
  eachEffectOnce,
  neverSentBlindly,
  missedIsPaged,
  sealedIsFinal,
  endsOrWaits,
  liftedByDecision,
  fourEyes,
  brakesHold,
  endsAsItStands,
];
