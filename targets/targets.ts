import type { KeyObject } from 'node:crypto';
import type { Case, CaseRequest, Change, ChangeRequest, Cover, Description } from '../contracts/platform-api.ts';
import type { Manifest, Pointer } from '../contracts/pack-format.ts';
import type { Person } from '../domain/decisions.ts';
import type { Finding } from '../domain/findings.ts';
import type { Candidates, Proof, Release } from '../domain/packs.ts';
import type { Channel, Scope } from '../domain/scope.ts';
import type { Stop } from '../domain/statements.ts';
import type { Entry } from '../domain/timeline.ts';

/** The ports: what the product needs of the systems that it operates. Every function throws TargetError and nothing else. */
export interface Targets {
  readonly packs: Packs;
  readonly publisher: Publisher;
  readonly cases: Cases;
  readonly serving: Serving;
  readonly trustRoots: TrustRoots;
  readonly vault: Vault;
  readonly pager: Pager;
  readonly roster: Roster;
  readonly controls: Controls;
  readonly anchor: Anchor | null;
}

/** Where packs and channels' pointers lie. Reading only. Every origin holds the same; the first is the one to ask first. */
export interface Packs {
  readonly origins: readonly PackOrigin[];
}

export interface PackOrigin {
  readonly name: string;
  /** The pointer of the highest generation, as received. NotFound when the channel has none. */
  pointer(channel: Channel): Promise<Received<PointerEnvelope>>;
  /** Every generation, highest first. */
  pointers(channel: Channel): AsyncIterable<Received<PointerEnvelope>>;
  /** Bytes of a pack's manifest as received: not parsed, for it may be broken. At most 1 MiB, else TooLarge. */
  manifest(channel: Channel, artifact: string): Promise<Received<Uint8Array>>;
  /** Streams one file of a pack past every cache, hashing on the way, never keeping it whole. Escapes for a path that leaves the pack. */
  hashFile(channel: Channel, artifact: string, path: string): Promise<{ readonly sha256: string; readonly size: number }>;
  /** A small file whole: at most `limit` bytes, else TooLarge. */
  readFile(channel: Channel, artifact: string, path: string, limit: number): Promise<Uint8Array>;
}

export interface PointerEnvelope {
  readonly generation: number;
  readonly bytes: Uint8Array;
}

export interface Received<T> {
  readonly value: T;
  /** Where it came from: a path or URL without secrets. */
  readonly origin: string;
  /** When, epoch milliseconds. */
  readonly at: number;
}

/** Moves the pointer. Compare-and-swap on the generation, idempotent by key. */
export interface Publisher {
  describe(): Promise<Description>;
  /** The channels that a scope covers. NotFound when the platform knows no such scope. */
  cover(scope: Scope): Promise<Cover>;
  /** Conflict when the generation moved on (recoverable: read again); Refused with the platform's reason; TimedOut when the outcome is unknown. */
  change(channel: Channel, request: ChangeRequest): Promise<Change>;
  /** What became of a key, or null when the publisher never saw it. */
  outcome(channel: Channel, key: string): Promise<Change | null>;
  /** One KOA-T5 item that `describe` lists. At most 4 MiB. */
  evidence(channel: Channel, item: string): Promise<Received<Uint8Array>>;
}

/** Opens the governed case for the permanent fix and reads it back. Idempotent by key. */
export interface Cases {
  open(request: CaseRequest): Promise<Case>;
  read(id: string): Promise<Case>;
}

/** What readers get. One call asks one reader once; who polls, and how long, is the caller's. */
export interface Serving {
  readonly readers: readonly string[];
  /** How long readers may take to follow a moved pointer, milliseconds. */
  readonly propagationWindow: number;
  /**
   * Manifest resolution, resolver, rules API and pack read path of one reader. `fail`: it serves `expected.release`, and wrongly. `unknown`:
   * it serves another release still, or cannot be asked. Never throws: what cannot be asked is `unknown`.
   */
  ask(reader: string, channel: Channel, expected: Expected): Promise<readonly Finding[]>;
}

/** What a reader of `release` must serve. */
export interface Expected {
  readonly release: Release;
  readonly manifest: Manifest;
  readonly canaries: readonly { readonly query: string; readonly rule_id: string; readonly answer_sha256: string }[];
}

