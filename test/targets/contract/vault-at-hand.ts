import type { SealedLog } from '../../../contracts/evidence/check-log.ts';
import type { Entry } from '../../../domain/timeline.ts';
import type { Vault } from '../../../targets/targets.ts';

export const incident = 'INC-7Q2M4K';
export const bytes = (text: string): Uint8Array => Buffer.from(text);

/** Lines `from` to `to` of a timeline. */
export const entries = (from: number, to: number, step = 'hold'): readonly Entry[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ seq: from + index, at: 1_000 + from + index, kind: 'began', step, occasion: 1 }));

/** A vault of which the suite can read what is written, and which it can open anew as after a crash. */
export interface VaultAtHand {
  readonly vault: Vault;
  readonly read: (file: string) => string | Promise<string>;
  readonly files: () => readonly string[] | Promise<readonly string[]>;
  readonly reopened: () => Vault;
  /** The log of its sealed records. */
  readonly log: () => SealedLog;
}
