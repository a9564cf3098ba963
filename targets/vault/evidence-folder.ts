/**
 * One incident's evidence, wherever it lies: files that are created and never changed. Paths are relative, `/` between their parts. Throws
 * TargetError and nothing else.
 */
export interface EvidenceFolder {
  /** Creates a file, whole and durable, or not at all. False when exactly these bytes are there already; EvidenceConflict for others (KOA-P4). */
  create(path: string, bytes: Uint8Array): Promise<boolean>;
  /** Whether there is such a file. */
  has(path: string): Promise<boolean>;
  /** A file whole, or null when there is none. TooLarge above `limit` bytes. */
  read(path: string, limit: number): Promise<Buffer | null>;
  /** SHA-256 of each file, lower-case hex, in order, never keeping one whole. NotFound when one is not there. */
  hashes(paths: readonly string[]): Promise<readonly string[]>;
  /** Every file, or every file below `folder`, sorted; what crashes left half written is left out. Escapes when one is no plain file. */
  list(folder?: string): Promise<readonly string[]>;
  /**
   * Makes a file anew. Only for what is derived from evidence and not sealed yet: `allowed` is asked as late as can be, and throws when it is.
   * What it then throws is thrown, and nothing is left of these bytes.
   */
  replace(path: string, bytes: Uint8Array, allowed: () => Promise<void>): Promise<void>;
  /** Takes a file away. Only for what is not evidence: what is derived anew, what came too late. */
  remove(path: string): Promise<void>;
  /** Takes all below a folder away, and the folder. Only for segments, once `events.jsonl` is sealed. None there is no error. */
  removeFolder(folder: string): Promise<void>;
  /** Takes every file away but these, also what crashes left half written. Only once it is settled which are evidence. */
  keepOnly(paths: ReadonlySet<string>): Promise<void>;
}

/** Where the folders of all incidents are. */
export interface EvidenceStore {
  /** An incident's folder; it may be empty. Unreachable while the store is away; Escapes for a name that is no plain folder's. */
  folder(incident: string): Promise<EvidenceFolder>;
  /** Where every signed statement is kept once more, in the order of sealing: no incident can have its name. */
  log(): Promise<EvidenceFolder>;
  /** The names of all incidents that have a folder. */
  incidents(): Promise<readonly string[]>;
}
