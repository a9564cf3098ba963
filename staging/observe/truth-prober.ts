import { ruleSchema as answeredSchema } from '../../contracts/platform-api.ts';
import type { Channel } from '../../domain/scope.ts';
import { ruleSchema } from '../pack/pack-content.ts';
import type { OfficialSource } from '../world/official-source.ts';
import { askReader } from './ask-reader.ts';
import type { Reader } from './reader-fleet.ts';

/**
 * How many answers of the readers' rules APIs disagree with every official source that they may come from, the channel's own first. A reader
 * that cannot be asked says nothing here.
 */
export async function truthDisagreements(
  readers: readonly Reader[],
  channel: Channel,
  sources: readonly OfficialSource[],
): Promise<number> {
  const truths = (sources[0]?.rules ?? []).map(({ rule_id }) => ({
    rule_id,
    answers: sources.flatMap(({ rules }) => rules.filter((rule) => rule.rule_id === rule_id).map(({ answer }) => answer)),
  }));
  const asked = readers.flatMap((reader) => truths.map(({ answers, rule_id }) => disagrees(reader, channel, rule_id, answers)));
  return (await Promise.all(asked)).filter(Boolean).length;
}

async function disagrees(
  reader: Reader,
  { tenant, environment, name }: Channel,
  rule: string,
  truths: readonly string[],
): Promise<boolean> {
  try {
    const { status, body } = await askReader(reader, `/v1/channels/${tenant}/${environment}/${name}/rules/${rule}`);
    if (status === 503) return false;
    return status !== 200 || !truths.includes(ruleSchema.parse(answeredSchema.parse(body).rule).answer);
  } catch {
    // Not an answer, so not a wrong one: staging_reader_up is the series for that.
    return false;
  }
}
