import type { Candidate } from '../pack/candidate.ts';
import { answersOf, dictionaryPath, rulesPath } from '../pack/pack-content.ts';

/** A Kristal validation report (KOA-P6): one issue for each gate that a candidate does not pass. */
export interface ValidationReport {
  readonly schema_version: '3.0';
  readonly report_id: string;
  readonly created_at: string;
  readonly build_id: string;
  readonly validation_status: 'passed' | 'failed';
  readonly stats: { readonly error_count: number; readonly warning_count: number; readonly info_count: number };
  readonly issues: readonly {
    readonly severity: 'ERROR';
    readonly code: string;
    readonly message: string;
    readonly rule: { readonly rule_id: string };
  }[];
}

/** Holds a candidate against the source that the pipeline fetched: every rule there, with the source's answer, and found by its terms. */
export function validated(candidate: Candidate, buildId: string): ValidationReport {
  const answers = answersOf(candidate.payload.get(rulesPath) ?? Buffer.of(), candidate.payload.get(dictionaryPath) ?? Buffer.of());
  const issues = candidate.source.rules.flatMap(({ rule_id, answer, terms }) => {
    const issue = (code: string, message: string) => ({ severity: 'ERROR' as const, code, message, rule: { rule_id } });
    const said = answers.rule(rule_id)?.answer;
    if (said === undefined) return [issue('RULE_MISSING', `the candidate has no rule ${rule_id}`)];
    if (said !== answer) return [issue('DISAGREES_WITH_SOURCE', `the candidate says '${said}', the source says '${answer}'`)];
    const lost = terms.find((term) => answers.resolve(term) !== rule_id);
    return lost === undefined ? [] : [issue('NOT_RESOLVED', `'${lost}' does not lead to ${rule_id}`)];
  });
  return {
    schema_version: '3.0',
    report_id: `report-${buildId}`,
    created_at: new Date().toISOString(),
    build_id: buildId,
    validation_status: issues.length === 0 ? 'passed' : 'failed',
    stats: { error_count: issues.length, warning_count: 0, info_count: 0 },
    issues,
  };
}
