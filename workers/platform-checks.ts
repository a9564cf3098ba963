import type { Check } from '../cli/dependencies.ts';
import type { Configuration } from '../contracts/configuration.ts';
import { isTargetError } from '../domain/target-error.ts';
import { seconds } from '../domain/time.ts';
import { httpCases } from '../targets/cases/http-cases.ts';
import { networkError } from '../targets/http-exchange.ts';
import { httpPublisher } from '../targets/publisher/http-publisher.ts';
import { probing } from './probing.ts';
import { secretHere } from './secret-here.ts';

const time = seconds(5);
/** Nothing has this name: what is asked about it is answered with 404, to whoever has the token. */
const nobodys = 'holdfast-doctor';

/** What every rollback takes: of a platform that cannot do it, people do it (BK-P5). */
const needed = ['hold', 'quarantine', 'rebind', 'lift'] as const;

/** `doctor` on publisher, cases and readers: that they answer, and take the tokens that an incident will need. Changes nothing. */
export const platformChecks = ({ targets }: Pick<Configuration, 'targets'>): readonly Check[] => [
  publisherCheck(targets),
  casesCheck(targets),
  ...targets.serving.readers.map(({ name, url }) =>
    probing(`reader ${name}`, 'start it, or correct targets.serving', () => readerAnswers(name, url)),
  ),
];

type Platform = Configuration['targets'];

function publisherCheck({ publisher: { url, token }, allowedHosts }: Platform): Check {
  return probing('publisher', { away: 'start it, or correct targets.publisher', refused: `correct its token, ${token}` }, async () => {
    const publisher = httpPublisher({ base: url, token: secretHere(token), allowedHosts, time });
    const { actions } = await publisher.describe(); // takes no token
    await publisher.outcome({ tenant: nobodys, environment: nobodys, name: nobodys }, nobodys);
    const byHand = needed.filter((action) => !actions.includes(action));
    const lacking = byHand.length > 0 ? `; people are asked to do by hand: ${byHand.join(', ')}` : '';
    return `${url} takes the token, and can ${actions.join(', ')}${lacking}`;
  });
}

function casesCheck({ cases: { url, token }, allowedHosts }: Platform): Check {
  return probing('cases', { away: 'start it, or correct targets.cases', refused: `correct its token, ${token}` }, async () => {
    const cases = httpCases({ base: url, token: secretHere(token), allowedHosts, time });
    await cases.read(nobodys).catch((err: unknown) => {
      if (!isTargetError(err, 'NotFound')) throw err;
    });
    return `${url} takes the token`;
  });
}

/** Any answer does: what a reader serves is for an incident to ask, of a channel. */
async function readerAnswers(name: string, url: string): Promise<string> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(time), redirect: 'manual' }).then((answer) => answer.body?.cancel());
    return url;
  } catch (err) {
    throw networkError(err, `${name} (GET ${url})`, { time, isWrite: false });
  }
}
