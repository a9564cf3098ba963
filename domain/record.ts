import { isRollback, receiptsIn, wasMadeByOthers, wasSoAlready, type Receipt } from './containment.ts';
import { passed, trouble, type Finding } from './findings.ts';
import { triggerOf } from './runbook.ts';
import { scopeText, channelText } from './scope.ts';
import { checklistOf, type ChecklistItem } from './record-checklist.ts';
import { objectivesOf, type RecordedObjective } from './record-objectives.ts';
import { of, statedIn, type Entry } from './timeline.ts';
import { unresolvedIn, type Unresolved } from './unresolved.ts';
import type { Millis } from './time.ts';

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

export interface IncidentRecord extends EvidenceFields {
  readonly incident: string;
  readonly runbook: string;
  /** The last that was given; `severities` is what it was opened with and each signed change, in order. */
  readonly severity: string;
  readonly severities: readonly { readonly severity: string; readonly by: string; readonly why: string; readonly at: string }[];
  readonly ending: string;
  readonly because: string;
  readonly interventions: readonly (EvidenceFields & { readonly key: string })[];
  readonly objectives: readonly RecordedObjective[];
  /** Milliseconds from the confirmed impact until it was declared here; null when none was confirmed. */
  readonly declared_after_confirmed_milliseconds: Millis | null;
  readonly decisions: readonly { readonly asking: number; readonly verdict: string; readonly by: readonly string[]; readonly at: string }[];
  readonly checklist: readonly ChecklistItem[];
  /** BK-E2: what was closed without, by whom, and why. */
  readonly waivers: readonly {
    readonly fields: readonly string[];
    readonly by: readonly string[];
    readonly why: string;
    readonly at: string;
  }[];
  /** BK-P5: what people did or attached by hand. What they changed proves no objective that it led to. */
  readonly by_hand: readonly ByHand[];
  /** GOV-11: what was ordered and may have taken effect, without a receipt. */
  readonly unresolved: readonly (Omit<Unresolved, 'at'> & { readonly at: string })[];
  /** BK-E5. */
  readonly notes: readonly { readonly person: string; readonly text: string; readonly at: string }[];
}

interface ByHand {
  readonly what: string;
  /** The item of the checklist that an attachment stands for. */
  readonly proves: string | null;
  /** What the person who attached it said it shows; null of a change. */
  readonly text: string | null;
  readonly by: readonly string[];
  readonly at: string;
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
  const rollbacks = receipts.filter(isRollback);
  const severities = severitiesIn(entries);
  const scope = opened ? scopeText(opened.scope) : 'unknown';
  return {
    incident,
    runbook: opened?.runbook ?? 'unknown',
    timestamp: iso(opened?.at ?? 0),
    scope,
    trigger: triggerIn(entries),
    observed_failure_mode: impact?.how ?? ended?.because ?? 'unknown',
    containment_action: lines(receipts.filter((receipt) => !isRollback(receipt))),
    rollback_or_kill_switch_action: lines(rollbacks),
    verification_result: [(rollbacks.at(-1) ?? receipts.at(-1))?.verified ?? 'nothing was changed', ...servedIn(entries)].join('; '),
    operator: operatorsIn(entries).join(', ') || 'holdfast',
    follow_up: receipts.find(({ action }) => action === 'open case')?.subject ?? ended?.because ?? 'unknown',
    severity: severities.at(-1)?.severity ?? 'unknown',
    severities,
    ending: ended?.ending ?? 'open',
    because: ended?.because ?? '',
    interventions: receipts.map(intervention),
    objectives: objectivesOf(entries),
    declared_after_confirmed_milliseconds: impact ? impact.at - impact.since : null,
    decisions,
    checklist: checklistOf(opened?.runbook, scope, entries, receipts),
    waivers: waiversIn(entries),
    by_hand: byHandIn(entries, receipts),
    unresolved: unresolvedIn(entries).map((one) => ({ ...one, at: iso(one.at) })),
    notes: statedIn(entries, 'note').map(({ person, text, at }) => ({ person, text, at: iso(at) })),
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
    containment_action: isRollback(receipt) ? 'none' : told,
    rollback_or_kill_switch_action: isRollback(receipt) ? told : 'none',
    verification_result: receipt.verified,
    operator: receipt.by.join(', '),
    follow_up: followUps[receipt.action],
  };
}

/** BK-E1: the alert, or who started it by hand and why. */
function triggerIn(entries: readonly Entry[]): string {
  const opened = of(entries, 'opened')[0];
  if (!opened?.startedBy) return opened?.by ?? 'unknown';
  return triggerOf({ startedBy: opened.startedBy, alerts: [] }, of(entries, 'started')[0]?.person);
}

/** BK-E1: whoever started it by hand, and all who decided. */
const operatorsIn = (entries: readonly Entry[]): readonly string[] => [
  ...new Set([...of(entries, 'started').map(({ person }) => person), ...of(entries, 'decided').flatMap(({ decision }) => decision.by)]),
];

/** Promise 5: what readers were seen to be served, each time that they were asked. */
const servedIn = (entries: readonly Entry[]): readonly string[] =>
  of(entries, 'did')
    .filter(({ step }) => step === 'Check what readers are served')
    .map(({ seq, result }) => {
      const found = result as readonly Finding[];
      return `readers (line ${seq}): ${passed(found) ? `${found.length} checks passed` : trouble(found)}`;
    });

function severitiesIn(entries: readonly Entry[]): IncidentRecord['severities'] {
  const opened = of(entries, 'opened').map(({ severity, at }) => ({ severity, by: 'holdfast', why: 'as the runbook has it', at: iso(at) }));
  const stated = statedIn(entries, 'severity').flatMap(({ signed, person, text, at }) =>
    signed.kind === 'severity' ? [{ severity: signed.severity, by: person, why: text, at: iso(at) }] : [],
  );
  return [...opened, ...stated];
}

function waiversIn(entries: readonly Entry[]): IncidentRecord['waivers'] {
  const asked = of(entries, 'waived').map(({ fields, by, why, at }) => ({ fields, by, why, at: iso(at) }));
  const stated = statedIn(entries, 'waiver').flatMap(({ signed, person, text, at }) =>
    signed.kind === 'waiver' ? [{ fields: [signed.field], by: [person], why: text, at: iso(at) }] : [],
  );
  return [...asked, ...stated];
}

function byHandIn(entries: readonly Entry[], receipts: readonly Receipt[]): readonly ByHand[] {
  const done = receipts.filter(wasMadeByOthers);
  return [
    ...done.map((receipt) => {
      const by = receipt.byHand ? receipt.by : ['not known: not by this incident'];
      return { what: said(receipt), proves: null, text: null, by, at: iso(receipt.at) };
    }),
    ...statedIn(entries, 'attachment').map(({ statement: what, person, text, at, signed }) => {
      const proves = signed.kind === 'attachment' ? (signed.proves ?? null) : null;
      return { what, proves, text, by: [person], at: iso(at) };
    }),
  ];
}

/** A change with before and after; what was so before is said to be none. */
function said(receipt: Receipt): string {
  const { action, subject, channel, before, after } = receipt;
  return `${action} ${subject} on ${channel.name}: ${wasSoAlready(receipt) ? `${after} (it was so already)` : `${before} -> ${after}`}`;
}
const lines = (receipts: readonly Receipt[]): string => receipts.map(said).join('; ') || 'none';
const iso = (at: Millis): string => new Date(at).toISOString();
