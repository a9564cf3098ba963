import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cannotKeep } from './cannot-keep.ts';

/** Where an embedded run keeps everything. `HOLDFAST_HOME` moves it. */
export interface Home {
  readonly path: string;
  readonly vault: string;
  readonly spool: string;
  readonly packs: string;
  readonly keys: string;
  readonly logs: string;
  readonly database: string;
  /** Says where everything listens, while it runs. */
  readonly runFile: string;
  readonly configuration: string;
}

/** The folders of an embedded run, made where they are missing. Throws an Error that says why they cannot be made. */
export function home(environment: NodeJS.ProcessEnv = process.env): Home {
  const path = resolve(environment['HOLDFAST_HOME'] ?? '.holdfast');
  const folders = {
    vault: join(path, 'vault'),
    spool: join(path, 'spool'),
    packs: join(path, 'packs'),
    keys: join(path, 'keys'),
    logs: join(path, 'logs'),
  };
  try {
    for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  } catch (err) {
    throw cannotKeep(err, path);
  }
  return {
    path,
    ...folders,
    database: join(path, 'temporal.db'),
    runFile: join(path, 'run.json'),
    configuration: join(path, 'holdfast.yaml'),
  };
}
