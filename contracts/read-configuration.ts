import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { digestOfBytes } from './digest.ts';
import {
  configurationJsonSchema,
  configurationSchema,
  type Configuration,
  type PagerConfiguration,
  type S3Configuration,
} from './configuration.ts';
import { ConfigurationError, type ConfigurationProblem } from './configuration-error.ts';
import { brokenRules, type Complaint } from './configuration-rules.ts';
import { knownKeys } from './known-keys.ts';
import { nearest } from './nearest.ts';
import { readableParts } from './readable-parts.ts';
import { seenBeside, separatePlaces } from './separate-places.ts';
import { schemaComplaint } from './schema-complaint.ts';
import { YamlSource, type Path, type Place } from './yaml-source.ts';
import { z } from 'zod';

/** A `holdfast.yaml` that was read, and what tells of a field of it where it is written. */
export interface ReadConfiguration {
  readonly configuration: Configuration;
  readonly problemAt: (path: Path, message: string) => ConfigurationProblem;
}

/** As below, without what tells of its fields. */
export const readConfiguration = (file: string, rolesUsed: Readonly<Record<string, readonly string[]>> = {}): Configuration =>
  readWithPlaces(file, rolesUsed).configuration;

/**
 * Reads `holdfast.yaml`. Paths in it, also those of `file:` secrets, come back absolute: they are relative to the file's folder.
 * `rolesUsed`: per runbook, the roles that somebody must have. Throws a ConfigurationError that names every problem with its line.
 */
export function readWithPlaces(file: string, rolesUsed: Readonly<Record<string, readonly string[]>>): ReadConfiguration {
  const problem = ({ line, column }: Place, path: Path, message: string): ConfigurationProblem => ({
    file,
    line,
    column,
    path: pathText(path),
    message,
  });
  const text = contentOf(file, (message) => new ConfigurationError([problem({ line: 1, column: 1 }, [], message)]));
  const source = new YamlSource(text);
  if (source.errors.length > 0)
    throw new ConfigurationError(source.errors.map((error) => problem(error, [], `is not YAML: ${error.message}`)));
  const raw = valueOf(source, (message) => new ConfigurationError([problem({ line: 1, column: 1 }, [], message)]));
  const problemAt = (path: Path, message: string): ConfigurationProblem => problem(source.placeOf(path), path, message);
  const parsed = configurationSchema.safeParse(raw, { error: schemaComplaint });
  const inFields = (parsed.error?.issues ?? []).flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => problem(source.placeOfKey([...issue.path, key]), [...issue.path, key], unknownKey(key, issue.path)))
      : [problemAt(issue.path, issue.message)],
  );
  const folder = dirname(resolve(file));
  const problems = [...inFields, ...betweenFields(raw, folder, rolesUsed).map(({ path, message }) => problemAt(path, message))];
  if (!parsed.success || problems.length > 0) throw new ConfigurationError(inOrder(problems));
  return { configuration: { ...absolute(parsed.data, folder), digest: digestOfBytes(text) }, problemAt };
}

/** Every mistake is told in one round, also between those fields that can be read beside others that cannot. */
function betweenFields(raw: unknown, folder: string, rolesUsed: Readonly<Record<string, readonly string[]>>): readonly Complaint[] {
  if (typeof raw !== 'object' || raw === null) return []; // an empty file lacks people too, and that is not news
  const parts = readableParts(configurationSchema, raw) ?? {};
  return [...brokenRules(parts, rolesUsed), ...separatePlaces(parts, folder)];
}

function contentOf(file: string, failure: (message: string) => Error): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw failure(
      `cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown'}): docs/configuration.md has an example to start from`,
    );
  }
}

function valueOf(source: YamlSource, failure: (message: string) => Error): unknown {
  try {
    return source.value();
  } catch {
    throw failure('uses too many aliases (*name): write the values out'); // the parser's guard against alias bombs
  }
}

function unknownKey(key: string, path: Path): string {
  const known = knownKeys(configurationJsonSchema(), path);
  const meant = nearest(key, known);
  return meant ? `is not known here: did you mean ${meant}?` : `is not known here: known are ${known.join(', ')}`;
}

const inOrder = (problems: readonly ConfigurationProblem[]): readonly ConfigurationProblem[] =>
  [...problems].sort((one, other) => one.line - other.line || one.column - other.column);

const pathText = (path: Path): string => z.core.toDotPath(path);

function absolute(configuration: Omit<Configuration, 'digest'>, folder: string): Omit<Configuration, 'digest'> {
  const at = (path: string) => resolve(folder, path);
  const secret = (reference: string) => (reference.startsWith('file:') ? `file:${at(reference.slice('file:'.length))}` : reference);
  const { temporal, sources, targets, evidence } = configuration;
  const { key, anchor } = evidence;
  const { packs, publisher, cases, trustRoots, vault, pager } = targets;
  return {
    ...configuration,
    temporal: temporal.apiKey === undefined ? temporal : { ...temporal, apiKey: secret(temporal.apiKey) },
    sources: sources.map((source) => ({ ...source, token: secret(source.token) })),
    targets: {
      ...targets,
      packs: { ...packs, origins: packs.origins.map((origin) => ({ ...origin, ...placeWith(origin, at, secret) })) },
      publisher: { ...publisher, token: secret(publisher.token) },
      cases: { ...cases, token: secret(cases.token) },
      trustRoots: {
        metadata: at(trustRoots.metadata),
        pinned: at(trustRoots.pinned),
        seen: at(trustRoots.seen ?? seenBeside(at(vault.spool))),
      },
      vault: { ...vault, ...placeWith(vault, at, secret), spool: at(vault.spool) },
      ...(pager && { pager: pagerWith(pager, secret) }),
    },
    evidence: {
      ...evidence,
      key: secret(key),
      records: at(evidence.records),
      ...(anchor && { anchor: { ...anchor, secret: secret(anchor.secret) } }),
    },
  };
}

/** The folder, or the object storage, where something lies. */
function placeWith<S extends S3Configuration>(
  { path, s3 }: { readonly path?: string | undefined; readonly s3?: S | undefined },
  at: (path: string) => string,
  secret: (reference: string) => string,
): { readonly path: string } | { readonly s3: S } | Record<never, never> {
  if (path !== undefined) return { path: at(path) };
  return s3 === undefined ? {} : { s3: { ...s3, access_key: secret(s3.access_key), secret_key: secret(s3.secret_key) } };
}

function pagerWith(pager: PagerConfiguration, secret: (reference: string) => string): PagerConfiguration {
  switch (pager.kind) {
    case 'console':
      return pager;
    case 'webhook':
      return { ...pager, secret: secret(pager.secret) };
    case 'slack':
      return { ...pager, url: secret(pager.url) };
  }
}
