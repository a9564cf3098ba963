import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { configurationJsonSchema } from '../../contracts/configuration.ts';
import { ConfigurationError } from '../../contracts/configuration-error.ts';
import { readWithPlaces } from '../../contracts/read-configuration.ts';
import { mustHaveSecrets, secretsUsed, type Part } from '../../contracts/secrets-used.ts';
import { lineOf, written, type Replacement } from './manual-example.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (...changes: readonly Replacement[]) => readWithPlaces(written(folder, ...changes), {});

/** `line path: message` of every secret that cannot be had. */
function complaints(only?: Part, ...changes: readonly Replacement[]): readonly string[] {
  try {
    mustHaveSecrets(read(...changes), only);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map(({ line, path, message }) => `${line} ${path}: ${message}`);
    throw error;
  }
  return [];
}

test('every secret that cannot be had is told at once, with the line where it is named and what to do', () => {
  const line = (piece: string): string => String(lineOf(piece));
  expect(complaints()).toEqual([
    `${line('token: env:HOLDFAST_ALERT')} sources[0].token: env:HOLDFAST_ALERTMANAGER_TOKEN is not set: set HOLDFAST_ALERTMANAGER_TOKEN in the environment of holdfast`,
    expect.stringMatching(
      new RegExp(`^${line('token: file:/run')} targets.publisher.token: file:/run/secrets/publisher-token cannot be read \\(ENOENT\\)`),
    ),
    expect.stringMatching(/ targets\.cases\.token: env:HOLDFAST_CASES_TOKEN is not set/),
    expect.stringMatching(/ targets\.pager\.secret: env:HOLDFAST_PAGER_SECRET is not set/),
    expect.stringMatching(/ evidence\.key: file:\/run\/secrets\/evidence\.pem cannot be read/),
    expect.stringMatching(/ evidence\.anchor\.secret: env:HOLDFAST_ANCHOR_SECRET is not set/),
  ]);
});

test('what is there is not told', () => {
  writeFileSync(join(folder, 'here'), 'a secret\n');
  expect(complaints('gateway', ['env:HOLDFAST_ALERTMANAGER_TOKEN', 'file:here'], ['env:HOLDFAST_PAGER_SECRET', 'file:here'])).toEqual([]);
});

test('a gateway needs no secret of the platform, and a worker none of a sender', () => {
  const paths = (only: Part) => secretsUsed(read().configuration, only).map(({ path }) => path.join('.'));
  expect(paths('gateway')).toEqual(['sources.0.token', 'targets.pager.secret']);
  expect(paths('worker')).toEqual([
    'targets.publisher.token',
    'targets.cases.token',
    'targets.pager.secret',
    'evidence.key',
    'evidence.anchor.secret',
  ]);
});

test('every field that names a secret is looked at: those of the schema, and no other', () => {
  const store = 's3: {endpoint: https://s3.example.org, bucket: other, access_key: env:A, secret_key: env:B}';
  const everything = read(
    ['# apiKey: env:TEMPORAL_API_KEY', 'apiKey: env:TEMPORAL_API_KEY'],
    ['path: /srv/packs-mirror', store],
    ['path: /srv/vault', store],
  ).configuration;
  const slack = read(
    ['kind: webhook ', 'kind: slack   '],
    ['url: https://pager.example.org/holdfast\n    secret: env:HOLDFAST_PAGER_SECRET', 'url: env:SLACK'],
  ).configuration;
  const used = [...secretsUsed(everything), ...secretsUsed(slack)].map(({ path }) =>
    path.filter((step) => typeof step === 'string').join('.'),
  );
  expect([...new Set(used)].sort()).toEqual([...new Set(secretFields(configurationJsonSchema()))].sort());
});

interface Shape {
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly oneOf?: readonly Shape[];
}

/** The paths of a JSON schema's fields that take env:NAME or file:path. */
function secretFields(schema: Shape, path: readonly string[] = []): readonly string[] {
  const own = schema.pattern?.startsWith('^(env:') ? [path.join('.')] : [];
  const below = Object.entries(schema.properties ?? {}).flatMap(([name, shape]) => secretFields(shape, [...path, name]));
  const others = [...(schema.oneOf ?? []), ...(schema.items ? [schema.items] : [])].flatMap((shape) => secretFields(shape, path));
  return [...own, ...below, ...others];
}
