import { randomUUID } from 'node:crypto';
import { checkStatement, signStatement } from '../../contracts/signed-statement.ts';
import { longestStop, type Stop } from '../../domain/statements.ts';
import type { Millis } from '../../domain/time.ts';
import { stopText } from '../brakes-text.ts';
import { calledAs } from '../called-as.ts';
import { connected } from '../connected.ts';
import { quoted, sameConfig } from '../decide-command.ts';
import type { Dependencies } from '../dependencies.ts';
import { refusedFor, usage } from '../failed.ts';
import type { Connection } from '../incidents.ts';
import { lookFor } from '../look.ts';
import { plainData, plainJson } from '../plain-text.ts';
import { signerKey, type SigningOptions } from '../signer.ts';

export interface StopOptions extends SigningOptions {
  readonly for?: Millis;
  readonly lift?: true;
  readonly why?: string;
  readonly json?: true;
  readonly config?: string;
}

/** `holdfast stop`: stops all automatic containment for a while, or lifts that; without either, says whether it is stopped (promise 12). */
export async function stop(options: StopOptions, dependencies: Dependencies): Promise<void> {
  if (options.for === undefined && !options.lift) return say(options, dependencies);
  const { time, why } = wanted(options);
  const key = await signerKey(options, dependencies);
  await connected(options, dependencies, async (connection) => {
    const before = await connection.incidents.stopped();
    if (options.lift && before === null) return dependencies.out('Automatic containment is not stopped: there is nothing to lift.\n');
    const now = dependencies.now();
    const said = { kind: 'stop' as const, until: iso(now + time), text: why, at: iso(now), nonce: randomUUID() };
    await send(signStatement(said, key), connection, dependencies);
    if (before !== null) dependencies.out(`${options.lift ? 'Lifted' : 'It replaces'} ${earlierText(plainData(before))}\n`);
    if (options.lift) return dependencies.out(stillAsking(`${calledAs(dependencies.env)} incidents${sameConfig(options)}`));
    dependencies.out(
      `Every hold and every rollback that nobody ordered asks a person first. Lift it: ${calledAs(dependencies.env)} stop --lift --why TEXT ${sameOptions(options)}\n`,
    );
  });
}

/** What a stop made an incident ask stays a person's: it does not go on unasked because the stop is over. */
const stillAsking = (listing: string): string => `What it made incidents ask still waits for an answer: ${listing}\n`;

const earlierText = ({ until, by, why }: Stop): string => `the stop of ${by} until ${iso(until)}: ${why}`;

/** As this one was signed and sent, so that the command works as it stands. */
const sameOptions = ({ key, as, ...options }: StopOptions): string =>
  (key === undefined ? `--as ${quoted(as ?? '')}` : `--key ${quoted(key)}`) + sameConfig(options);

async function say(options: StopOptions, dependencies: Dependencies): Promise<void> {
  if (options.why !== undefined) throw usage('say for how long, --for 2h, or --lift');
  const stopped = await connected(options, dependencies, ({ incidents }) => incidents.stopped());
  if (options.json) return dependencies.out(`${plainJson({ stopped }, 2)}\n`);
  if (!stopped) return dependencies.out('Automatic containment is not stopped.\n');
  const lines = stopText(plainData(stopped), dependencies.now(), lookFor(dependencies, dependencies.env));
  dependencies.out(`${lines.join('\n')}\n`);
}

/** How long from now, which is no time for a lift, and why. */
function wanted({ for: time = 0, lift, why = '' }: StopOptions): { readonly time: Millis; readonly why: string } {
  if (lift && time > 0) throw usage('--for stops and --lift ends a stop: give one of the two');
  if (why.trim() === '') throw usage('say why: --why TEXT stands on every board');
  if (!lift && time === 0) throw usage('--for takes a length of time above 0: a stop is ended with --lift');
  if (time > longestStop) throw usage('a stop lasts a day at most: sign another when it is over');
  return { time, why };
}

async function send(
  statement: Parameters<Connection['incidents']['stop']>[0],
  { incidents, people }: Connection,
  { now, out }: Dependencies,
): Promise<void> {
  const checked = people.length > 0 ? checkStatement(statement, people, now()) : null;
  if (checked && 'refusal' in checked) throw refusedFor(checked.refusal);
  const result = await incidents.stop(statement);
  if ('refused' in result) throw refusedFor(result.refused);
  out(`${result.counted}\n`);
}

const iso = (at: Millis): string => new Date(at).toISOString();
