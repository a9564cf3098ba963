import type { Sight } from './sight.ts';

const named = 5;

/** `3 open, 1 stuck: INC-7Q2M4K`: the same words in `/readyz` and `holdfast doctor`. */
export function incidentsText({ open, stuck }: Pick<Sight, 'open' | 'stuck'>): string {
  const names = stuck.slice(0, named).map(({ name }) => name);
  const more = stuck.length > named ? ` and ${stuck.length - named} more` : '';
  return `${open.length} open, ${stuck.length} stuck${names.length > 0 ? `: ${names.join(', ')}${more}` : ''}`;
}

/** What to do about stuck ones. */
export const stuckFix = "the worker's log says why; bring back the version that ran before, or mend it: then they go on by themselves";
