import type { Snapshot } from '../domain/containment.ts';
import type { Channel } from '../domain/scope.ts';
import { lacks, type Lack } from '../domain/closing-gate.ts';
import { recordOf } from '../domain/record.ts';
import type { Entry } from '../domain/timeline.ts';
import { isTargetError } from '../domain/target-error.ts';
import type { Sealed, Sealing, Targets } from '../targets/targets.ts';
import { takeSnapshot } from './snapshot.ts';

export interface SealedRecord extends Sealed {
  /** Whether its digest is to be posted to somewhere outside. */
  readonly isAnchored: boolean;
}

/** Writes to the vault, never over anything; the same again changes nothing. */
export interface Evidence {
  /** Reserves the incident's short id. False when another incident already has it: choose another. */
  open(incident: string, run: string): Promise<boolean>;
  /** Captures KOA-T5's items of every channel before anything is destroyed. */
  snapshot(incident: string, channels: readonly Channel[]): Promise<Snapshot>;
  append(incident: string, entries: readonly Entry[]): Promise<void>;
  /** Appends, then signs what is known up to the last of these lines. Answers the checkpoint's digest. */
  checkpoint(incident: string, entries: readonly Entry[], lastSeq: number): Promise<string>;
  /** What the record lacks that it needs before the incident may be closed (BK-E2), by the lines of the vault and those that wait for it. */
  lacking(incident: string, pending: readonly Entry[], because: string): Promise<readonly Lack[]>;
  /** Writes the last lines, a last checkpoint, the record and the signed statement over everything, once. */
  seal(incident: string, rest: readonly Entry[], sealing: Sealing): Promise<SealedRecord>;
}

export const evidence = (targets: Targets): Evidence => ({
  open: async (incident, run) => (await targets.vault.open(incident, run)).opened,
  snapshot: (incident, channels) => takeSnapshot(targets, incident, channels),
  append: async (incident, entries) => {
    await targets.vault.append(incident, entries);
  },
  checkpoint: async (incident, entries, lastSeq) => {
    await targets.vault.append(incident, entries);
    return targets.vault.checkpoint(incident, lastSeq);
  },
  lacking: async (incident, pending, because) => {
    // A line in both, whose writer never heard that it was written, adds nothing to what is there, and hides nothing that lacks.
    const entries = [...(await targets.vault.entries(incident)), ...pending];
    const end: Entry = { seq: entries.length + 1, at: Date.now(), kind: 'ended', ending: 'closed', because };
    return lacks(recordOf(incident, [...entries, end]));
  },
  seal: async (incident, rest, sealing) => {
    const { vault, anchor } = targets;
    await vault.append(incident, rest);
    await signLast(vault, incident, sealing.lastSeq);
    return { ...(await vault.seal(incident, sealing)), isAnchored: anchor !== null };
  },
});

/** The last checkpoint, unless an earlier attempt got as far as the seal. */
async function signLast(vault: Targets['vault'], incident: string, lastSeq: number): Promise<void> {
  await vault.checkpoint(incident, lastSeq).catch((err: unknown) => {
    if (!isTargetError(err, 'EvidenceConflict')) throw err;
  });
}