/** Which keys, and how many of them, may sign a channel's index and its manifests: one set per tenant and environment (KOA-P5). */
export interface TrustRoots {
  /** Fetches and checks the metadata from the pinned root on. NotTrusted when it does not hold. */
  confirm(channel: Pick<Channel, 'tenant' | 'environment'>): Promise<TrustedKeys>;
}

export interface TrustedKeys {
  /** For the record: the versions in force and the digests of their metadata. */
  readonly said: string;
  signersOf(what: 'index' | 'manifest', channel: Channel): { readonly keys: ReadonlyMap<string, KeyObject>; readonly threshold: number };
}

/** What an incident's workflow knows of itself when it asks for the seal (OPS-P1). */
export interface Sealing {
  readonly lastSeq: number;
  readonly namespace: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly historyLength: number;
}

/** A record once it is sealed: a line of this installation's log. */
export interface Sealed {
  /** `sha256:` and hex, of evidence.sigstore.json. */
  readonly digest: string;
  /** Which sealed record of this installation it is, from 1. */
  readonly number: number;
  /** The digest of the one before, or null for the first. */
  readonly previous: string | null;
  /** Why it has no time stamp, where an authority is configured and gave none. */
  readonly unstamped?: string;
}

/** A file of evidence as it lies there: what a person says of it is held against this (BK-P4). */
export interface KeptFile {
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** Evidence, create-only. */
export interface Vault {
  /** Reserves an incident's folder. False when another run already has that id. Again with the same run changes nothing. */
  open(incident: string, run: string): Promise<{ readonly opened: boolean; readonly where: 'vault' | 'spool' }>;
  /** Keeps bytes under `files/<name>`: the same again changes nothing, other bytes are EvidenceConflict. Fsynced before it answers. */
  keep(incident: string, name: string, bytes: Uint8Array): Promise<{ readonly digest: string; readonly where: 'vault' | 'spool' }>;
  /** Appends lines to the hash chain. `entries` begin right after what is there, or repeat it. */
  append(incident: string, entries: readonly Entry[]): Promise<{ readonly where: 'vault' | 'spool' }>;
  /**
   * Signs what is known up to a line that is in the vault: `checkpoints/<line>.json`, which names the one before. Answers its digest; the
   * same line again, the same. Unreachable or Refused, recoverable, while the vault is away or lines are missing.
   */
  checkpoint(incident: string, lastSeq: number): Promise<string>;
  /** Every line so far. All must be in the vault itself, caught up: recoverable until they are. */
  entries(incident: string): Promise<readonly Entry[]>;
  /** What `files/<name>` holds, in the vault or the spool, or null when it is in neither. */
  kept(incident: string, name: string): Promise<KeptFile | null>;
  /**
   * Writes record.json, events.jsonl, verify.sh and SHA256SUMS, then the signed statement over all of them, once. All must be in the vault
   * itself, caught up. Answers the digest of the signed statement, which the next sealed record of this installation names.
   */
  seal(incident: string, sealing: Sealing): Promise<Sealed>;
  /** What is written, for `doctor` and the commands: names of incidents that are not caught up from the spool. */
  spooled(): Promise<readonly string[]>;
}

/** Somewhere outside, which remembers the heads of the log of sealed records: a rewritten log does not fit what it has. */
export interface Anchor {
  /** Posts one head; the same again is for whoever receives it to know by `incident`. */
  post(head: Sealed & { readonly incident: string }): Promise<void>;
}

export interface Page {
  readonly incident: string;
  readonly role: string;
  readonly people: readonly string[];
  readonly why: string;
  /** The same through every retry of one page. */
  readonly key: string;
}

/** Reaches people. */
export interface Pager {
  page(page: Page): Promise<void>;
}

/** What operators have said about automation. */
export interface Controls {
  /** The stop in force, or null. */
  stopped(): Promise<Stop | null>;
  /** Who had a hand in what the last incident of this workflow id still holds, by name (promise 6). */
  handsLeft(workflowId: string): Promise<readonly string[]>;
}

/** Who may say what: the people of holdfast.yaml. */
export interface Roster {
  readonly people: readonly (Person & { readonly keys: readonly string[] })[];
}

/** A pointer that was read and whose envelope verified. */
export interface CheckedPointer {
  readonly pointer: Pointer;
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/** Judges releases with the ports above: the whole of `targets/verification/` behind one name. */
export interface Judge {
  prove(channel: Channel, release: Release): Promise<Proof>;
  candidates(channel: Channel, bad: Release): Promise<Candidates>;
  expected(channel: Channel, release: Release): Promise<Expected>;
}
