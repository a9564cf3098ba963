import type { KeyObject } from 'node:crypto';
import type { EvidencePredicate } from '../../contracts/evidence/statement.ts';

/** Who seals, and what is said of the installation in every statement (OPS-P1). */
export interface Sealer {
  /** Ed25519, private. */
  readonly key: KeyObject;
  readonly instance: string;
  readonly product: EvidencePredicate['product'];
  /** Digest of holdfast.yaml as this worker read it. */
  readonly configuration: string;
  /** Digest of the workflow code that this worker runs. */
  readonly code: string;
  /** An RFC 3161 answer over these bytes, DER. What it throws never keeps a record from being sealed: it is told (`Sealed.unstamped`). */
  readonly stamp?: (signature: Uint8Array) => Promise<Buffer>;
}
