import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { readRoster } from '../../contracts/read-roster.ts';
import type { KeyHolder } from '../../contracts/signed-text.ts';
import type { Dependencies } from '../dependencies.ts';
import { CommandFailed } from '../failed.ts';
import { lookFor } from '../look.ts';
import { plainJson, plainText } from '../plain-text.ts';
import { publicKeyIn } from '../public-key.ts';
import { verified, type Verified, type VerifiedLine } from '../verified.ts';
import { hanging, padded, wrapped } from '../wrapped.ts';

export interface VerifyOptions {
  readonly key: readonly string[];
  readonly people?: string;
  readonly incident?: string;
  readonly json?: true;
}

/** `holdfast verify`: three verdicts, as verify.sh has them, and when they hold, what only this software looks at. Fails when any does not. */
export async function verify(directory: string, options: VerifyOptions, dependencies: Dependencies): Promise<void> {
  const keys = await Promise.all(options.key.map(publicKeyIn));
  const people = options.people === undefined ? null : rosterIn(options.people);
  const folder = resolve(directory);
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new CommandFailed(`there is no folder ${directory}: name an incident's folder in the vault, or a copy of it`);
  const incident = options.incident ?? basename(folder);
  const { lines, statement } = await verified(folder, keys, incident, people);
  const bad = lines.filter(({ problems }) => problems.length > 0).map(({ name }) => name);
  const believed = bad.length === 0 ? statement : null;
  // Scripts get each verdict on one line.
  const width = dependencies.columns === undefined ? Infinity : lookFor(dependencies, dependencies.env).width;
  const screen = (): string =>
    [...lines.flatMap((line) => linesOf(line, width)), '', ...closing(believed, people !== null, width)].join('\n');
  dependencies.out(`${options.json ? plainJson(lines, 2) : screen()}\n`);
  if (bad.length > 0) throw new CommandFailed(`not verified: ${bad.join(', ')}`);
}

function rosterIn(file: string): readonly KeyHolder[] {
  try {
    return readRoster(file);
  } catch (err) {
    throw new CommandFailed((err as Error).message);
  }
}

/** As wide as the terminal. Commands and digests to copy are not broken. */
function linesOf({ name, problems, say, isUnchecked }: VerifiedLine, width: number): readonly string[] {
  const first = (mark: string): string => `${padded(name, 12)}  ${mark}  `;
  if (isUnchecked) return hanging(first('----'), plainText(say), width, true);
  if (problems.length === 0) return hanging(first('PASS'), plainText(say), width, true);
  const indent = ' '.repeat(first('FAIL').length);
  return problems.flatMap((problem, index) => hanging(index === 0 ? first('FAIL') : indent, plainText(problem), width, true));
}

function closing(statement: Verified['statement'], isSignedByPeople: boolean, width: number): readonly string[] {
  if (statement === null) return wrapped('What it says is not to be believed: it did not verify.', width);
  const { incident, ending, ended_at: at, countersigned, log } = statement.predicate;
  const by = [...new Set(countersigned.map(({ person }) => person))].join(', ') || 'nobody';
  const who = `${plainText(by)}${isSignedByPeople ? '' : ' (it says so; not checked)'}`;
  const what = `${plainText(incident)} ended as ${plainText(ending)} at ${at}; countersigned by ${who}; record ${log.number} of its installation.`;
  return [what, notProven].flatMap((text) => wrapped(text, Math.min(width, 140), true));
}

const notProven =
  'Not proven here: that the platform told the truth when it was asked; that no other record was taken away (holdfast log check); ' +
  "when it was sealed, unless a time stamp in it is checked with its authority's certificate.";
