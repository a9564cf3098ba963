import type { Severity } from '../../domain/statements.ts';
import type { Dependencies } from '../dependencies.ts';
import { usage } from '../failed.ts';
import { stateAbout, type StatingOptions } from '../state-about.ts';

/** `holdfast severity`: another severity than the runbook's, with a reason. */
export async function severity(
  incident: string,
  given: Severity,
  options: StatingOptions & { readonly why: string },
  dependencies: Dependencies,
): Promise<void> {
  if (options.why.trim() === '') throw usage('say why: --why TEXT goes into the record');
  await stateAbout(incident, { kind: 'severity', severity: given, text: options.why }, options, dependencies);
}
