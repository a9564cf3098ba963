/** What a check found. Expected bad news is a value; `unknown` is never read as `pass` (BK-P1). */
export interface Finding {
  /** What was checked and where, such as `rules API at reader-2`. */
  readonly check: string;
  readonly outcome: 'pass' | 'fail' | 'unknown';
  /** The reason, in words for a person. Empty for a pass that needs none. */
  readonly why: string;
}

export const passed = (findings: readonly Finding[]): boolean => findings.length > 0 && findings.every(({ outcome }) => outcome === 'pass');
export const failed = (findings: readonly Finding[]): boolean => findings.some(({ outcome }) => outcome === 'fail');

/** What did not pass, in one line: failures before unknowns. */
export function trouble(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'nothing was checked';
  const bad = [...findings.filter(({ outcome }) => outcome === 'fail'), ...findings.filter(({ outcome }) => outcome === 'unknown')];
  return bad.map(({ check, outcome, why }) => `${check}: ${outcome === 'fail' ? 'failed' : 'unknown'}, ${why}`).join('; ');
}
