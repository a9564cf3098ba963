import type { Case } from '../../../contracts/platform-api.ts';
import { TargetError } from '../../../domain/target-error.ts';
import type { Cases } from '../../../targets/targets.ts';
import type { misfortune } from './faults.ts';
import type { Happened } from './journal.ts';

/** The case system as its port promises: idempotent by key. */
export function cases(journal: Happened[], strike: ReturnType<typeof misfortune>): Cases {
  const opened = new Map<string, Case>();
  return {
    open: async ({ body: _body, ...request }) => {
      const trouble = strike('cases.open');
      if (trouble === 'unreachable') throw new TargetError('Unreachable', 'the case system does not answer', { recoverable: true });
      const seen = [...opened.values()].find(({ key }) => key === request.key);
      if (seen && trouble === 'lost') throw silence();
      if (seen) return seen;
      const id = `CASE-${opened.size + 1}`;
      const incident = trouble === 'foreign' ? 'INC-OTHER1' : request.incident;
      const made: Case = { ...request, incident, id, status: 'open', opened_at: new Date().toISOString(), url: `https://cases.test/${id}` };
      opened.set(id, made);
      journal.push({ what: 'case opened', key: request.key, channel: request.channel.name });
      if (trouble === 'lost') throw silence();
      return Promise.resolve(made);
    },
    read: (id) => Promise.resolve(opened.get(id)!),
  };
}

const silence = (): TargetError => new TargetError('TimedOut', 'no answer came in time', { recoverable: true });
