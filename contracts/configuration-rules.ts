import { scopePart } from '../domain/scope.ts';
import type { Configuration } from './configuration.ts';
import { nearest } from './nearest.ts';
import { seenAs } from './person-name.ts';
import { isRunbookName, runbookNames } from './runbook-names.ts';
import { publicKeyBlob } from './ssh-keys.ts';

export interface Complaint {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What the rules look at; null or empty where the file's part cannot be read itself. */
export interface RuledParts {
  readonly people: Configuration['people'] | null;
  readonly sources: Configuration['sources'];
  readonly routes: Configuration['routes'];
  readonly origins: Configuration['targets']['packs']['origins'];
  readonly readers: Configuration['targets']['serving']['readers'];
  readonly vault: Configuration['targets']['vault'] | null;
}

/**
 * What no single field can say: names used twice, keys shared by two people, runbooks that do not exist, roles that nobody has.
 * `rolesUsed` is, per runbook, the roles that its questions and pages name.
 */
export function brokenRules(
  { people, sources, routes, origins, readers, vault }: RuledParts,
  rolesUsed: Readonly<Record<string, readonly string[]>>,
): readonly Complaint[] {
  return [
    ...twice(sources, ['sources']),
    ...twice(people ?? [], ['people'], seenAs),
    ...twice(origins, ['targets', 'packs', 'origins']),
    ...twice(readers, ['targets', 'serving', 'readers']),
    ...origins.flatMap((origin, index) => onePlace(origin, ['targets', 'packs', 'origins', index])),
    ...(vault ? onePlace(vault, ['targets', 'vault']) : []),
    ...sources.flatMap(({ token }, index) => sharedToken(sources, token, index)),
    ...keyTrouble(people ?? []),
    ...routes.flatMap((route, index) => routeTrouble(route, ['routes', index])),
    ...(people ? missingRoles(people, rolesUsed) : []),
  ];
}

function twice(
  named: readonly { readonly name: string }[],
  path: readonly PropertyKey[],
  as: (name: string) => string = (name) => name,
): readonly Complaint[] {
  return named.flatMap(({ name }, index) => {
    const first = named.findIndex((other) => as(other.name) === as(name));
    if (first === index) return [];
    const already = named[first]!.name === name ? 'is already' : 'reads like';
    return [{ path: [...path, index, 'name'], message: `'${name}' ${already} the name of ${path.join('.')}[${first}]: choose another` }];
  });
}

function onePlace({ path, s3 }: { readonly path?: unknown; readonly s3?: unknown }, at: readonly PropertyKey[]): readonly Complaint[] {
  if ((path === undefined) !== (s3 === undefined)) return [];
  const message =
    path === undefined ? 'is nowhere: write path (a folder) or s3 (object storage)' : 'is in two places: write path or s3, not both';
  return [{ path: at, message }];
}

/** A delivery is told apart by its token alone, so two sources cannot share one. */
function sharedToken(sources: Configuration['sources'], token: string, index: number): readonly Complaint[] {
  const first = sources.findIndex((other) => other.token === token);
  if (first === index) return [];
  return [
    {
      path: ['sources', index, 'token'],
      message: `is the token of '${sources[first]!.name}' too: give each source its own, that is how they are told apart`,
    },
  ];
}

function keyTrouble(people: Configuration['people']): readonly Complaint[] {
  const owners = new Map<string, string>();
  const lines = people.flatMap(({ name, keys }, at) => keys.map((line, index) => ({ name, line, path: ['people', at, 'keys', index] })));
  return lines.flatMap(({ name, line, path }) => {
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

function routeTrouble({ runbook, match, scope = {} }: Configuration['routes'][number], path: readonly PropertyKey[]): readonly Complaint[] {
  const complaints: Complaint[] = [];
  if (!isRunbookName(runbook)) complaints.push({ path: [...path, 'runbook'], message: unknownRunbook(runbook) });
  if (Object.keys(match).length === 0)
    complaints.push({ path: [...path, 'match'], message: 'name at least one label: an empty match would take every alert' });
  for (const [part, value] of Object.entries(scope)) {
    const filled = (value ?? '').replace(/\{[a-zA-Z_][a-zA-Z0-9_]*\}/g, 'x');
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

/** Each role once, with all runbooks that ask it. */
function missingRoles(people: Configuration['people'], rolesUsed: Readonly<Record<string, readonly string[]>>): readonly Complaint[] {
  const nobodys = [...new Set(Object.values(rolesUsed).flat())].filter((role) => !people.some(({ roles }) => roles.includes(role)));
  return nobodys.map((role) => {
    const asking = Object.keys(rolesUsed).filter((runbook) => rolesUsed[runbook]!.includes(role));
    const ask = asking.length === 1 ? 'asks' : 'ask';
    return { path: ['people'], message: `nobody has the role '${role}', which ${asking.join(' and ')} ${ask}: give it to a person` };
  });
}
