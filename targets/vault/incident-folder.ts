import { readdir, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { filesBelow, type FilesBelow } from '../../contracts/evidence/files-below.ts';
import { isEvidenceName } from '../../contracts/evidence/statement.ts';
import { TargetError } from '../../domain/target-error.ts';
import { staysInside } from '../inside.ts';
import { isLeftover } from './create-only.ts';

const incidentName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** The name of an incident's folder. Escapes for one that is no plain folder's. */
export function incidentPath(incident: string): string {
  if (incidentName.test(incident)) return incident;
  throw new TargetError('Escapes', `'${incident}' cannot name an incident's folder: use letters, digits, '.', '_' and '-'`);
}

/** The folder of an incident's evidence on disk. Escapes as above. */
export const incidentFolder = (root: string, incident: string): string => join(root, incidentPath(incident));

/** The folders at `root` that can be an incident's. A disk of its own has others there, such as `lost+found`. Throws what Node throws. */
export async function foldersOfIncidents(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && incidentName.test(entry.name)).map(({ name }) => name);
}

/** Characters. Folders of longer paths nobody who checks the evidence looks into. */
const longestName = 900;

/** Where `files/<name>` lies under an incident's folder. Escapes for a name that leaves it, or that looks like a temporary file. */
export function evidencePath(name: string): string {
  const parts = name.split('/');
  const fits =
    staysInside(name) &&
    isEvidenceName(name) &&
    parts.length <= 8 &&
    name.length <= longestName &&
    parts.every((part) => !part.startsWith('.') && Buffer.byteLength(part) <= 200);
  if (fits) return `files/${name}`;
  throw new TargetError(
    'Escapes',
    `'${name}' cannot name evidence: write a relative path of letters, digits and _@+=,.~-, whose parts do not start with '.'`,
  );
}

/** Throws Escapes unless `folder`, links resolved, lies inside `root`, which is `home`: a planted link must not lead evidence elsewhere. */
export async function mustBeInside(root: string, home: string, folder: string): Promise<void> {
  const real = await realpath(folder);
  if (real !== join(home, relative(root, folder)))
    throw new TargetError('Escapes', `'${relative(root, folder)}' leads out of the vault through a symbolic link`);
}

/** Every file below `folder`, as sorted relative paths with `/`, leftovers of crashes left out. Escapes when one is no plain file. */
export async function filesIn(folder: string): Promise<readonly string[]> {
  const { files } = await plainFiles(folder);
  return files.filter((path) => !isLeftover(path)).sort();
}

/** Every file below `folder` that is none of `known`, leftovers of crashes too, as relative paths. Escapes as above. */
export async function strangersIn(folder: string, known: ReadonlySet<string>): Promise<readonly string[]> {
  const { files, odd } = await plainFiles(folder);
  return [...files.filter((path) => !known.has(path)), ...odd];
}

/** `odd`: only leftovers. */
async function plainFiles(folder: string): Promise<Pick<FilesBelow, 'files' | 'odd'>> {
  const { files, odd, tooDeep } = await filesBelow(folder);
  const planted = [...odd, ...tooDeep].find((path) => !isLeftover(path));
  if (planted !== undefined) throw new TargetError('Escapes', `'${planted}' in the vault is no plain file`);
  return { files, odd };
}
