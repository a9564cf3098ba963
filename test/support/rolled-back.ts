import { expect } from '@jest/globals';
import type { IncidentInHand } from './incident-in-hand.ts';
import type { Place, Product } from './product.ts';
import type { SealedRecord } from './sealed-record.ts';

/** What one undisturbed rollback does to the platform. */
export const once = { hold: 1, quarantine: 1, rebind: 1, pin: 1, lift: 1 };

export const everyReader = (release: string): readonly string[] => [release, release, release];

/** Expects that the incident closed with each effect once and every reader back on 2026.05. Answers its record, which was checked. */
export async function rolledBack(product: Product, place: Place, incident: IncidentInHand): Promise<SealedRecord> {
  expect(await incident.ended()).toMatchObject({ ending: 'closed' });
  expect(await product.effects(place)).toEqual(once);
  expect(await product.readersServe(place)).toEqual(everyReader('2026.05'));
  return incident.record();
}
