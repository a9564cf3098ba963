import type { Scope } from './scope.ts';

/** What a person says that nobody asked for. Signed like an answer: canonical JSON of all but the signature, namespace `holdfast-statement@v1`. */
export interface Statement {
  readonly kind: 'start';
  readonly runbook: string;
  readonly scope: Scope;
  readonly why: string;
  /** ISO 8601, UTC. A start older than ten minutes is refused. */
  readonly at: string;
  readonly nonce: string;
  readonly signature: string;
}
