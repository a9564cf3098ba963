import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../../test/support/until.ts';
import type { Product } from '../../test/support/product.ts';
import { now } from './now.ts';

/** What one incident took, in milliseconds. */
export interface Measured {
  /** From the POST of the alert until the hold is in force on the platform and its receipt durable in the vault. */
  readonly hold: number;
  /** From the failed proof until every reader was seen to serve the release before it. */
  readonly rollback: number;
  /** Of Temporal's history, sign-off and end included. */
  readonly events: number;
}

interface Line {
  readonly at: number;
  readonly kind: string;
  readonly step?: string;
}

/**
 * Publishes a release that fails its own checks on this channel, sends the alert, signs off, and measures from outside: the vault's files
 * and the record's times. Nothing asks the incident for its board meanwhile: that would be work of its own.
 */
export async function measureIncident(product: Product, place: { readonly tenant: string; readonly name: string }): Promise<Measured> {
  await product.staging.fault('payload-corrupted', { tenant: place.tenant, channel: place.name });
  const pins = async (): Promise<number> => {
    const changes = await product.staging.changes(place.tenant, place.name);
    return changes.filter(({ action }) => action === 'pin').length; // also one that was there already
  };
  const before = await pins();
  const began = now();
  const incident = await product.alert(place);
  await until(pins, (count) => count > before, 60_000);
  await incident.answers('Ivo', 'accept');
  const { incident: name, ending } = await incident.ended();
  if (ending !== 'closed') throw new Error(`the incident that was measured ended as ${ending}`);
  const folder = join(product.vault, name);
  const lines = (await readFile(join(folder, 'events.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const { events } = await product.client.workflow.getHandle(incident.workflowId).fetchHistory();
  return {
    hold: (await receiptOfHold(folder)) - began,
    rollback: did(lines, 'Check what readers are served') - did(lines, 'Check the active release'),
    events: events?.length ?? 0,
  };
}

/** The file is linked to its name after its content was fsynced; that sets its change time. */
async function receiptOfHold(folder: string): Promise<number> {
  const receipts = join(folder, 'files', 'receipts');
  const [hold, ...others] = (await readdir(receipts)).filter((file) => file.includes('-Hold-activation-'));
  if (!hold || others.length > 0) throw new Error(`${receipts} has not one receipt of a hold`);
  return (await stat(join(receipts, hold))).ctimeMs;
}

function did(lines: readonly Line[], step: string): number {
  const line = lines.find((one) => one.kind === 'did' && one.step === step);
  if (!line) throw new Error(`the record does not say that '${step}' was done`);
  return line.at;
}
