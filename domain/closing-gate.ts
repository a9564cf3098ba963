import type { EvidenceFields, IncidentRecord } from './record.ts';

/** A field that a record needs and has not. */
export interface Lack {
  /** How a waiver or an attachment names it: `operator`, `BK-RC3`, or `KEY of an intervention: operator`. */
  readonly field: string;
  readonly why: string;
}

const fields = [
  'timestamp',
  'scope',
  'trigger',
  'observed_failure_mode',
  'containment_action',
  'rollback_or_kill_switch_action',
  'verification_result',
  'operator',
  'follow_up',
] as const satisfies readonly (keyof EvidenceFields)[];

/**
 * BK-E2: what keeps this record's incident from being closed: BK-E1's nine fields, for it and for every intervention, and the checklist;
 * GOV-11: and what became of every change.
 */
export function lacks(record: IncidentRecord): readonly Lack[] {
  const waived = new Set(record.waivers.flatMap((waiver) => waiver.fields));
  const found = [
    ...emptyIn(record, ''),
    ...record.interventions.flatMap((one) => emptyIn(one, `${one.key}: `)),
    ...record.unresolved.map(({ key, why }) => ({ field: `${key}: outcome`, why: `whether it took effect is not known: ${why}` })),
    ...record.checklist.flatMap(({ id, item, evidence }) => (evidence === null ? [{ field: id, why: `no proof of ${item}` }] : [])),
  ];
  return found.filter(({ field }) => !waived.has(field));
}

const emptyIn = (record: EvidenceFields, of: string): readonly Lack[] =>
  fields.filter((field) => ['', 'unknown'].includes(record[field].trim())).map((field) => ({ field: `${of}${field}`, why: 'it is empty' }));
