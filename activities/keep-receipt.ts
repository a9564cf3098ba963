import { sha256 } from '../contracts/digest.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import { intervention } from '../domain/record.ts';
import type { Receipt } from '../domain/containment.ts';
import { isTargetError } from '../domain/target-error.ts';
import type { Vault } from '../targets/targets.ts';

/**
 * Keeps a receipt with BK-E1's fields for this single intervention. A receipt that was made again for the same key (a retry after the
 * answer was lost) may tell another time of reading, so the first one stands.
 */
export async function keepReceipt(vault: Vault, incident: string, receipt: Receipt): Promise<Receipt> {
  const told = `${receipt.key}-${receipt.audit?.id ?? 'none'}`;
  const name = `receipts/${told.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(0, 120)}-${sha256(told).slice(0, 12)}.json`; // bounded, and no two alike
  const bytes = Buffer.from(canonicalJson({ receipt, record: intervention(receipt) }));
  await vault.keep(incident, name, bytes).catch((err: unknown) => {
    if (!isTargetError(err, 'EvidenceConflict')) throw err;
  });
  return receipt;
}
