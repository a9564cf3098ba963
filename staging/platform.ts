import type { Description } from '../contracts/platform-api.ts';
import type { Channel } from '../domain/scope.ts';
import type { Cases } from './cases/cases.ts';
import type { Metrics } from './observe/metrics.ts';
import type { Reader } from './observe/reader-fleet.ts';
import type { Pipeline } from './pipeline/pipeline.ts';
import type { Interferences } from './publisher/interferences.ts';
import type { Publisher } from './publisher/publisher.ts';
import type { Origin } from './store/origin.ts';

/** All parts of the running platform: what routes answer from, and what faults break. */
export interface Platform {
  readonly environment: string;
  readonly channels: readonly Channel[];
  /** The bearer token of changes, cases and evidence. */
  readonly token: string;
  /** Where trust roots lie: `<metadata>/<tenant>/<environment>/...`, and the pinned ones likewise. */
  readonly trust: { readonly metadata: string; readonly pinned: string };
  readonly origins: readonly Origin[];
  readonly readers: readonly Reader[];
  readonly publisher: Publisher;
  readonly pipeline: Pipeline;
  readonly cases: Cases;
  readonly metrics: Metrics;
  readonly interferences: Interferences;
  readonly describe: Description;
}
