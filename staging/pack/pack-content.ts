import { z } from 'zod';

/** One rule as readers answer it. The canary's digest is of its canonical JSON; `edition` makes that differ from release to release. */
export const ruleSchema = z.object({
  rule_id: z.string(),
  edition: z.string(),
  title: z.string(),
  answer: z.string(),
  authority: z.string(),
});
export type Rule = z.infer<typeof ruleSchema>;

/** Payload files of a staging pack, besides contracts' canaries.json. */
export const rulesPath = 'rules.json';
export const dictionaryPath = 'dictionary.json';
export const rulesSchema = z.object({ release_id: z.string(), channel: z.string(), rules: z.array(ruleSchema).min(1) });
export const dictionarySchema = z.object({ terms: z.record(z.string(), z.string()) });

/** What a loaded pack answers. */
export interface Answers {
  /** The rule that a question is about, or null. The longest known term in it wins. */
  resolve(question: string): string | null;
  rule(id: string): Rule | null;
}

/** Loads a pack's rules and dictionary. Throws when they cannot be read: a pack that cannot be loaded is not served. */
export function answersOf(rulesBytes: Uint8Array, dictionaryBytes: Uint8Array): Answers {
  const { rules } = rulesSchema.parse(parsed(rulesBytes));
  const { terms } = dictionarySchema.parse(parsed(dictionaryBytes));
  const known = new Map(rules.map((rule) => [rule.rule_id, rule]));
  const longestFirst = Object.entries(terms).sort(([one], [other]) => other.length - one.length);
  const resolve = (question: string): string | null => {
    const words = ` ${question.toLowerCase().replaceAll(/[^a-z0-9]+/g, ' ')} `;
    return longestFirst.find(([term]) => words.includes(` ${term} `))?.[1] ?? null;
  };
  return { resolve, rule: (id) => known.get(id) ?? null };
}

const parsed = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString('utf8'));
