import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../digest.ts';
import { bundleFile, isSignedBy, keyHint, readSigned, sumsFile, type SignedFiles } from './bundle.ts';
import { filesBelow, type FilesBelow } from './files-below.ts';
import { hashFiles, startHashing } from './hash-files.ts';
import type { EvidenceStatement } from './statement.ts';

/** What is wrong, by verdict; a verdict without a line holds. verify.sh, which is in every bundle, comes to the same three. */
export interface Verdicts {
  /** Files that have not the digest that was signed. */
  readonly integrity: readonly string[];
  /** Files that are missing, that were added, or that are no plain files. */
  readonly completeness: readonly string[];
  /** Whether the key that was given signed this, about this incident. */
  readonly identity: readonly string[];
  /** All that was signed, or why this version cannot read it, which is no verdict. Null without a list of files. Believed only while `identity` holds. */
  readonly statement: EvidenceStatement | string | null;
}

type Subjects = EvidenceStatement['subject'];

/**
 * Checks the evidence in `folder` against a public key that came from elsewhere, or any of several after a change of keys. Reads only; nothing
 * in the folder is executed or believed.
 */
export async function verifyBundle(folder: string, key: KeyObject | readonly KeyObject[], incident: string): Promise<Verdicts> {
  startHashing();
  const found = await filesBelow(folder);
  if (!found.files.includes(bundleFile)) {
    return {
      integrity: ['without a statement no digest can be checked'],
      completeness: [`${bundleFile} is missing`],
      identity: [`${bundleFile} is missing: nobody has signed this`],
      statement: null,
    };
  }
  // The thread hashes while the statement is read here.
  const [bundle, digests] = await Promise.all([readFile(join(folder, bundleFile)).then(readSigned), digestsOf(folder, found.files)]);
  if (typeof bundle === 'string') {
    const integrity = ['without a statement no digest can be checked'];
    const completeness = ['without a statement nobody can say which files belong here'];
    return { integrity, completeness, identity: [`${bundleFile}: ${bundle}`], statement: null };
  }
  const { subject, statement } = bundle;
  const completeness = comparison(found, subject);
  const integrity = [...changed(digests, subject), ...oddSums(subject)];
  return { integrity, completeness, identity: strangers(bundle, [key].flat(), incident), statement };
}

/** Whether all three hold. */
export const holds = ({ integrity, completeness, identity }: Verdicts): boolean =>
  integrity.length + completeness.length + identity.length === 0;

/** Whether this version can read what was signed. */
export const isRead = (statement: Verdicts['statement']): statement is EvidenceStatement =>
  statement !== null && typeof statement !== 'string';

function comparison({ files, odd, tooDeep }: FilesBelow, subjects: Subjects): readonly string[] {
  const signed = new Set(subjects.map(({ name }) => name));
  const there = new Set(files);
  return [
    ...odd.map((name) => `${printable(name)} is no plain file`),
    ...tooDeep.map((name) => `${printable(name).slice(0, 200)} cannot be looked into`),
    ...files.filter((name) => !signed.has(name) && name !== bundleFile).map((name) => `${printable(name)} was added`),
    ...[...signed].filter((name) => !there.has(name)).map((name) => `${name} is missing`),
    ...(signed.size === subjects.length ? [] : ['a file is signed twice']),
  ];
}

async function digestsOf(folder: string, files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const digests = await hashFiles(folder, files);
  return new Map(files.map((name, index) => [name, digests[index]!]));
}

/** A file that is missing is not changed. */
function changed(digests: ReadonlyMap<string, string>, subjects: Subjects): readonly string[] {
  const wrong = subjects.filter(({ name, digest }) => digests.has(name) && digests.get(name) !== digest.sha256);
  return wrong.map(({ name }) => `${name} was changed: it has not the digest that was signed`);
}

/** All are signed: they can only differ, or not be there, when whoever signed them meant that. */
function oddSums(subjects: Subjects): readonly string[] {
  const listed = subjects.filter(({ name }) => name !== sumsFile).map(({ name, digest }) => `${digest.sha256}  ${name}\n`);
  const sums = subjects.filter(({ name }) => name === sumsFile);
  const isListed = sums.length === 1 && sums[0]!.digest.sha256 === sha256(listed.join(''));
  return isListed ? [] : [`${sumsFile} does not list what was signed`];
}

function strangers(bundle: SignedFiles, keys: readonly KeyObject[], incident: string): readonly string[] {
  const said = bundle.incident;
  const about = said === incident ? [] : [`it is the evidence of ${printable(said)}, not of ${printable(incident)}`];
  if (keys.some((key) => isSignedBy(bundle, key))) return about;
  const hints = keys.map(keyHint);
  const other = !hints.includes(bundle.hint);
  const why = other
    ? `${bundleFile} was made with another key: it names ${printable(bundle.hint)}, you gave ${hints.join(' and ')}`
    : `the signature in ${bundleFile} was not made with the key that you gave, over this statement`;
  return [why, ...about];
}

const printable = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '?');
