import type { SealedLog } from '../contracts/evidence/check-log.ts';
import type { EvidenceAtHand } from '../contracts/records/sealed-incident.ts';
import type { Millis } from '../domain/time.ts';
import type { Connection } from './incidents.ts';

/** One thing that `doctor` looks at. */
export interface Check {
  readonly name: string;
  check(): Promise<CheckResult>;
}

export interface CheckResult {
  readonly state: 'ok' | 'missing' | 'unreachable';
  /** What was found, in a few words. */
  readonly say: string;
  /** What to do about it. Empty when it is ok. */
  readonly fix: string;
}

/** All that the commands need of the world; the composition root gives it, tests give their own. */
export interface Dependencies {
  /** What was asked for: stdout. */
  readonly out: (text: string) => void;
  /** Everything else: stderr. */
  readonly err: (text: string) => void;
  readonly now: () => Millis;
  readonly sleep: (time: Millis) => Promise<void>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of this program. */
  readonly version: string;
  /** Whether a person sits at both ends: only then is anything asked or drawn over. */
  readonly isTerminal: boolean;
  /** The terminal's width, where there is one. */
  readonly columns: number | undefined;
  /** Of the terminal, in lines. */
  readonly rows?: number | undefined;
  /** Asks y/N. Only called on a terminal. */
  readonly confirm: (question: string) => Promise<boolean>;
  /** These run until they are done or interrupted, and answer their exit code: 0 or 1. */
  readonly demo: (options: { readonly once: boolean }) => Promise<number>;
  readonly up: () => Promise<number>;
  readonly serve: (options: { readonly only: 'gateway' | 'worker' | null; readonly config: string | null }) => Promise<number>;
  /** Connects by a holdfast.yaml, or without one by `.holdfast/run.json`. Throws an Error that says what to do. */
  readonly connect: (config: string | null) => Promise<Connection>;
  /** The log of sealed records, to be read. Throws an Error that says what to do. */
  readonly sealedLog: (config: string | null) => Promise<SealedLog>;
  /** Sealed evidence, to make records of. Throws an Error that says what to do. */
  readonly evidence: (config: string | null) => Promise<EvidenceAtHand>;
  /** Keeps a file in an incident's evidence, where this machine reaches the vault. */
  readonly attachments: (config: string | null) => Promise<(incident: string, name: string, bytes: Uint8Array) => Promise<void>>;
  readonly checks: (config: string | null) => Promise<readonly Check[]>;
}

/** Where an embedded run keeps everything: HOLDFAST_HOME, or `.holdfast` in the current folder. */
export const homeOf = ({ env }: Pick<Dependencies, 'env'>): string => env['HOLDFAST_HOME'] || '.holdfast';
