import { expect } from '@jest/globals';
import type { Outcome } from '../../../domain/runbook.ts';
import type { Entry } from '../../../domain/timeline.ts';
import type { Release } from '../../../domain/packs.ts';
import type { IncidentInHand } from '../../support/incident-in-hand.ts';
import type { Place, Product } from '../../support/product.ts';
import type { SealedRecord } from '../../support/sealed-record.ts';
import type { SeenFromOutside } from './seen-from-outside.ts';
import type { Answered } from './sensible-people.ts';

/** An incident that has ended, to be judged from outside. */
export interface Ended {
  readonly product: Product;
  readonly place: Place;
  readonly outside: SeenFromOutside;
  readonly incident: IncidentInHand;
  readonly outcome: Outcome;
  readonly answered: Answered;
  readonly bad: readonly string[];
  readonly damaged: readonly string[];
}

/** What holds at the end of every incident, whatever was broken: by the readers, the stores, the publisher's own book and the sealed record. */
export async function expectEndedRight(ended: Ended): Promise<void> {
  const sealed = await ended.incident.record(); // sums, chain, fields
  expect(sealed.record.ending).toBe(ended.outcome.ending);
  await expectServedRight(ended, sealed);
  await expectHoldsRight(ended, sealed);
  await expectEachEffectOnce(ended, sealed);
  expectQuarantinedFirst(ended, sealed);
}

/** Promises 3 and 5: readers serve a good release that was proven, or the incident was handed over. */
async function expectServedRight({ answered, bad, outcome, outside }: Ended, { events }: SealedRecord): Promise<void> {
  if (outcome.ending === 'handed-over') return;
  const served = Object.values(await outside.readersServe()).filter((release) => release !== null);
  expect(served.filter((release) => bad.includes(release))).toEqual([]);
  if (outcome.ending === 'false-alarm') return;
  const { baseline_only: baseline, current } = outside.pointers().at(-1)!;
  if (baseline !== null) return;
  const known = answered.includes('Ana go-on') ? served.filter((release) => release !== current.release_id) : []; // good, and lagging: a person took it so
  expect(new Set(served)).toEqual(new Set([current.release_id, ...known]));
  expect(proven(events)).toContain(current.release_id);
}

/** Promises 6 and 9: a hold comes off by a signed decision only, and stays on what is handed over. */
async function expectHoldsRight({ answered, incident, outcome, place, product }: Ended, { events, receipts }: SealedRecord): Promise<void> {
  const lifts = receipts.filter(({ receipt }) => receipt.action === 'lift');
  if (outcome.ending === 'handed-over') {
    expect(lifts).toEqual([]);
    expect(await product.holds(place)).toEqual([incident.workflowId]);
    return;
  }
  expect(await product.holds(place)).toEqual([]);
  const verdict = outcome.ending === 'closed' ? 'accept' : 'false-alarm';
  expect(answered.at(-1)).toMatch(new RegExp(` (${verdict}|retry)$`));
  const decided = events.findIndex((entry) => entry.kind === 'decided' && entry.decision.verdict === verdict);
  const lifting = events.findIndex((entry) => entry.kind === 'began' && entry.step === 'Lift the hold');
  expect(decided).toBeGreaterThan(0);
  expect(lifting).toBeGreaterThan(decided);
  const who = answered.findLast((one) => one.endsWith(` ${verdict}`))?.split(' ')[0];
  expect(lifts.map(({ receipt }) => receipt.by)).toEqual([[who]]);
}

/** Promise 8: each effect at most once, and each on record. */
async function expectEachEffectOnce({ outcome, place, product }: Ended, { events, receipts }: SealedRecord): Promise<void> {
  const changes = await product.staging.changes(place.tenant, place.name);
  const own = changes.filter(({ already, key }) => !already && key.startsWith(`${outcome.incident}~`));
  const generations = changes.filter(({ already }) => !already).map(({ generation_after: generation }) => generation);
  expect(generations).toEqual(generations.map((_, index) => index + 1)); // forward, one at a time
  const bound = own.filter(({ action }) => action === 'rebind').length;
  for (const action of ['hold', 'quarantine', 'pin', 'lift', 'baseline'] as const)
    expect(own.filter((change) => change.action === action).length).toBeLessThanOrEqual(1);
  const targets = receipts.flatMap(({ receipt }) => (receipt.action === 'rebind' ? [receipt.subject] : []));
  expect(new Set(targets).size).toBe(targets.length);
  // What took effect without a receipt must be known as a step that failed.
  const unreceipted = own.filter(({ key }) => !receipts.some(({ receipt }) => receipt.key === key));
  const failed = new Set(events.flatMap((entry) => (entry.kind === 'failed' ? [`${entry.step}~${entry.occasion}`] : [])));
  const stepOf = (key: string): string => key.replace(/^[^~]+~([^~]+)~.*~(\d+)$/, '$1~$2').replaceAll('-', ' ');
  expect(unreceipted.map(({ key }) => stepOf(key)).filter((step) => !failed.has(step))).toEqual([]);
  expect(bound).toBeLessThanOrEqual(targets.length + unreceipted.length);
  const cases = (await product.cases(place)).filter(({ incident }) => incident === outcome.incident);
  expect(cases).toHaveLength(receipts.some(({ receipt }) => receipt.action === 'open case') ? 1 : 0);
}

/** Promise 4: the release that was found active is quarantined before the pointer moves, and it moves only to what was proven. */
function expectQuarantinedFirst({ damaged, outside }: Ended, { events, receipts }: SealedRecord): void {
  const pointers = outside.pointers(); // one active generation: the same, without a gap, at every origin
  const active = did(events, 'Read the active release') as readonly { readonly current: Release }[] | undefined;
  for (const { receipt } of receipts.filter((one) => ['rebind', 'baseline'].includes(one.receipt.action))) {
    const generation = Number(/^generation (\d+)/.exec(receipt.after)?.[1]);
    const { quarantined } = pointers[generation - 1]!;
    expect(quarantined.map(({ release_id: release }) => release)).toContain(active?.[0]?.current.id);
    if (receipt.action === 'rebind') expect(proven(events).filter((release) => !damaged.includes(release))).toContain(receipt.subject);
  }
}

const did = (events: readonly Entry[], step: string): unknown =>
  events.flatMap((entry) => (entry.kind === 'did' && entry.step === step ? [entry.result] : []))[0];

/** What this incident proved good. */
const proven = (events: readonly Entry[]): readonly string[] =>
  (did(events, 'Find the last known good') as { readonly good: readonly Release[] } | undefined)?.good.map(({ id }) => id) ?? [];
