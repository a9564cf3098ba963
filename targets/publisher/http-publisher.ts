import { changeSchema, coverSchema, describeSchema, type Change } from '../../contracts/platform-api.ts';
import { channelText, type Channel } from '../../domain/scope.ts';
import { isTargetError, TargetError } from '../../domain/target-error.ts';
import { boundedFetch, type HttpTarget } from '../bounded-fetch.ts';
import { asWrite } from '../write-outcome.ts';
import type { Publisher } from '../targets.ts';

const largestEvidence = 4 * 1_048_576;
const part = encodeURIComponent;

/** The platform's own publisher over HTTP: it signs and answers with its audit event (BK-RC3). Repeats nothing by itself. */
export function httpPublisher(target: Omit<HttpTarget, 'name'> & { readonly clock?: () => number }): Publisher {
  const http = boundedFetch({ ...target, name: 'publisher' });
  const clock = target.clock ?? Date.now;
  const changesOf = ({ tenant, environment, name }: Channel) => `/v1/channels/${part(tenant)}/${part(environment)}/${part(name)}/changes`;

  return {
    describe: () => http.json(describeSchema, { path: '/v1/describe' }),
    cover: ({ tenant, environment, kind, name }) =>
      http.json(coverSchema, { path: `/v1/scopes/${part(tenant)}/${part(environment)}/${kind}/${part(name)}` }),
    change: (channel, request) =>
      asWrite(`publisher, ${request.action} of ${channelText(channel)}`, async () => {
        const change = await http.json(changeSchema, { method: 'POST', path: changesOf(channel), body: JSON.stringify(request) });
        return answering(change, request.key, request.action);
      }),
    async outcome(channel, key) {
      const change = await orNull(http.json(changeSchema, { path: `${changesOf(channel)}/${part(key)}` }));
      return change && answering(change, key);
    },
    async evidence({ tenant, environment, name }, item) {
      const path = `/v1/evidence/${part(tenant)}/${part(environment)}/${part(name)}/${part(item)}`;
      const { bytes, origin } = await http.bytes({ path, bytes: largestEvidence });
      return { value: bytes, origin, at: clock() };
    },
  };
}

/** An answer about another change is no answer. */
function answering(change: Change, key: string, action: Change['action'] = change.action): Change {
  if (change.key === key && change.action === action) return change;
  throw new TargetError('Malformed', `the publisher answered about ${change.action} with key ${change.key} when asked about key ${key}`);
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (isTargetError(error, 'NotFound')) return null;
    throw error;
  }
}
