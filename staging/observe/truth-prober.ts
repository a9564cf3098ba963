import { ruleSchema as answeredSchema } from '../../contracts/platform-api.ts';
import type { Channel } from '../../domain/scope.ts';
import { ruleSchema } from '../pack/pack-content.ts';
import type { OfficialSource } from '../world/official-source.ts';
import { askReader } from './ask-reader.ts';
import type { Reader } from './reader-fleet.ts';

/** How many answers of the readers' rules APIs disagree with a channel's official source. A reader that cannot be asked says nothing here. */
export async function truthDisagreements(readers: readonly Reader[], channel: Channel, source: OfficialSource): Promise<number> {
  const asked = readers.flatMap((reader) => source.rules.map((rule) => disagrees(reader, channel, rule.rule_id, rule.answer)));
  return (await Promise.all(asked)).filter(Boolean).length;
}

async function disagrees(reader: Reader, { tenant, environment, name }: Channel, rule: string, truth: string): Promise<boolean> {
  try {
    const { status, body } = await askReader(reader, `/v1/channels/${tenant}/${environment}/${name}/rules/${rule}`);
    if (status === 503) return false;
    return status !== 200 || ruleSchema.parse(answeredSchema.parse(body).rule).answer !== truth;
  } catch {
    // Not an answer, so not a wrong one: staging_reader_up is the series for that.
    return false;
  }
}
