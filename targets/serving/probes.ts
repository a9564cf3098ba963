import type { z } from 'zod';
import { resolvedSchema, ruleSchema, servedManifestSchema } from '../../contracts/platform-api.ts';
import { channelPath, digestOrNull, fail, otherRelease, pass, unknown, type Asking, type Verdict } from './verdict.ts';

/** What a reader says that it serves, and whether its manifest is the expected one. */
export async function probeManifest(asking: Asking): Promise<Verdict> {
  const served = await ask(asking, servedManifestSchema, '/manifest');
  const other = otherRelease(asking, served);
  if (other) return other;
  if (digestOrNull(served.manifest) === digestOrNull(asking.expected.manifest)) return pass;
  return fail(`says it serves ${served.release_id}, with another manifest`);
}

/** Each canary's question must lead to its rule. */
export async function probeResolver(asking: Asking): Promise<Verdict> {
  return eachCanary(asking, async ({ query, rule_id }) => {
    const resolved = await ask(asking, resolvedSchema, `/resolve?q=${encodeURIComponent(query)}`);
    const other = otherRelease(asking, resolved);
    if (other) return other;
    return resolved.rule_id === rule_id ? pass : fail(`resolves '${query}' to ${resolved.rule_id ?? 'nothing'}, not to ${rule_id}`);
  });
}

/** Each canary's rule must have the pack's known digest. */
export async function probeRules(asking: Asking): Promise<Verdict> {
  return eachCanary(asking, async ({ rule_id, answer_sha256 }) => {
    const answer = await ask(asking, ruleSchema, `/rules/${encodeURIComponent(rule_id)}`);
    const other = otherRelease(asking, answer);
    if (other) return other;
    return digestOrNull(answer.rule) === answer_sha256 ? pass : fail(`answers rule ${rule_id} otherwise than ${answer.release_id} has it`);
  });
}

/** A failure outweighs an unknown; the first of each is said. Without canaries nothing is known. */
async function eachCanary(asking: Asking, judge: (canary: Asking['expected']['canaries'][number]) => Promise<Verdict>): Promise<Verdict> {
  let worst = asking.expected.canaries.length === 0 ? unknown('the pack has no canaries to ask about') : pass;
  for (const canary of asking.expected.canaries) {
    // What one canary cannot tell must not hide what the next one proves.
    const verdict = await judge(canary).catch((error: unknown) => unknown(error instanceof Error ? error.message : String(error)));
    if (verdict.outcome === 'fail') return verdict;
    if (worst.outcome === 'pass') worst = verdict;
  }
  return worst;
}

/** One question to the reader, within the time that is left for all of them. */
export function ask<S extends z.ZodType>({ http, channel, timeLeft }: Asking, schema: S, path: string): Promise<z.output<S>> {
  return http.json(schema, { path: channelPath(channel) + path, time: Math.max(1, timeLeft()) });
}
