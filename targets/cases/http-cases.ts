import { caseSchema } from '../../contracts/platform-api.ts';
import { TargetError } from '../../domain/target-error.ts';
import { boundedFetch, type HttpTarget } from '../bounded-fetch.ts';
import { asWrite } from '../write-outcome.ts';
import type { Cases } from '../targets.ts';

/** The platform's case system over HTTP (KOA-61e). TimedOut when it is not known whether the case was opened: open it again by the same key. */
export function httpCases(target: Omit<HttpTarget, 'name'>): Cases {
  const http = boundedFetch({ ...target, name: 'cases' });
  return {
    open: (request) =>
      asWrite(`cases, opening one for ${request.incident}`, async () => {
        const opened = await http.json(caseSchema, { method: 'POST', path: '/v1/cases', body: JSON.stringify(request) });
        // Linked both ways: a case that names another incident is not the one that was asked for.
        if (opened.key === request.key && opened.incident === request.incident) return opened;
        throw new TargetError('Malformed', `cases answered with ${opened.id}, which belongs to ${opened.incident}`);
      }),
    async read(id) {
      const found = await http.json(caseSchema, { path: `/v1/cases/${encodeURIComponent(id)}` });
      if (found.id === id) return found;
      throw new TargetError('Malformed', `cases answered with ${found.id} when asked for ${id}`);
    },
  };
}
