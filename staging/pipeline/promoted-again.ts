import { channelText, type Channel } from '../../domain/scope.ts';
import type { Passes } from '../publisher/pointer-moves.ts';
import type { Publisher } from '../publisher/publisher.ts';
import type { Origin } from '../store/origin.ts';
import type { BuildRecord, Builds } from './build-record.ts';
import { readBack } from './canary.ts';
import { stageRecorder, StageFailed } from './stage-recorder.ts';

/** A release to promote once more, by whom, and what the publisher overlooks in doing so. */
export interface Again {
  readonly release_id: string;
  readonly artifact_id: string;
  readonly by: string;
  readonly past?: Passes;
}

export interface AgainParts {
  readonly publisher: Publisher;
  readonly builds: Builds;
  readonly origins: readonly Origin[];
}

/** The last two stages alone, promote and canary, for a pack that lies in the stores already; kept as a build record of its own. */
export async function promotedAgain(
  { builds, origins, publisher }: AgainParts,
  channel: Channel,
  { artifact_id, by, past, release_id }: Again,
): Promise<BuildRecord> {
  const earlier = (await builds.of(channel)).filter((build) => build.release_id === release_id);
  const build = `${release_id}-${earlier.length + 1}`;
  const build_id = `${channelText(channel)}/${build}`;
  const { logs, run } = stageRecorder();
  let blocked: BuildRecord['blocked'] = null;
  try {
    await run('promote', async (say) => {
      const promotion = { action: 'promote', key: `promote:${build}`, by, reason: `build ${build_id}`, release_id, artifact_id } as const;
      const change = await publisher.change(channel, past === undefined ? promotion : { ...promotion, past });
      say(`generation ${change.generation_after}, audit event ${change.audit_event.id}`);
    });
    await run('canary', (say) => readBack(origins, channel, artifact_id, say));
  } catch (error) {
    if (!(error instanceof StageFailed)) throw error;
    blocked = { stage: error.stage, code: error.code, why: error.message };
  }
  const record: BuildRecord = {
    build_id,
    channel,
    release_id,
    artifact_id,
    outcome: blocked === null || blocked.stage === 'canary' ? 'promoted' : 'publish_blocked',
    blocked,
    stages: logs,
    validation_report: earlier[0]?.validation_report ?? null,
  };
  await builds.save(record);
  return record;
}
