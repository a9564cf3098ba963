import { readFile } from 'node:fs/promises';
import { sha256 } from '../../contracts/digest.ts';
import { canariesPath, canariesSchema } from '../../contracts/pack-format.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Channel } from '../../domain/scope.ts';
import { answersOf, dictionaryPath, rulesPath } from '../pack/pack-content.ts';
import type { Origin } from '../store/origin.ts';
import type { Say } from './stage-recorder.ts';

/** Reads a promoted pack back from every origin and asks it its own known answers. Throws when one of them is not as it should be. */
export async function readBack(origins: readonly Origin[], channel: Channel, artifact: string, say: Say): Promise<void> {
  const wrong: string[] = [];
  for (const origin of origins) {
    const why = await readBackFrom(origin, channel, artifact).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    say(`${origin.name}: ${why ?? 'every canary answered'}`);
    if (why !== null) wrong.push(origin.name);
  }
  if (wrong.length > 0) throw new Error(`the pack does not read back from ${wrong.join(' and ')}`);
}

async function readBackFrom(origin: Origin, channel: Channel, artifact: string): Promise<void> {
  const file = (path: string): Promise<Buffer> => readFile(origin.packFile(channel, artifact, path));
  const answers = answersOf(await file(rulesPath), await file(dictionaryPath));
  const { canaries } = canariesSchema.parse(JSON.parse((await file(canariesPath)).toString('utf8')));
  for (const { query, rule_id, answer_sha256 } of canaries) {
    if (answers.resolve(query) !== rule_id) throw new Error(`'${query}' leads to ${answers.resolve(query)}, not ${rule_id}`);
    if (sha256(canonicalJson(answers.rule(rule_id))) !== answer_sha256) throw new Error(`${rule_id} has another answer`);
  }
}
