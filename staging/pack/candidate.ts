import { sha256 } from '../../contracts/digest.ts';
import { canariesPath, type Canaries } from '../../contracts/pack-format.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { OfficialSource } from '../world/official-source.ts';
import { dictionaryPath, rulesPath, type Rule } from './pack-content.ts';

/** A release before it has a manifest: its payload, and what that was made of. */
export interface Candidate {
  readonly release: string;
  readonly rules: readonly Rule[];
  readonly source: OfficialSource;
  readonly payload: ReadonlyMap<string, Buffer>;
}

/** Compiles a release from its source. Deterministic: the same input gives the same bytes. `edited` replaces answers, by rule. */
export function candidateOf(release: string, source: OfficialSource, edited: Readonly<Record<string, string>> = {}): Candidate {
  const { authority } = source;
  const rules = source.rules.map(({ rule_id, title, answer }) => ({
    rule_id,
    edition: release,
    title,
    answer: edited[rule_id] ?? answer,
    authority,
  }));
  const terms = Object.fromEntries(source.rules.flatMap(({ rule_id, terms: words }) => words.map((word) => [word, rule_id])));
  const canaries: Canaries['canaries'] = source.rules.map(({ rule_id, terms: [term = ''] }, index) => ({
    query: `What about ${term}?`,
    rule_id,
    answer_sha256: sha256(canonicalJson(rules[index])),
  }));
  const payload = new Map<string, Buffer>([
    [rulesPath, Buffer.from(canonicalJson({ release_id: release, channel: source.channel, rules }))],
    [dictionaryPath, Buffer.from(canonicalJson({ terms }))],
    [canariesPath, Buffer.from(canonicalJson({ canaries }))],
  ]);
  return { release, rules, source, payload };
}
