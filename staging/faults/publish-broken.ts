import type { Channel } from '../../domain/scope.ts';
import { counted } from '../http/pipeline-routes.ts';
import type { Sabotage } from '../pipeline/pipeline.ts';
import type { Platform } from '../platform.ts';
import { PlatformRefusal } from '../publisher/platform-refusal.ts';

/** What a fault that publishes tells its tester. */
export interface Published {
  readonly release_id: string;
  readonly artifact_id: string;
}

/** Publishes a release that `sabotage` spoils. Throws PlatformRefusal when the pipeline would not promote it: nothing is broken then. */
export async function publishBroken(platform: Platform, channel: Channel, sabotage: Sabotage): Promise<Published> {
  const record = counted(platform, channel, await platform.pipeline.publish(channel, { by: 'pipeline' }, sabotage));
  const { artifact_id, blocked, outcome, release_id } = record;
  if (outcome !== 'promoted' || artifact_id === null) {
    throw new PlatformRefusal(
      409,
      blocked?.code ?? 'publish-blocked',
      `nothing was broken, for the pipeline promoted nothing: ${blocked?.why ?? ''}`,
    );
  }
  return { release_id, artifact_id };
}
