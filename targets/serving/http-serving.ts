import type { Finding } from '../../domain/findings.ts';
import { seconds, type Millis } from '../../domain/time.ts';
import { boundedFetch, type BoundedFetch } from '../bounded-fetch.ts';
import type { Serving } from '../targets.ts';
import { probePackReads } from './pack-reads.ts';
import { probeManifest, probeResolver, probeRules } from './probes.ts';
import { findingOf, type Asking } from './verdict.ts';

export interface HttpServing {
  readonly readers: readonly { readonly name: string; readonly url: string }[];
  readonly propagationWindow: Millis;
  readonly allowedHosts?: readonly string[];
  /** Total time for all four probes of one reader. Default 10 s. */
  readonly time?: Millis;
  /** Most bytes of one file of a pack. Default 64 MiB. */
  readonly fileBytes?: number;
}

/** What readers get, over HTTP (BK-BP5). `ask` never throws; what cannot be asked is `unknown` (BK-P1). */
export function httpServing({
  readers,
  propagationWindow,
  allowedHosts = [],
  time = seconds(10),
  fileBytes = 67_108_864,
}: HttpServing): Serving {
  const clients = new Map<string, BoundedFetch>(readers.map(({ name, url }) => [name, boundedFetch({ name, base: url, allowedHosts })]));
  return {
    readers: readers.map(({ name }) => name),
    propagationWindow,
    async ask(reader, channel, expected) {
      const http = clients.get(reader);
      if (!http) return unknownReader(reader);
      const deadline = performance.now() + time;
      const asking: Asking = { http, reader, channel, expected, fileBytes, timeLeft: () => deadline - performance.now() };
      return Promise.all([
        findingOf(asking, 'manifest resolution', probeManifest),
        findingOf(asking, 'resolver', probeResolver),
        findingOf(asking, 'rules API', probeRules),
        findingOf(asking, 'pack read path', probePackReads),
      ]);
    },
  };
}

const unknownReader = (reader: string): readonly Finding[] => [
  { check: `manifest resolution at ${reader}`, outcome: 'unknown', why: 'no reader of this name is configured' },
];
