import type { IncidentRecord } from '../../domain/record.ts';
import { endOf, of, type Entry } from '../../domain/timeline.ts';
import type { EvidencePredicate } from '../evidence/statement.ts';
import { drillEnvironment } from './last-incident.ts';
import { kindsOfRecord, type RecordKind } from './record-kinds.ts';
import type { SealedIncident } from './sealed-incident.ts';

export const recordFormat = 'urn:holdfast:filed-record:v1';

/** A step of the runbook, as often as it was begun. Times are ISO 8601, UTC (DR-3). */
export interface StepTaken {
  readonly step: string;
  /** The channel, where it is done for each. */
  readonly about: string | null;
  readonly began: string;
  readonly ended: string | null;
  readonly outcome: string;
}

/** Who decided, what was asked, and what they wrote with their answers. */
export interface RecordedDecision {
  readonly asking: number;
  readonly question: string;
  readonly verdict: string;
  readonly by: readonly string[];
  /** The same people, each with the roles that the roster gave them then. */
  readonly signed_by: readonly { readonly person: string; readonly roles: readonly string[] }[];
  readonly at: string;
  readonly notes: readonly string[];
}

/** What only the command line said: it is in no sealed file. */
export interface FiledWith {
  /** Localities whose validation the record is to show (BK-AI5). Null where none were named. */
  readonly validationLocalities: readonly string[] | null;
  /** The build that the launch was validated with (BK-LD4). */
  readonly appBuild: string | null;
}

/** A record for operators and auditors, made of one incident's sealed evidence and of nothing else but `filed_with`: the same again, byte for byte. */
export interface FiledRecord extends Omit<IncidentRecord, 'decisions'> {
  readonly format: typeof recordFormat;
  readonly kind: RecordKind;
  readonly title: string;
  readonly is_drill: boolean;
  readonly impact: { readonly confirmed_since: string; readonly declared_at: string; readonly how: string } | null;
  readonly ended_at: string;
  readonly decisions: readonly RecordedDecision[];
  readonly steps: readonly StepTaken[];
  readonly filed_with: {
    readonly validation_localities: readonly { readonly locality: string; readonly shown: string | null }[] | null;
    readonly app_build: string | null;
  };
  /** What was sealed, by its digests, and how it was checked before this was made. */
  readonly sealed: Omit<EvidencePredicate, 'incident' | 'ending' | 'ended_at'> & {
    readonly statement: string;
    readonly signed_by: string;
    readonly is_timestamped: boolean;
    readonly files: number;
    readonly checked: readonly { readonly name: string; readonly found: string }[];
    readonly verify_with: readonly string[];
  };
}

export interface Checked {
  readonly name: string;
  readonly say: string;
}

/** `checked`: the verdicts that held when the folder was verified just now. */
export function filedRecord(
  kind: RecordKind,
  { incident, entries, record, scope, predicate, subject, digest, hint, isTimestamped }: SealedIncident,
  checked: readonly Checked[],
  { validationLocalities, appBuild }: FiledWith,
): FiledRecord {
  const { ending: _ending, ended_at: endedAt, incident: _incident, ...rest } = predicate;
  const impact = of(entries, 'impact').at(-1);
  return {
    format: recordFormat,
    kind,
    title: kindsOfRecord[kind].title,
    is_drill: scope.environment === drillEnvironment,
    ...record,
    impact: impact ? { confirmed_since: iso(impact.since), declared_at: iso(impact.at), how: impact.how } : null,
    ended_at: endedAt,
    decisions: record.decisions.map((decision) => ({ ...decision, ...toldWith(entries, decision) })),
    steps: stepsIn(entries),
    filed_with: {
      validation_localities: validationLocalities?.map((locality) => ({ locality, shown: shownFor(record, locality) })) ?? null,
      app_build: appBuild,
    },
    sealed: {
      statement: digest,
      signed_by: hint,
      is_timestamped: isTimestamped,
      files: subject.length,
      ...rest,
      checked: checked.map(({ name, say }) => ({ name, found: name === 'people' ? unasked : say })),
      verify_with: [
        `sh ${incident}/verify.sh evidence.pub.pem ${incident}`,
        `holdfast verify ${incident} --key evidence.pub.pem --people holdfast.yaml`,
        `holdfast log check --key evidence.pub.pem --head ${digest}`,
      ],
    },
  };
}

/** Filing takes no roster, so that nobody's signature was checked by it. */
const unasked = 'whose the signatures are was not part of filing: check it with the roster, by the command above';

function toldWith(
  entries: readonly Entry[],
  { asking, by }: IncidentRecord['decisions'][number],
): Pick<RecordedDecision, 'question' | 'notes' | 'signed_by'> {
  const question = of(entries, 'asked').find((entry) => entry.asking === asking)?.text ?? '';
  const counted = of(entries, 'counted').filter((entry) => entry.asking === asking);
  const notes = counted.filter(({ note }) => note !== '').map(({ person, note }) => `${person}: ${note}`);
  const rolesOf = (name: string) => counted.findLast(({ person }) => person === name)?.roles ?? [];
  return { question, notes, signed_by: by.map((person) => ({ person, roles: rolesOf(person) })) };
}

function stepsIn(entries: readonly Entry[]): readonly StepTaken[] {
  return of(entries, 'began').map((began) => {
    const { step, about = null, at } = began;
    const end = endOf(entries, began);
    const outcome = end?.kind === 'failed' ? `failed: ${end.why}` : 'done';
    return { step, about, began: iso(at), ended: end ? iso(end.at) : null, outcome: end ? outcome : 'not finished' };
  });
}

/** What the evidence shows of a locality: how the last change of its channel was verified. Null where the incident did not touch it. */
function shownFor({ interventions }: IncidentRecord, locality: string): string | null {
  return interventions.findLast(({ scope }) => scope.split('/').at(-1) === locality)?.verification_result ?? null;
}

const iso = (at: number): string => new Date(at).toISOString();
