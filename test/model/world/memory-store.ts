import { sha256 } from '../../../contracts/digest.ts';
import { TargetError } from '../../../domain/target-error.ts';
import type { EvidenceFolder, EvidenceStore } from '../../../targets/vault/evidence-folder.ts';

/** Files by their path below the store. */
export type Files = Map<string, Buffer>;

/** The real vault's files, in memory: hundreds of nights fsync nothing. On disk and in object storage it has tests of its own. */
export function memoryStore(files: Files): EvidenceStore {
  return {
    folder: (incident) => Promise.resolve(folderIn(files, `${incident}/`)),
    log: () => Promise.resolve(folderIn(files, '.log/')),
    incidents: () => Promise.resolve([...new Set([...files.keys()].map((path) => path.split('/')[0]!))].filter((name) => name !== '.log')),
  };
}

/** The paths of all files below `folder`, sorted, without it. `folder` ends with a slash. */
export const namesBelow = (files: Files, folder: string): readonly string[] =>
  [...files.keys()]
    .filter((path) => path.startsWith(folder))
    .map((path) => path.slice(folder.length))
    .toSorted();

function folderIn(files: Files, at: string): EvidenceFolder {
  const put = (path: string, bytes: Uint8Array): void => void files.set(at + path, Buffer.from(bytes));
  return {
    create: async (path, bytes) => {
      const there = files.get(at + path);
      if (there && !there.equals(bytes)) throw new TargetError('EvidenceConflict', `'${path}' is there already, with other content`);
      if (!there) put(path, bytes);
      return Promise.resolve(!there);
    },
    has: async (path) => Promise.resolve(files.has(at + path)),
    read: async (path, limit) => {
      const there = files.get(at + path) ?? null;
      if (there && there.length > limit) throw new TargetError('TooLarge', `'${path}' has more than ${limit} bytes`);
      return Promise.resolve(there);
    },
    hashes: async (paths) => Promise.resolve(paths.map((path) => sha256(mustHave(files.get(at + path), path)))),
    list: async (folder) => Promise.resolve(namesBelow(files, folder === undefined ? at : `${at}${folder}/`)),
    replace: async (path, bytes) => Promise.resolve(put(path, bytes)),
    remove: async (path) => Promise.resolve(void files.delete(at + path)),
    removeFolder: async (folder) => {
      for (const name of namesBelow(files, `${at}${folder}/`)) files.delete(`${at}${folder}/${name}`);
      return Promise.resolve();
    },
    keepOnly: async (paths) => {
      for (const name of namesBelow(files, at)) if (!paths.has(name)) files.delete(at + name);
      return Promise.resolve();
    },
  };
}

function mustHave(bytes: Buffer | undefined, path: string): Buffer {
  if (!bytes) throw new TargetError('NotFound', `there is no '${path}'`);
  return bytes;
}
