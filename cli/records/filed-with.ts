import type { FiledWith } from '../../contracts/records/filed-record.ts';
import type { RecordKind } from '../../contracts/records/record-kinds.ts';
import { scopePart } from '../../domain/scope.ts';
import { usage } from '../failed.ts';

export interface FiledWithOptions {
  readonly validationLocalities?: string;
  readonly appBuild?: string;
}

/** What only one kind of record takes from the command line. Fails for another kind, and for what cannot be a locality or a build. */
export function filedWith(kind: RecordKind, { validationLocalities, appBuild }: FiledWithOptions): FiledWith {
  if (validationLocalities !== undefined && kind !== 'ai-kill-switch')
    throw usage('--validation-localities belongs to the ai-kill-switch record: leave it out');
  if (appBuild !== undefined && kind !== 'launch-day') throw usage('--app-build belongs to the launch-day record: leave it out');
  const localities = validationLocalities?.split(',').map((name) => name.trim());
  const odd = localities?.find((name) => !scopePart.test(name));
  if (odd !== undefined) throw usage(`'${odd}' is not a locality: write their names with commas between, such as au-nsw,au-vic`);
  if (appBuild !== undefined && !/^[\x21-\x7e]{1,100}$/.test(appBuild))
    throw usage(`'${appBuild}' is not a build: write up to 100 letters, digits and marks, without spaces`);
  return { validationLocalities: localities ? [...new Set(localities)] : null, appBuild: appBuild ?? null };
}
