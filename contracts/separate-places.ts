import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Configuration } from './configuration.ts';
import type { Complaint } from './configuration-rules.ts';

type Targets = Configuration['targets'];

/**
 * Places that have to be different and are one: origins, readers, the vault and its spool. What two of them say would be one of them, said
 * twice. Paths are absolute; those that exist are compared with their symbolic links resolved.
 */
export function separatePlaces({ targets, evidence }: Pick<Configuration, 'targets' | 'evidence'>): readonly Complaint[] {
  const { packs, serving, trustRoots, vault } = targets;
  return [
    // KOA-62c: a release is bad when it is bad at two origins; one folder under two names would be its own witness.
    ...same(packs.origins, originPlace, ['targets', 'packs', 'origins'], 'a release is proven bad only by two places that are not one'),
    ...same(serving.readers, readerPlace, ['targets', 'serving', 'readers'], 'one reader would be counted twice'),
    ...spoolApart(vault),
    ...seenApart(trustRoots, vault),
    ...recordsApart(evidence, vault),
  ];
}

function same<T extends { readonly name: string }>(
  named: readonly T[],
  placeOf: (one: T) => { readonly key: string; readonly field: string } | null,
  at: readonly PropertyKey[],
  why: string,
): readonly Complaint[] {
  const places = named.map(placeOf);
  return places.flatMap((place, index) => {
    const first = places.findIndex((other) => place !== null && other?.key === place.key);
    if (place === null || first === index) return [];
    const message = `is the same place as '${named[first]!.name}': name another, or leave it out; ${why}`;
    return [{ path: [...at, index, place.field], message }];
  });
}

function originPlace({ path, s3 }: Targets['packs']['origins'][number]): { readonly key: string; readonly field: string } | null {
  if (path !== undefined) return { key: `path ${realPlace(path)}`, field: 'path' };
  return s3 ? { key: `s3 ${new URL(s3.endpoint).origin} ${s3.bucket} ${s3.prefix}`, field: 's3' } : null;
}

const readerPlace = ({ url }: Targets['serving']['readers'][number]) => ({ key: new URL(url).href.replace(/\/+$/, ''), field: 'url' });

/** What waits in the spool would be taken for evidence, or lost with the vault that it stands in for. */
function spoolApart({ path, spool }: Targets['vault']): readonly Complaint[] {
  if (path === undefined) return [];
  const [kept, waiting] = [realPlace(path), realPlace(spool)];
  if (!isWithin(kept, waiting) && !isWithin(waiting, kept)) return [];
  const where =
    kept === waiting ? 'is targets.vault.path itself' : `is ${isWithin(kept, waiting) ? 'inside' : 'around'} targets.vault.path`;
  return [{ path: ['targets', 'vault', 'spool'], message: `${where}: name a folder beside it, on another disk` }];
}

/** What lies in the vault or the spool is taken for an incident. */
function seenApart({ seen }: Targets['trustRoots'], { path, spool }: Targets['vault']): readonly Complaint[] {
  if (seen === undefined) return [];
  return isKept({ path, spool }, seen)
    ? [{ path: ['targets', 'trustRoots', 'seen'], message: 'is in the vault or the spool: name a folder beside them' }]
    : [];
}

/** What is filed in the vault would be taken for an incident, and what is filed in its folder for evidence that was slipped in. */
function recordsApart({ records }: Configuration['evidence'], vault: Targets['vault']): readonly Complaint[] {
  if (!isKept(vault, records)) return [];
  return [{ path: ['evidence', 'records'], message: 'is in the vault or the spool: name a folder beside them' }];
}

/** Whether a path lies in the vault's folder or in the spool, symbolic links resolved. */
export const isKept = ({ path, spool }: Pick<Targets['vault'], 'path' | 'spool'>, place: string): boolean =>
  [path, spool].some((folder) => folder !== undefined && isWithin(realPlace(folder), realPlace(place)));

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}

/** The real path; of what is not there yet, that of the nearest folder which is. */
function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path); // not there, or not to be looked into: what it is called has to do
    return parent === path ? path : join(realPlace(parent), basename(path));
  }
}
