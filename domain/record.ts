import { receiptsIn, type Receipt } from './containment.ts';
import { scopeText, channelText } from './scope.ts';
import type { Millis } from './time.ts';
import type { Entry, Happening } from './timeline.ts';

/** BK-E1's fields, of an incident or of a single intervention. Times are ISO 8601, UTC. */
export interface EvidenceFields {
  readonly timestamp: string;
  readonly scope: string;
  readonly trigger: string;
  readonly observed_failure_mode: string;
  readonly containment_action: string;
  readonly rollback_or_kill_switch_action: string;
  readonly verification_result: string;
  readonly operator: string;
  readonly follow_up: string;
}

/** One line of the checklist BK-RC1..6: what had to be shown, and where it is, or null while it is not. */
export interface ChecklistItem {
  readonly id: string;
  readonly item: string;
  readonly evidence: string | null;
}

export interface IncidentRecord extends EvidenceFields {
  readonly incident: string;
  readonly runbook: string;
  readonly ending: string;
  readonly because: string;
  readonly interventions: readonly (EvidenceFields & { readonly key: string })[];
  readonly objectives: readonly {
    readonly name: string;
    readonly state: string;
    readonly at: string;
    readonly minutes_from_impact: number | null;
  }[];
  readonly decisions: readonly { readonly asking: number; readonly verdict: string; readonly by: readonly string[]; readonly at: string }[];
  readonly checklist: readonly ChecklistItem[];
}

const followUps: Record<Receipt['action'], string> = {
  hold: 'lift by a signed decision',
  lift: 'none',
  quarantine: 'fix forward in the governed case',
  rebind: 'sign off the rollback',
  pin: 'unpin when the fixed release is published',
  baseline: 'sign off a rebind to a proven release',
  'open case': 'close the case with the permanent fix',
};

/** The incident's record, made of nothing but its timeline: whoever has the lines can make it again. Pure. */
export function recordOf(incident: string, entries: readonly Entry[]): IncidentRecord {
  const opened = of(entries, 'opened')[0];
  const ended = of(entries, 'ended')[0];
  const impact = of(entries, 'impact').at(-1);
  const receipts = of(entries, 'did').flatMap(({ result }) => receiptsIn(result));
  const decisions = of(entries, 'decided').map(({ decision }) => ({
    asking: decision.asking,
    verdict: decision.verdict,
    by: decision.by,
    at: iso(decision.at),
  }));
  const rollbacks = receipts.filter(({ action }) => action === 'rebind');
  const scope = opened ? scopeText(opened.scope) : 'unknown';
  return {
    incident,
    runbook: opened?.runbook ?? 'unknown',
    timestamp: iso(opened?.at ?? 0),
    scope,
    trigger: opened?.by ?? 'unknown',
    observed_failure_mode: impact?.how ?? ended?.because ?? 'unknown',
    containment_action: lines(receipts.filter(({ action }) => action !== 'rebind')),
    rollback_or_kill_switch_action: lines(rollbacks),
    verification_result: rollbacks.at(-1)?.verified ?? receipts.at(-1)?.verified ?? 'nothing was changed',
    operator: [...new Set(decisions.flatMap(({ by }) => by))].join(', ') || 'holdfast',
    follow_up: receipts.find(({ action }) => action === 'open case')?.subject ?? ended?.because ?? 'unknown',
    ending: ended?.ending ?? 'open',
    because: ended?.because ?? '',
    interventions: receipts.map(intervention),
    objectives: objectivesOf(entries, impact?.since ?? null),
    decisions,
    checklist: checklistOf(scope, entries, receipts),
  };
}

/** BK-E1 for a single intervention: every receipt says all of it by itself. */
export function intervention(receipt: Receipt): EvidenceFields & { readonly key: string } {
  const told = said(receipt);
  return {
    key: receipt.key,
    timestamp: iso(receipt.at),
    scope: channelText(receipt.channel),
    trigger: receipt.trigger,
    observed_failure_mode: receipt.observed,
    containment_action: receipt.action === 'rebind' ? 'none' : told,
    rollback_or_kill_switch_action: receipt.action === 'rebind' ? told : 'none',
    verification_result: receipt.verified,
    operator: receipt.by.join(', '),
    follow_up: followUps[receipt.action],
  };
}

function objectivesOf(entries: readonly Entry[], impact: Millis | null): IncidentRecord['objectives'] {
  const told = of(entries, 'objective').filter(({ state }) => state === 'met' || state === 'missed' || state === 'broken');
  return told.map(({ name, state, at }) => ({
    name,
    state,
    at: iso(at),
    minutes_from_impact: impact === null ? null : Math.round((at - impact) / 600) / 100,
  }));
}

function checklistOf(scope: string, entries: readonly Entry[], receipts: readonly Receipt[]): readonly ChecklistItem[] {
  const step = (title: string) => of(entries, 'did').findLast((entry) => entry.step === title);
  const line = (entry: Entry | undefined, what: string) => (entry ? `events.jsonl line ${entry.seq}: ${what}` : null);
  const rebind = receipts.findLast(({ action }) => action === 'rebind');
  return [
    { id: 'BK-RC1', item: 'scope', evidence: line(entries[0], scope) },
    { id: 'BK-RC2', item: 'current and target manifests', evidence: line(step('Find the last known good'), 'manifest probe') },
    { id: 'BK-RC3', item: 'rebind', evidence: rebind ? `audit event ${rebind.audit?.id ?? 'none'} of ${rebind.key}` : null },
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

function of<K extends Happening['kind']>(entries: readonly Entry[], kind: K): readonly Extract<Entry, { readonly kind: K }>[] {
  return entries.filter((entry): entry is Extract<Entry, { readonly kind: K }> => entry.kind === kind);
}

const said = ({ action, subject, channel, before, after }: Receipt): string =>
  `${action} ${subject} on ${channel.name}: ${before} -> ${after}`;
const lines = (receipts: readonly Receipt[]): string => receipts.map(said).join('; ') || 'none';
const iso = (at: Millis): string => new Date(at).toISOString();
