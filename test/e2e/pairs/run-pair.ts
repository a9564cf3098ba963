import type { Outcome } from '../../../domain/runbook.ts';
import type { Place, Product } from '../../support/product.ts';
import { expectEndedRight } from './judgement.ts';
import { kinds, pairFault, type Pair } from './pair-faults.ts';
import { seenFromOutside } from './seen-from-outside.ts';
import { answerSensibly, type Answered } from './sensible-people.ts';

/** How a pair ended: where it is known beforehand, a test asks for that too. */
export interface PairEnd {
  readonly ending: Outcome['ending'];
  /** What each reader served then, before anything was mended. */
  readonly served: readonly ('good' | 'bad' | 'silent')[];
  readonly answered: Answered;
  /** Whether its channel is whole again, so that it may be broken anew. */
  readonly isWhole: boolean;
}

/**
 * Breaks two things at once, alerts, answers as people do, and judges the end. Where neither fault publishes a bad release, one with wrong
 * content is out. Mends both before it answers, and asks that readers are then where the channel points.
 */
export async function runPair(pair: Pair, product: Product, place: Place): Promise<PairEnd> {
  const { staging } = product;
  const at = { tenant: place.tenant, channel: place.name };
  const outside = seenFromOutside(product, place);
  const published = pair.some(({ kind }) => kind === 'release') ? [] : [pairFault('wrong-content')];
  const faults = [...published, ...pair].sort((one, other) => kinds.indexOf(one.kind) - kinds.indexOf(other.kind));
  const bad: string[] = [];
  const damaged: string[] = [];
  for (const fault of faults) {
    const spoilt = await fault.put(staging, at);
    bad.push(...spoilt.bad);
    damaged.push(...spoilt.damaged);
    if (fault.fault === 'wrong-content') await product.untilReadersServe(place, bad.at(-1)!);
  }
  const incident = await product.alert(place);
  const callOwners = async (): Promise<void> => {
    for (const { fault } of pair.filter(({ isMendedWhenAsked }) => isMendedWhenAsked)) await staging.mend(fault);
  };
  const answered = await answerSensibly({ incident, outside, bad, callOwners });
  const outcome = await incident.ended();
  const served = Object.values(await outside.readersServe()).map((release) =>
    release === null ? 'silent' : bad.includes(release) ? 'bad' : 'good',
  );
  await expectEndedRight({ product, place, outside, incident, outcome, answered, bad, damaged });
  for (const { fault } of faults) await staging.mend(fault);
  const { baseline_only: baseline, current } = outside.pointers().at(-1)!;
  const isWhole = outcome.ending !== 'handed-over' && baseline === null;
  if (isWhole) await product.untilReadersServe(place, current.release_id); // also whoever was gone, slow or stuck
  return { ending: outcome.ending, served, answered, isWhole };
}
