import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Channel } from '../../domain/scope.ts';
import type { ValidationReport } from './gates.ts';

export const stages = ['sources', 'candidate', 'verify', 'attest', 'write', 'promote', 'canary'] as const;
export type Stage = (typeof stages)[number];

export interface StageLog {
  readonly stage: Stage;
  readonly began_at: string;
  readonly ended_at: string;
  readonly outcome: 'passed' | 'failed';
  readonly log: readonly string[];
}

/** What one run of the pipeline did, stage by stage (KOA-T5: build record and stage logs). */
export interface BuildRecord {
  /** `<tenant>/<environment>/<channel>/<release>`, and `-2` and so on where a release went through the pipeline again. */
  readonly build_id: string;
  readonly channel: Channel;
  readonly release_id: string;
  readonly artifact_id: string | null;
  readonly outcome: 'promoted' | 'publish_blocked';
  /** The stage that stopped it, and why. */
  readonly blocked: { readonly stage: Stage; readonly code: string; readonly why: string } | null;
  readonly stages: readonly StageLog[];
  readonly validation_report: ValidationReport | null;
}

/** The build records of all channels, kept as files. */
export interface Builds {
  save(record: BuildRecord): Promise<void>;
  /** Oldest first. */
  of(channel: Channel): Promise<readonly BuildRecord[]>;
  /** How many releases were built; one that was promoted again counts once. */
  count(channel: Channel): Promise<number>;
}

export function buildsIn(root: string): Builds {
  const folder = ({ tenant, environment, name }: Channel): string => join(root, tenant, environment, name);
  const names = async (channel: Channel): Promise<readonly string[]> => {
    await mkdir(folder(channel), { recursive: true });
    return (await readdir(folder(channel)))
      .filter((name) => name.endsWith('.json'))
      .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
  };
  return {
    save: async (record) => {
      const path = join(folder(record.channel), `${record.build_id.split('/').at(-1)}.json`);
      await mkdir(folder(record.channel), { recursive: true });
      await writeFile(`${path}.new`, JSON.stringify(record, null, 2));
      await rename(`${path}.new`, path);
    },
    of: async (channel) => {
      const read = async (name: string): Promise<BuildRecord> =>
        JSON.parse(await readFile(join(folder(channel), name), 'utf8')) as BuildRecord;
      return (await Promise.all((await names(channel)).map(read))).sort((one, other) => beganAt(one).localeCompare(beganAt(other)));
    },
    count: async (channel) => (await names(channel)).filter((name) => !name.includes('-')).length,
  };
}

const beganAt = ({ stages: [first] }: BuildRecord): string => first?.began_at ?? '';
