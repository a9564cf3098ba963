import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { examineBundle, type Examined } from '../../contracts/evidence/examine-bundle.ts';
import { holds, isRead, verifyBundle, type Verdicts } from '../../contracts/evidence/verify-bundle.ts';
import { readRoster } from '../../contracts/read-roster.ts';
import type { KeyHolder } from '../../contracts/signed-text.ts';
import type { Dependencies } from '../dependencies.ts';
import { CommandFailed } from '../failed.ts';
import { plainJson, plainText } from '../plain-text.ts';
import { publicKeyIn } from '../public-key.ts';
import { padded } from '../wrapped.ts';

export interface VerifyOptions {
  readonly key: string;
  readonly people?: string;
  readonly incident?: string;
  readonly json?: true;
}

interface Line {
  readonly name: string;
  readonly problems: readonly string[];
  readonly say: string;
}

/** `holdfast verify`: three verdicts, as verify.sh has them, and when they hold, what only this software looks at. Fails when any does not. */
export async function verify(directory: string, options: VerifyOptions, { out }: Pick<Dependencies, 'out'>): Promise<void> {
  const key = await publicKeyIn(options.key);
  const people = options.people === undefined ? null : rosterIn(options.people);
  const folder = resolve(directory);
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new CommandFailed(`there is no folder ${directory}: name an incident's folder in the vault, or a copy of it`);
  const incident = options.incident ?? basename(folder);
  const verdicts = await verifyBundle(folder, key, incident);
  const more = holds(verdicts) ? await examineBundle(folder, verdicts.statement, key, people) : [];
  const lines = [...linesOf(verdicts, incident), ...more];
  out(options.json ? `${plainJson(lines, 2)}\n` : lines.map(textOf).join('') + closing(verdicts, more));
  const bad = lines.filter(({ problems }) => problems.length > 0).map(({ name }) => name);
  if (bad.length > 0) throw new CommandFailed(`not verified: ${bad.join(', ')}`);
}

function rosterIn(file: string): readonly KeyHolder[] {
  try {
    return readRoster(file);
  } catch (err) {
    throw new CommandFailed((err as Error).message);
  }
}

function linesOf({ integrity, completeness, identity, statement }: Verdicts, incident: string): readonly Line[] {
  const count = isRead(statement) ? statement.subject.length : 0;
  return [
    { name: 'integrity', problems: integrity, say: `${count} files have the digests that were signed` },
    { name: 'completeness', problems: completeness, say: 'no file is missing, none was added' },
    { name: 'identity', problems: identity, say: `${incident}, sealed with the key that you gave` },
  ];
}

function textOf({ name, problems, say }: Line): string {
  const indent = ' '.repeat(20);
  if (problems.length === 0) return `${padded(name, 12)}  PASS  ${plainText(say)}\n`;
  return `${padded(name, 12)}  FAIL  ${problems.map(plainText).join(`\n${indent}`)}\n`;
}

function closing({ statement }: Verdicts, more: readonly Examined[]): string {
  if (!isRead(statement) || more.length === 0) return '\nWhat it says is not to be believed: it did not verify.\n';
  const { incident, ending, ended_at: at, countersigned, log } = statement.predicate;
  const by = [...new Set(countersigned.map(({ person }) => person))].join(', ') || 'nobody';
  return `
${plainText(incident)} ended as ${plainText(ending)} at ${at}; countersigned by ${plainText(by)}; record ${log.number} of its installation.
Not proven here: that the platform told the truth when it was asked, and that no other record was taken away (holdfast log check).
`;
}
