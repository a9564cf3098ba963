import { isOver, type Board } from '../../domain/board.ts';
import { canGive, refusal } from '../../domain/decisions.ts';
import { seconds } from '../../domain/time.ts';
import { boardText } from '../board-text.ts';
import { connected } from '../connected.ts';
import { sameConfig } from '../decide-command.ts';
import type { Dependencies } from '../dependencies.ts';
import type { Connection } from '../incidents.ts';
import { lookFor } from '../look.ts';
import { plainJson, plainText } from '../plain-text.ts';
import type { Signing } from '../question-text.ts';
import { hadAHand } from '../start-command.ts';

export interface ShowOptions {
  readonly watch?: true;
  readonly json?: true;
  readonly config?: string;
}

// What is on the screen goes, and what scrolled off before stays: it is the reader's.
const clear = '\u001b[H\u001b[2J';

/** `holdfast show`: the board, once, or each second until the incident has ended. */
export async function show(incident: string, options: ShowOptions, dependencies: Dependencies): Promise<void> {
  await connected(options, dependencies, async (connection) => {
    const first = await connection.incidents.board(incident);
    if (!options.watch) return dependencies.out(drawn(first, options, connection, dependencies));
    await watch(incident, first, options, connection, dependencies);
  });
}

/** Redraws a terminal each second; elsewhere prints only when more than the time has changed. An outage is said, and outlived. */
async function watch(
  incident: string,
  first: Board,
  options: ShowOptions,
  connection: Connection,
  dependencies: Dependencies,
): Promise<void> {
  const redraws = dependencies.isTerminal && !options.json;
  let board = first;
  let trouble = '';
  let shown = '';
  for (;;) {
    const state = JSON.stringify({ ...board, now: 0, trouble });
    const text = drawn(board, options, connection, dependencies);
    if (redraws) dependencies.out(clear + fitting(board, options, connection, dependencies) + (trouble && `\n${trouble}\n`));
    else if (state !== shown && !trouble) dependencies.out(shown === '' || options.json ? text : `\n${text}`);
    else if (state !== shown) dependencies.err(`${trouble}\n`);
    shown = state;
    if (isOver(board)) return;
    await dependencies.sleep(seconds(1));
    try {
      board = await connection.incidents.board(incident);
      trouble = '';
    } catch (err) {
      trouble = `Not up to date, trying again: ${plainText((err as Error).message)}`;
    }
  }
}

/**
 * The pressing comes first: what is below the screen's end would push it off the top. Where not all of it fits, questions are told in brief, so
 * that their commands stand there. All of it does once the incident has ended.
 */
function fitting(board: Board, options: ShowOptions, connection: Connection, dependencies: Dependencies): string {
  const text = drawn(board, options, connection, dependencies);
  const room = Math.max(10, (dependencies.rows ?? Infinity) - 4); // for what is left out, and for trouble
  const height = text.trimEnd().split('\n').length;
  if (isOver(board) || height <= room) return text;
  const shown = drawn(board, options, connection, dependencies, true).trimEnd().split('\n').slice(0, room);
  return `${shown.join('\n')}\n... ${height - shown.length} lines more: make the window higher, or leave --watch out\n`;
}

function drawn(board: Board, options: ShowOptions, connection: Connection, dependencies: Dependencies, brief = false): string {
  // One line a board while watching, so that a script can read them one by one.
  if (options.json) return `${plainJson(board, options.watch ? undefined : 2)}\n`;
  const now = Math.max(board.now, dependencies.now());
  const text = boardText(board, {
    now,
    look: { ...lookFor(dependencies, dependencies.env), brief },
    signing: signingHere(connection, sameConfig(options)),
    starting: startingHere(board, connection) + sameConfig(options),
  });
  return isOver(board) ? `${text}\nIts evidence: ${plainText(`${connection.vault}/${board.incident}`)}\n` : text;
}

/** Anybody on the roster may start: one who had a hand in it costs no pair of eyes. */
function startingHere(board: Board, { embedded, people }: Connection): string {
  const name = hadAHand(board).find((one) => people.some((person) => person.name === one)) ?? people[0]?.name;
  return embedded && name !== undefined ? `--as ${plainText(name)}` : '--key FILE';
}

/** An embedded run has its people's keys at hand: the command names the first who may give this verdict, ready to copy. Null where nobody may. */
const signingHere =
  ({ embedded, people }: Connection, more: string): Signing =>
  (question, verdict) => {
    if (people.length > 0 && !canGive(question, verdict, people)) return null;
    const fit = people.find((person) => refusal(question, person, verdict) === null);
    return (embedded && fit ? `--as ${plainText(fit.name)}` : '--key FILE') + more;
  };
