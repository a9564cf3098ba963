import type { Decision } from './decisions.ts';
import type { Release } from './packs.ts';
import { channelText, type Channel } from './scope.ts';
import type { Millis } from './time.ts';

/** Enough to put a reversible hold on: a key that is safe to repeat. */
export interface Authorization {
  /** The incident's short id, such as `INC-7Q2M4K`. */
  readonly incident: string;
  /** The step's, the same through every retry: the target acts on it once. */
  readonly key: string;
  /** The incident's workflow id: holds are known by it, so that the next incident of the same id adopts them. */
  readonly holder: string;
  /** What set this off, and what is known to be wrong, for the receipt (BK-E1). */
  readonly trigger: string;
  readonly observed: string;
  /** Whoever started it by hand or decided what it does; nobody where the runbook acts by itself (BK-E1). */
  readonly by?: readonly string[];
  /** Set where the incident only watches: nothing is changed, and the receipt says what would have been. */
  readonly dryRun?: true;
  /** Who did by hand what the target cannot do; it is then only looked for, and marked (BK-P5). */
  readonly byHand?: readonly string[];
}

declare const taken: unique symbol;
/** Evidence taken before anything was destroyed (KOA-P4). Only `evidence.snapshot` makes one. */
export interface Snapshot {
  readonly [taken]: true;
  /** SHA-256 of the list of items, `sha256:` and hex. */
  readonly digest: string;
  /** Where it is: in the vault, or while that is down in the fsynced spool. */
  readonly where: 'vault' | 'spool';
  readonly at: Millis;
  readonly items: readonly SnapshotItem[];
}

/** One item of KOA-T5, captured or absent. It may be absent only when the platform says that it has none. */
export interface SnapshotItem {
  readonly name: string;
  readonly origin: string;
  readonly at: Millis;
  readonly digest: string | null;
  /** The reason, when there is none. */
  readonly absent: string | null;
}

/** Enough to change what readers get: the evidence is kept. */
export interface EvidencedAuthorization extends Authorization {
  readonly snapshot: Snapshot;
}

/** Enough to lift a containment: a person's decision. `contain` refuses it for any channel but those in the decision's plan. */
export interface SignedAuthorization extends EvidencedAuthorization {
  readonly decision: Decision;
}

export const actions = ['hold', 'lift', 'quarantine', 'rebind', 'pin', 'baseline', 'open case'] as const;
export type Action = (typeof actions)[number];

/** What a change did, as the target tells it. */
export interface Receipt {
  readonly kind: 'receipt';
  readonly key: string;
  readonly action: Action;
  readonly channel: Channel;
  /** What the action was about: the hold's name, the release, the case's id. */
  readonly subject: string;
  readonly at: Millis;
  readonly before: string;
  readonly after: string;
  /** Who ordered it: the people who decided, or `holdfast` where the runbook acts by itself. */
  readonly by: readonly string[];
  readonly trigger: string;
  readonly observed: string;
  /** How the effect was seen afterwards, at the target itself: what it answered is not believed alone. */
  readonly verified: string;
  /** The target's own audit event (BK-RC3), as it answered. */
  readonly audit: { readonly id: string; readonly at: string; readonly digest: string } | null;
  /** True when the target found the key already done, or the state already so: nothing was changed again. */
  readonly already: boolean;
  /** True when nothing was changed because the incident only watches: `after` says what would be. */
  readonly dryRun?: true;
  /** True when people did it by hand, since the target cannot (BK-P5). */
  readonly byHand?: true;
  /** The pointer as it was found, as received (base64 of the bytes). On holds only. */
  readonly found?: string;
  /** Of a hold that was on before, since when: the incident before, or somebody by hand, put it on, and this one adopted it. */
  readonly since?: Millis;
  /** Digest of the evidence that had to come first, and where that is. Not on holds. */
  readonly evidence?: { readonly digest: string; readonly where: 'vault' | 'spool' };
  readonly to?: Release;
}

/** What is still held: every hold by receipt that no later receipt lifted. Receipts in the order in which they came. */
export function held(receipts: readonly Receipt[]): readonly Receipt[] {
  const holds = new Map<string, Receipt>();
  for (const receipt of receipts.filter(({ dryRun }) => !dryRun)) {
    const place = `${channelText(receipt.channel)} ${receipt.subject}`;
    if (receipt.action === 'hold') holds.set(place, receipt);
    if (receipt.action === 'lift') holds.delete(place);
  }
  return [...holds.values()];
}

/** Whether it only found the world as it should be: it is told, and is no change. What people did by hand is one. */
export const wasSoAlready = ({ already, byHand }: Pick<Receipt, 'already' | 'byHand'>): boolean => already && !byHand;

/** What moves readers to another release. */
export const isRollback = ({ action }: Pick<Receipt, 'action'>): boolean => action === 'rebind' || action === 'baseline';

/**
 * Whether people made it, as they said, or somebody whom nobody knows: a rollback that was there when the incident came to make it is not the
 * runbook's (BK-P5). A hold or a quarantine that was there may be that of the incident before.
 */
export const wasMadeByOthers = ({ action, already, byHand }: Pick<Receipt, 'action' | 'already' | 'byHand'>): boolean =>
  byHand === true || (already && isRollback({ action }));

/** Finds receipts in whatever a step returned. */
export function receiptsIn(result: unknown): readonly Receipt[] {
  if (Array.isArray(result)) return result.flatMap((item: unknown) => receiptsIn(item));
  return isReceipt(result) ? [result] : [];
}

const isReceipt = (value: unknown): value is Receipt =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'receipt';
