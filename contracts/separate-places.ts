import { realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Configuration } from './configuration.ts';
import type { Complaint } from './configuration-rules.ts';
import type { Readable } from './readable-parts.ts';

type Places = Readable<Pick<Configuration, 'targets' | 'evidence'>>;
type Targets = Configuration['targets'];
type Kept = { readonly path?: string | undefined; readonly spool?: string | undefined };

/**
 * Places that have to be different and are one: origins, readers, the vault and its spool. What two of them say would be one of them, said
 * twice. Paths are relative to `folder`; those that exist are compared with their symbolic links resolved. What cannot be read is passed over.
 */
export function separatePlaces({ targets, evidence }: Places, folder: string): readonly Complaint[] {
  const { packs, serving, trustRoots, vault } = targets ?? {};
  const at = (path: string | undefined) => (path === undefined ? undefined : resolve(folder, path));
  const kept: Kept = { path: at(vault?.path), spool: at(vault?.spool) };
  const origins = (packs?.origins ?? []).map((origin) => originPlace(origin, at(origin?.path)));
  const readers = (serving?.readers ?? []).map(readerPlace);
  const spool = spoolApart(kept);
  return [
    // KOA-62c: a release is bad when it is bad at two origins; one folder under two names would be its own witness.
    ...same(origins, ['targets', 'packs', 'origins'], 'a release is proven bad only by two places that are not one'),
    ...same(readers, ['targets', 'serving', 'readers'], 'one reader would be counted twice'),
    ...spool,
    // A spool that is in the wrong place takes with it what is beside it because it was not written.
    ...(spool.length > 0 && trustRoots?.seen === undefined ? [] : seenApart(at(trustRoots?.seen), kept)),
    ...recordsApart(at(evidence?.records), kept),
  ];
}

/** Where trust roots are remembered when `targets.trustRoots.seen` is left out. */
export const seenBeside = (spool: string): string => join(dirname(spool), 'trust-roots-seen');

interface NamedPlace {
  readonly name: string | undefined;
  readonly key: string;
  readonly field: string;
}

function same(places: readonly (NamedPlace | null)[], at: readonly PropertyKey[], why: string): readonly Complaint[] {
  return places.flatMap((place, index) => {
    const first = places.findIndex((other) => place !== null && other?.key === place.key);
    if (place === null || first === index) return [];
    const { name } = places[first]!;
    const other = name === undefined ? `${at.join('.')}[${first}]` : `'${name}'`;
    const message = `is the same place as ${other}: name another, or leave it out; ${why}`;
    return [{ path: [...at, index, place.field], message }];
  });
}

function originPlace(origin: Readable<Targets['packs']['origins'][number]> | undefined, path: string | undefined): NamedPlace | null {
  const { name, s3 } = origin ?? {};
  if (path !== undefined) return { name, key: `path ${realPlace(path)}`, field: 'path' };
  if (s3?.endpoint === undefined || s3.bucket === undefined) return null;
  return { name, key: `s3 ${new URL(s3.endpoint).origin} ${s3.bucket} ${s3.prefix}`, field: 's3' };
}

function readerPlace(reader: Readable<Targets['serving']['readers'][number]> | undefined): NamedPlace | null {
  if (reader?.url === undefined) return null;
  return { name: reader.name, key: new URL(reader.url).href.replace(/\/+$/, ''), field: 'url' };
}

/** What waits in the spool would be taken for evidence, or lost with the vault that it stands in for. */
function spoolApart({ path, spool }: Kept): readonly Complaint[] {
  if (path === undefined || spool === undefined) return [];
  const [kept, waiting] = [realPlace(path), realPlace(spool)];
  if (!isWithin(kept, waiting) && !isWithin(waiting, kept)) return [];
  const where =
    kept === waiting ? 'is targets.vault.path itself' : `is ${isWithin(kept, waiting) ? 'inside' : 'around'} targets.vault.path`;
  return [{ path: ['targets', 'vault', 'spool'], message: `${where}: name a folder beside it, on another disk` }];
}

/** What lies in the vault or the spool is taken for an incident. */
function seenApart(seen: string | undefined, kept: Kept): readonly Complaint[] {
  const at = seen ?? (kept.spool === undefined ? undefined : seenBeside(kept.spool));
  if (at === undefined || !isKept(kept, at)) return [];
  const where =
    seen === undefined ? 'is left out, which puts it beside the spool, and that is in the vault' : 'is in the vault or the spool';
  return [{ path: ['targets', 'trustRoots', 'seen'], message: `${where}: name a folder beside them` }];
}

/** What is filed in the vault would be taken for an incident, and what is filed in its folder for evidence that was slipped in. */
function recordsApart(records: string | undefined, kept: Kept): readonly Complaint[] {
  if (records === undefined || !isKept(kept, records)) return [];
  return [{ path: ['evidence', 'records'], message: 'is in the vault or the spool: name a folder beside them' }];
}

/** Whether a path lies in the vault's folder or in the spool, symbolic links resolved. */
export const isKept = ({ path, spool }: Kept, place: string): boolean =>
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
