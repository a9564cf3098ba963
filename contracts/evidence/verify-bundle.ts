import type { KeyObject } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../digest.ts';
import { bundleFile, isSignedBy, keyHint, readSigned, statementIn, sumsFile, type SignedFiles } from './bundle.ts';
import { hashFiles } from './hash-files.ts';
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

/** Checks the evidence in `folder` against a public key that came from elsewhere. Reads only; nothing in the folder is executed or believed. */
export async function verifyBundle(folder: string, key: KeyObject, incident: string): Promise<Verdicts> {
  const found = await walk(folder, '');
  if (!found.files.includes(bundleFile)) {
    return {
      integrity: ['without a statement no digest can be checked'],
      completeness: [`${bundleFile} is missing`],
      identity: [`${bundleFile} is missing: nobody has signed this`],
      statement: null,
    };
  }
  const bundle = readSigned(await readFile(join(folder, bundleFile)));
  if (typeof bundle === 'string') {
    const integrity = ['without a statement no digest can be checked'];
    return { integrity, completeness: [], identity: [`${bundleFile}: ${bundle}`], statement: null };
  }
  const { subject } = bundle;
  const files = new Set(found.files);
  const there = subject.filter(({ name }) => files.has(name));
  const integrity = [...(await changed(folder, there)), ...oddSums(subject)];
  const completeness = comparison(found, subject);
  return { integrity, completeness, identity: strangers(bundle, key, incident), statement: statementIn(bundle) };
}

/** Whether all three hold. */
export const holds = ({ integrity, completeness, identity }: Verdicts): boolean =>
  integrity.length + completeness.length + identity.length === 0;

/** Whether this version can read what was signed. */
export const isRead = (statement: Verdicts['statement']): statement is EvidenceStatement =>
  statement !== null && typeof statement !== 'string';

interface Found {
  readonly files: readonly string[];
  readonly odd: readonly string[];
}

async function walk(folder: string, prefix: string): Promise<Found> {
  const files: string[] = [];
  const odd: string[] = [];
  for (const name of await readdir(join(folder, prefix))) {
    const path = prefix === '' ? name : `${prefix}/${name}`;
    const what = await lstat(join(folder, path));
    if (what.isDirectory()) {
      const below = await walk(folder, path);
      files.push(...below.files);
      odd.push(...below.odd);
    } else if (what.isFile()) files.push(path);
    else odd.push(path);
  }
  return { files, odd };
}

function comparison({ files, odd }: Found, subjects: Subjects): readonly string[] {
  const signed = new Set(subjects.map(({ name }) => name));
  const there = new Set(files);
  return [
    ...odd.map((name) => `${printable(name)} is no plain file`),
    ...files.filter((name) => !signed.has(name) && name !== bundleFile).map((name) => `${printable(name)} was added`),
    ...[...signed].filter((name) => !there.has(name)).map((name) => `${name} is missing`),
    ...(signed.size === subjects.length ? [] : ['a file is signed twice']),
  ];
}

async function changed(folder: string, subjects: Subjects): Promise<readonly string[]> {
  const digests = await hashFiles(
    folder,
    subjects.map(({ name }) => name),
  );
  const wrong = subjects.filter(({ digest }, index) => digest.sha256 !== digests[index]);
  return wrong.map(({ name }) => `${name} was changed: it has not the digest that was signed`);
}

/** Both are signed: they can only differ when whoever signed them meant them to. */
function oddSums(subjects: Subjects): readonly string[] {
  const listed = subjects.filter(({ name }) => name !== sumsFile).map(({ name, digest }) => `${digest.sha256}  ${name}\n`);
  const sums = subjects.find(({ name }) => name === sumsFile);
  return sums && sums.digest.sha256 !== sha256(listed.join('')) ? [`${sumsFile} does not list what was signed`] : [];
}

function strangers(bundle: SignedFiles, key: KeyObject, incident: string): readonly string[] {
  const said = bundle.incident;
  const about = said === incident ? [] : [`it is the evidence of ${printable(said)}, not of ${printable(incident)}`];
  if (isSignedBy(bundle, key)) return about;
  const other = bundle.hint !== keyHint(key);
  const why = other
    ? `${bundleFile} was made with another key: it names ${printable(bundle.hint)}, you gave ${keyHint(key)}`
    : `the signature in ${bundleFile} was not made with the key that you gave, over this statement`;
  return [why, ...about];
}

const printable = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '?');
