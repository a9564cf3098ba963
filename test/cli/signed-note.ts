import type { IncidentStatement } from '../../domain/statements.ts';

/** A note as it was signed. */
export const noteOf = (text: string): IncidentStatement => ({
  kind: 'note',
  incident: 'INC-7Q2M4K',
  text,
  at: '2026-07-02T09:00:00.000Z',
  nonce: 'nonce-1234',
  signature: 'signed',
});
