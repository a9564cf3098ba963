import { PlatformRefusal } from '../publisher/platform-refusal.ts';
import type { Stage, StageLog } from './build-record.ts';

/** What a stage writes its log with. */
export type Say = (line: string) => void;

/** Thrown when a stage stops a build; `cause` is what stopped it. */
export class StageFailed extends Error {
  override readonly name = 'StageFailed';
  readonly stage: Stage;
  readonly code: string;

  constructor(stage: Stage, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.stage = stage;
    this.code = cause instanceof PlatformRefusal ? cause.code : 'publish-blocked';
  }
}

/** Runs the stages of one build, keeping a log of each. */
export interface StageRecorder {
  readonly logs: readonly StageLog[];
  readonly run: <T>(stage: Stage, work: (say: Say) => T | Promise<T>) => Promise<T>;
}

export function stageRecorder(): StageRecorder {
  const logs: StageLog[] = [];
  return {
    logs,
    run: async (stage, work) => {
      const began_at = new Date().toISOString();
      const log: string[] = [];
      const end = (outcome: StageLog['outcome']): void => {
        logs.push({ stage, began_at, ended_at: new Date().toISOString(), outcome, log });
      };
      try {
        const result = await work((line) => log.push(line));
        end('passed');
        return result;
      } catch (error) {
        const failed = new StageFailed(stage, error);
        log.push(failed.message);
        end('failed');
        throw failed;
      }
    },
  };
}
