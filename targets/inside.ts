import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { TargetError } from '../domain/target-error.ts';

/** Whether `path` is relative, with `/` between its parts, and can name nothing outside the folder that it is relative to. */
export function staysInside(path: string): boolean {
  // oxlint-disable-next-line no-control-regex -- a NUL or line break in a name is exactly what is refused
  if (/[\\\u0000-\u001f\u007f]/.test(path) || !path.isWellFormed()) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** The real path of `root/folder/path`; Escapes when it, symbolic links resolved, does not lie in `root/folder`. Throws what realpath throws. */
export async function realPathInside(root: string, folder: string, path: string): Promise<string> {
  if (!staysInside(folder) || !staysInside(path)) throw new TargetError('Escapes', `'${folder}/${path}' is not a path inside its folder`);
  const home = join(await realpath(root), folder);
  const real = await realpath(join(home, path));
  if (!real.startsWith(home + sep)) throw new TargetError('Escapes', `'${folder}/${path}' leads out of its folder through a symbolic link`);
  return real;
}
