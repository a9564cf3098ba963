import { isRollback, wasMadeByOthers, type Receipt } from './containment.ts';
import { of, statedIn, type Entry } from './timeline.ts';

/** What an attachment can stand for: the items of the checklist, BK-RC1..6. */
export const checklistIds = ['BK-RC1', 'BK-RC2', 'BK-RC3', 'BK-RC4', 'BK-RC5', 'BK-RC6'] as const;
export type ChecklistId = (typeof checklistIds)[number];

/** Whether incidents of this runbook have the checklist: a rollback has, a triage has not. */
export const hasChecklist = (runbook: string | undefined): boolean => runbook !== 'triage';

/** One line of the checklist BK-RC1..6: what had to be shown, and where it is, or null while it is not. */
export interface ChecklistItem {
  readonly id: ChecklistId;
  readonly item: string;
  readonly evidence: string | null;
  /** True when a person attached it, or did it (BK-P5). */
  readonly by_hand: boolean;
}

/** The checklist of a rollback; other runbooks have none. What no step showed may have been attached for it by hand. */
export function checklistOf(
  runbook: string | undefined,
  scope: string,
  entries: readonly Entry[],
  receipts: readonly Receipt[],
): readonly ChecklistItem[] {
  if (!hasChecklist(runbook)) return [];
  return shown(scope, entries, receipts).map((one) => {
    const attached = one.evidence === null ? attachedFor(one.id, entries) : null;
    const isOthers = one.id === 'BK-RC3' && receipts.some((receipt) => isRollback(receipt) && wasMadeByOthers(receipt));
    return attached === null ? { ...one, by_hand: isOthers } : { ...one, evidence: attached, by_hand: true };
  });
}

function shown(scope: string, entries: readonly Entry[], receipts: readonly Receipt[]): readonly Omit<ChecklistItem, 'by_hand'>[] {
  const step = (title: string) => of(entries, 'did').findLast((entry) => entry.step === title);
  const line = (entry: Entry | undefined, what: string) => (entry ? `events.jsonl line ${entry.seq}: ${what}` : null);
  const rebind = receipts.findLast(isRollback);
  return [
    { id: 'BK-RC1', item: 'scope', evidence: line(entries[0], scope) },
    { id: 'BK-RC2', item: 'current and target manifests', evidence: line(step('Find the last known good'), 'manifest probe') },
    { id: 'BK-RC3', item: 'rebind', evidence: rebind?.audit ? `audit event ${rebind.audit.id} of ${rebind.key}` : null },
    {
      id: 'BK-RC4',
      item: 'manifest and pack checksums agree',
      evidence: line(step('Check manifest and pack integrity'), 'readback verification'),
    },
    { id: 'BK-RC5', item: 'resolver and rules API', evidence: line(step('Check what readers are served'), 'post-rollback probe log') },
    {
      id: 'BK-RC6',
      item: 'timestamps and outcome against the objective',
      evidence: line(of(entries, 'objective').at(-1), 'objectives in this record'),
    },
  ];
}

function attachedFor(id: ChecklistId, entries: readonly Entry[]): string | null {
  const found = statedIn(entries, 'attachment').findLast(({ signed }) => signed.kind === 'attachment' && signed.proves === id);
  return found ? `${found.statement}, attached by ${found.person} (events.jsonl line ${found.seq})` : null;
}
