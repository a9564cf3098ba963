import { access, stat } from 'node:fs/promises';

/** The path of a folder that is there and gives the access of `mode` (`constants.R_OK` or `W_OK`). Throws an Error that says what is there instead. */
export async function folderThere(path: string, mode: number): Promise<string> {
  try {
    if (!(await stat(path)).isDirectory()) throw new Error(`${path} is no folder`);
    await access(path, mode);
    return path;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    throw new Error(code === 'ENOENT' ? `there is no folder ${path}` : `${path} cannot be used (${code})`, { cause });
  }
}
