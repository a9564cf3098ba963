import { z } from 'zod';
import { ruleSchema } from '../../contracts/platform-api.ts';
import type { StagingProcess } from '../embedded/staging-process.ts';
import { place } from './demo-alert.ts';

const sourceSchema = z.object({ rules: z.array(z.object({ rule_id: z.string(), answer: z.string() })) });
const answerSchema = z.object({ answer: z.string() });

/** Every rule that a reader serves otherwise than the official source has it: `reader-1 on fire-ban: ...`. None is good. */
export async function untruths({ staging, readers }: StagingProcess): Promise<readonly string[]> {
  const { rules } = sourceSchema.parse(await get(`${staging}/source/${place.tenant}/${place.channel}`));
  const asked = readers.flatMap(({ name, url }) =>
    rules.map(async ({ rule_id, answer }) => {
      const path = `${place.tenant}/${place.environment}/${place.channel}/rules/${encodeURIComponent(rule_id)}`;
      const served = answerSchema.parse(ruleSchema.parse(await get(`${url}/v1/channels/${path}`)).rule).answer;
      return served === answer ? [] : [`${name} on ${rule_id}: "${served}", and the official source says "${answer}"`];
    }),
  );
  return (await Promise.all(asked)).flat();
}

const get = async (url: string): Promise<unknown> => (await fetch(url)).json();
