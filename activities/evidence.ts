import type { Snapshot } from '../domain/containment.ts';
import type { Channel } from '../domain/scope.ts';
import type { Entry } from '../domain/timeline.ts';
import type { Targets } from '../targets/targets.ts';
import { takeSnapshot } from './snapshot.ts';

/** Writes to the vault, never over anything; the same again changes nothing. */
export interface Evidence {
  /** Reserves the incident's short id. False when another incident already has it: choose another. */
  open(incident: string, run: string): Promise<boolean>;
  /** Captures KOA-T5's items of every channel before anything is destroyed. */
  snapshot(incident: string, channels: readonly Channel[]): Promise<Snapshot>;
  append(incident: string, entries: readonly Entry[]): Promise<void>;
  /** Writes the record and the sums, once; answers their digest. */
  seal(incident: string, lastSeq: number): Promise<string>;
}

export const evidence = (targets: Targets): Evidence => ({
  open: async (incident, run) => (await targets.vault.open(incident, run)).opened,
  snapshot: (incident, channels) => takeSnapshot(targets, incident, channels),
  append: async (incident, entries) => {
    await targets.vault.append(incident, entries);
  },
  seal: (incident, lastSeq) => targets.vault.seal(incident, lastSeq),
});
