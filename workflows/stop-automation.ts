/** One signed, expiring stop of all automatic containment (promise 12). While it runs, every incident asks a person first. */
import { ApplicationFailure, condition, setHandler, upsertMemo } from '@temporalio/workflow';
import { stopAgain, type StopMemo } from '../contracts/stop.ts';
import { mayDecide } from '../domain/decisions.ts';
import { isStopStatement, longestStop, statementSeat, type StopStatement } from '../domain/statements.ts';
import { minutes, type Millis } from '../domain/time.ts';
import { verifyStatement } from './incident/ports.ts';

const escalation = ['on-call', 'incident-commander', 'duty-manager'];

/** As long as any statement that was counted could still be sent again: ten minutes old or ahead at most (contracts/signed-statement.ts). */
const replayable = minutes(20);

/**
 * Runs until the stop expires. Another signed stop replaces it: one that ends in the past ends it. Then it stays a while, with nothing
 * stopped, so that a stop or a lift that was counted is never counted again by a run that knows nothing of it.
 */
export async function stopAutomation(first: StopStatement): Promise<void> {
  let inForce: StopMemo | null = null;
  let counted: Millis = Date.now();
  let signedAt: Millis = 0;
  const nonces = new Set<string>();
  setHandler(stopAgain, async (next) => {
    const stop = await checked(next);
    await condition(() => inForce !== null); // the first comes first
    if (nonces.has(next.nonce)) throw refused('this very stop was counted before: sign a new one', 'NonceUsed');
    // Whoever signed it knew nothing of the one in force: on its way it was overtaken, or held back.
    if (stop.until < inForce!.until && inForce!.until > Date.now() && Date.parse(next.at) < signedAt)
      throw refused(
        `it was signed before the stop that is in force, of ${inForce!.by}: look at that with \`holdfast stop\`, and sign again`,
        'TooOld',
      );
    nonces.add(next.nonce);
    counted = Date.now();
    signedAt = Math.max(signedAt, Date.parse(next.at));
    inForce = show(stop);
    return `automatic containment is stopped until ${new Date(stop.until).toISOString()}`;
  });
  inForce = show(await checked(first));
  signedAt = Date.parse(first.at);
  nonces.add(first.nonce);
  const ends = (): Millis => Math.max(inForce!.until, counted + replayable);
  for (let waited = inForce; ends() > Date.now(); waited = inForce) await condition(() => inForce !== waited, ends() - Date.now());
}

async function checked(statement: unknown): Promise<StopMemo> {
  if (!isStopStatement(statement)) throw refused('this is not a signed stop: make one with `holdfast stop`', 'Malformed');
  const identified = await verifyStatement(statement, Date.now());
  if ('refusal' in identified) throw refused(identified.refusal.message, identified.refusal.code);
  const { person } = identified;
  if (!mayDecide(person, statementSeat.stop, escalation))
    throw refused(`${person.name} may not stop automatic containment: it takes ${statementSeat.stop}`, 'WrongRole');
  const until = Date.parse(statement.until);
  if (until > Date.now() + longestStop) throw refused('a stop lasts a day at most: sign another when it is over', 'Malformed');
  return { until, by: person.name, why: statement.text };
}

function show(stop: StopMemo): StopMemo {
  upsertMemo({ stop });
  return stop;
}

const refused = (why: string, code: string): ApplicationFailure => ApplicationFailure.nonRetryable(why, code);
