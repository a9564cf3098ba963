import { scopePart } from '../domain/scope.ts';
import type { Configuration } from './configuration.ts';
import { missingRoles } from './missing-roles.ts';
import { nearest } from './nearest.ts';
import { seenAs } from './person-name.ts';
import { isRunbookName, runbookNames } from './runbook-names.ts';
import type { Readable } from './readable-parts.ts';
import { publicKeyBlob } from './ssh-keys.ts';

export interface Complaint {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * What no single field can say: names used twice, keys shared by two people, runbooks that do not exist, roles that nobody has.
 * `rolesUsed` is, per runbook, the roles that its questions and pages name. What cannot be read is passed over.
 */
export function brokenRules(
  { people = [], sources = [], routes = [], targets }: Readable<Configuration>,
  rolesUsed: Readonly<Record<string, readonly string[]>>,
): readonly Complaint[] {
  const origins = targets?.packs?.origins ?? [];
  return [
    ...twice(sources, ['sources']),
    ...twice(people, ['people'], seenAs),
    ...twice(origins, ['targets', 'packs', 'origins']),
    ...origins.flatMap((origin, index) => onePlace(origin, ['targets', 'packs', 'origins', index])),
    ...onePlace(targets?.vault, ['targets', 'vault']),
    ...twice(targets?.serving?.readers ?? [], ['targets', 'serving', 'readers']),
    ...sources.flatMap((source, index) => sharedToken(sources, source?.token, index)),
    ...keyTrouble(people),
    ...routes.flatMap((route, index) => routeTrouble(route ?? {}, ['routes', index])),
    ...missingRoles(people, rolesUsed),
  ];
}

function twice(
  named: readonly ({ readonly name?: string | undefined } | undefined)[],
  path: readonly PropertyKey[],
  as: (name: string) => string = (name) => name,
): readonly Complaint[] {
  const seen = named.map((one) => (one?.name === undefined ? null : as(one.name)));
  return seen.flatMap((name, index) => {
    const first = seen.indexOf(name);
    if (name === null || first === index) return [];
    const own = named[index]!.name!;
    const already = named[first]!.name === own ? 'is already' : 'reads like';
    return [{ path: [...path, index, 'name'], message: `'${own}' ${already} the name of ${path.join('.')}[${first}]: choose another` }];
  });
}

/** What is written, also where it cannot be read: that is told by itself. */
function onePlace(place: { readonly path?: unknown; readonly s3?: unknown } | undefined, at: readonly PropertyKey[]): readonly Complaint[] {
  if (place === undefined || 'path' in place !== 's3' in place) return [];
  const message =
    'path' in place ? 'is in two places: write path or s3, not both' : 'is nowhere: write path (a folder) or s3 (object storage)';
  return [{ path: at, message }];
}

/** A delivery is told apart by its token alone, so two sources cannot share one. */
function sharedToken(sources: Readable<Configuration['sources']>, token: string | undefined, index: number): readonly Complaint[] {
  const first = sources.findIndex((other) => other?.token === token);
  if (token === undefined || first === index) return [];
  return [
    {
      path: ['sources', index, 'token'],
      message: `is the token of '${sources[first]!.name ?? `sources[${first}]`}' too: give each source its own, that is how they are told apart`,
    },
  ];
}

function keyTrouble(people: Readable<Configuration['people']>): readonly Complaint[] {
  const owners = new Map<string, string>();
  const lines = people.flatMap((person, at) =>
    (person?.keys ?? []).map((line, index) => ({ name: person?.name ?? `people[${at}]`, line, path: ['people', at, 'keys', index] })),
  );
  return lines.flatMap(({ name, line, path }) => {
    if (line === undefined) return [];
    const blob = blobOf(line);
    if (blob === null) return [{ path, message: 'is not a whole Ed25519 public key: copy the one line of the .pub file' }];
    const owner = owners.get(blob);
    owners.set(blob, name);
    // Four eyes: one key that answers for two people would be two people.
    return owner === undefined ? [] : [{ path, message: `is already a key of '${owner}': each person needs a key of their own` }];
  });
}

function blobOf(line: string): string | null {
  try {
    return publicKeyBlob(line).toString('base64');
  } catch {
    return null; // what is wrong with it may not be said in its own words: they repeat the line
  }
}

function routeTrouble(
  { runbook, match, scope = {} }: Readable<Configuration['routes'][number]>,
  path: readonly PropertyKey[],
): readonly Complaint[] {
  const complaints: Complaint[] = [];
  if (runbook !== undefined && !isRunbookName(runbook)) complaints.push({ path: [...path, 'runbook'], message: unknownRunbook(runbook) });
  if (match !== undefined && Object.keys(match).length === 0)
    complaints.push({ path: [...path, 'match'], message: 'name at least one label: an empty match would take every alert' });
  for (const [part, value] of Object.entries(scope)) {
    if (value === undefined) continue;
    const filled = value.replace(/\{[a-zA-Z_][a-zA-Z0-9_]*\}/g, 'x');
    if (!scopePart.test(filled))
      complaints.push({
        path: [...path, 'scope', part],
        message: "write letters, digits, '.', '_' and '-', or {label} for the value of a label",
      });
  }
  return complaints;
}

function unknownRunbook(runbook: string): string {
  const meant = nearest(runbook, runbookNames);
  return `there is no runbook '${runbook}'${meant ? `: did you mean ${meant}?` : `: write ${runbookNames.join(' or ')}`}`;
}
