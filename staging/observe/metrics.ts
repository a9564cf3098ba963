import { Counter, Gauge, Registry } from 'prom-client';
import type { Publisher } from '../publisher/publisher.ts';
import type { Channel } from '../../domain/scope.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { followedGeneration } from '../reader/follower.ts';
import { readerStates, type ReaderState } from './ask-reader.ts';
import type { Reader } from './reader-fleet.ts';
import { truthDisagreements } from './truth-prober.ts';

const place = ['tenant', 'environment', 'channel'] as const;

/** The series of `GET /metrics`. Counters count from the start of the process; gauges are asked of the readers and stores at each scrape. */
export interface Metrics {
  readonly changes: Counter<(typeof place)[number] | 'action'>;
  readonly publishBlocked: Counter<(typeof place)[number] | 'stage'>;
  readonly canaryFailures: Counter<(typeof place)[number]>;
  /** The text that Prometheus reads. */
  scrape(): Promise<string>;
}

export interface Observed {
  readonly channels: readonly Channel[];
  readonly readers: readonly Reader[];
  readonly publisher: Publisher;
  readonly pipeline: Pipeline;
}

export const placeOf = ({ tenant, environment, name }: Channel) => ({ tenant, environment, channel: name });

export function metricsOf({ channels, readers, publisher, pipeline }: Observed): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Gauge({ name, help, labelNames, registers });
  const disagreements = gauge('staging_truth_disagreements', 'Answers of readers that disagree with the official source, now', place);
  const rejected = gauge(
    'staging_activation_rejected',
    '1 while a reader refuses the newest generation, by the verification step that failed',
    ['reader', ...place, 'stage'],
  );
  const readerGeneration = gauge('staging_reader_generation', 'The generation that a reader serves', ['reader', ...place]);
  const pointerGeneration = gauge('staging_pointer_generation', 'The newest generation of a channel', place);
  const held = gauge('staging_channel_holds', 'How many holds a channel has', place);
  const up = gauge('staging_reader_up', '1 when a reader answers', ['reader']);

  const readStates = (states: readonly ReaderState[]): void => {
    for (const { reader, channels: said, unreachable } of states) {
      up.set({ reader }, unreachable === null ? 1 : 0);
      for (const { channel, active, baseline_only, rejecting } of said) {
        const labels = { reader, ...placeOf(channel) };
        const generation = followedGeneration({ active, baseline_only });
        if (generation !== null) readerGeneration.set(labels, generation);
        if (rejecting) rejected.set({ ...labels, stage: rejecting.stage }, 1);
      }
    }
  };
  const readChannel = async (channel: Channel): Promise<void> => {
    const pointer = await publisher.pointer(channel);
    pointerGeneration.set(placeOf(channel), pointer?.generation ?? 0);
    held.set(placeOf(channel), pointer?.holds.length ?? 0);
    const baseline = pointer?.baseline_only ?? null;
    // While the baseline answers, its truth is the one to agree with; readers that are not there yet are held against their own.
    const sources = [channel, ...(baseline === null ? [] : [{ ...channel, name: baseline }])];
    disagreements.set(placeOf(channel), await truthDisagreements(readers, channel, await Promise.all(sources.map(pipeline.source))));
  };

  return {
    changes: new Counter({
      name: 'staging_publisher_changes_total',
      help: 'Changes of pointers that moved them',
      labelNames: [...place, 'action'],
      registers,
    }),
    publishBlocked: new Counter({
      name: 'staging_publish_blocked_total',
      help: 'Builds that a stage stopped',
      labelNames: [...place, 'stage'],
      registers,
    }),
    canaryFailures: new Counter({
      name: 'staging_canary_failures_total',
      help: 'Promoted packs that did not read back',
      labelNames: place,
      registers,
    }),
    scrape: async () => {
      const states = await readerStates(readers);
      const measured = Promise.all(channels.map(readChannel));
      await measured;
      // A refusal that is over must leave no series behind.
      for (const old of [rejected, readerGeneration]) old.reset();
      readStates(states);
      return registry.metrics();
    },
  };
}
