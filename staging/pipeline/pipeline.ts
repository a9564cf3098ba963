import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestFile, manifestSchema, type Manifest } from '../../contracts/pack-format.ts';
import { channelText, type Channel } from '../../domain/scope.ts';
import { candidateOf, type Candidate } from '../pack/candidate.ts';
import { manifestOf, signedManifest } from '../pack/manifest.ts';
import { oneAtATime } from '../publisher/one-at-a-time.ts';
import { PlatformRefusal } from '../publisher/platform-refusal.ts';
import type { Passes, Promotion } from '../publisher/pointer-moves.ts';
import type { Publisher } from '../publisher/publisher.ts';
import { releaseName } from '../publisher/release-order.ts';
import type { Origin } from '../store/origin.ts';
import type { Signer } from '../trust/key-ring.ts';
import { officialSourceSchema, type OfficialSource } from '../world/official-source.ts';
import type { BuildRecord, Builds } from './build-record.ts';
import { readBack } from './canary.ts';
import { promotedAgain, type Again } from './promoted-again.ts';
import { validated, type ValidationReport } from './gates.ts';
import { stageRecorder, StageFailed, type Say } from './stage-recorder.ts';

/** What may be asked of a build. */
export interface PublishRequest {
  readonly by: string;
  /** Answers that editors put in place of the source's, by rule: the verify gate is what stops them. */
  readonly rules?: Readonly<Record<string, string>>;
  readonly floor?: string;
}

/** What a fault does to a build, from within. An honest build has none of it. */
export interface Sabotage {
  readonly misread?: (truth: OfficialSource) => OfficialSource;
  readonly manifestSigner?: Signer;
  readonly indexSigner?: Signer;
  /** What the publisher overlooks when it promotes the build. */
  readonly past?: Passes;
  /** After the pack was written, before any reader can know of it. */
  readonly beforePromote?: (manifest: Manifest) => Promise<void>;
}

/** sources -> candidate -> verify -> attest -> write -> promote -> canary, one build at a time for each channel. */
export interface Pipeline {
  /** Never throws for a blocked build: the record says which stage stopped it. */
  publish(channel: Channel, request: PublishRequest, sabotage?: Sabotage): Promise<BuildRecord>;
  /** The job that promotes a release that was built before once more. Never throws for a blocked one either. */
  promoteAgain(channel: Channel, again: Again): Promise<BuildRecord>;
  readonly builds: Builds;
  source(channel: Channel): Promise<OfficialSource>;
}

export interface PipelineParts {
  readonly publisher: Publisher;
  readonly builds: Builds;
  readonly origins: readonly Origin[];
  readonly sources: string;
  readonly manifestSignerOf: (channel: Channel) => Signer;
}

export function pipelineOf(parts: PipelineParts): Pipeline {
  const queued = oneAtATime();
  const source = async ({ tenant, name }: Channel): Promise<OfficialSource> =>
    officialSourceSchema.parse(JSON.parse(await readFile(join(parts.sources, tenant, `${name}.json`), 'utf8')));

  const build = async (channel: Channel, request: PublishRequest, sabotage: Sabotage): Promise<BuildRecord> => {
    const release = releaseName((await parts.builds.count(channel)) + 1);
    const buildId = `${channelText(channel)}/${release}`;
    const { logs, run } = stageRecorder();
    let manifest: Manifest | null = null;
    let report: ValidationReport | null = null;
    let blocked: BuildRecord['blocked'] = null;
    try {
      const truth = await run('sources', async (say) => {
        const fetched = (sabotage.misread ?? honest)(await source(channel));
        say(`${fetched.rules.length} rules from ${fetched.authority}`);
        return fetched;
      });
      const candidate = await run('candidate', () => candidateOf(release, truth, request.rules));
      const judged = validated(candidate, buildId);
      report = judged;
      await run('verify', (say) => refuseFailed(judged, say));
      manifest = await run('attest', (say) => attest(candidate, sabotage.manifestSigner ?? parts.manifestSignerOf(channel), say));
      const signed = manifest;
      await run('write', (say) => write(parts.origins, channel, candidate, signed, say));
      await sabotage.beforePromote?.(signed);
      await run('promote', async (say) => {
        const promotion: Promotion = {
          action: 'promote',
          key: `promote:${release}`,
          by: request.by,
          reason: `build ${buildId}`,
          release_id: release,
          artifact_id: signed.runtime_pack_id,
          ...(request.floor === undefined ? {} : { floor: request.floor }),
          ...(sabotage.past === undefined ? {} : { past: sabotage.past }),
        };
        const change = await parts.publisher.change(channel, promotion, sabotage.indexSigner);
        say(`generation ${change.generation_after}, audit event ${change.audit_event.id}`);
      });
      await run('canary', (say) => readBack(parts.origins, channel, signed.runtime_pack_id, say));
    } catch (error) {
      if (!(error instanceof StageFailed)) throw error;
      blocked = { stage: error.stage, code: error.code, why: error.message };
    }
    const outcome = blocked === null || blocked.stage === 'canary' ? 'promoted' : 'publish_blocked';
    const record = {
      build_id: buildId,
      channel,
      release_id: release,
      artifact_id: manifest?.runtime_pack_id ?? null,
      outcome,
      blocked,
      stages: logs,
      validation_report: report,
    } as const;
    await parts.builds.save(record);
    return record;
  };

  return {
    builds: parts.builds,
    source,
    publish: (channel, request, sabotage = {}) => queued(channelText(channel), () => build(channel, request, sabotage)),
    promoteAgain: (channel, again) => queued(channelText(channel), () => promotedAgain(parts, channel, again)),
  };
}

const honest = (truth: OfficialSource): OfficialSource => truth;

function refuseFailed({ issues, validation_status }: ValidationReport, say: Say): void {
  for (const { code, message } of issues) say(`${code}: ${message}`);
  if (validation_status !== 'passed')
    throw new PlatformRefusal(422, 'verify-failed', `the candidate fails ${issues.length} checks against its source`);
}

function attest(candidate: Candidate, signer: Signer, say: Say): Manifest {
  const manifest = manifestSchema.parse(signedManifest(manifestOf(candidate, new Date().toISOString()), signer));
  say(`pack ${manifest.runtime_pack_id} signed with key ${signer.keyid}`);
  return manifest;
}

async function write(origins: readonly Origin[], channel: Channel, candidate: Candidate, manifest: Manifest, say: Say): Promise<void> {
  for (const origin of origins) {
    const files = [...candidate.payload, [manifestFile, Buffer.from(JSON.stringify(manifest))] as const];
    const created = await Promise.all(files.map(([path, bytes]) => origin.writePackFile(channel, manifest.runtime_pack_id, path, bytes)));
    say(`${created.filter(Boolean).length} files written to ${origin.name}`);
  }
}
