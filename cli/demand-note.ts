import type { Effect } from '../domain/decisions.ts';
import { scopeOfNote } from '../domain/scope.ts';
import { usage } from './failed.ts';

/** BK-E2: the verdict that closes without what the record lacks; its note is the reason. */
export const waives = (verdict: string): boolean => verdict === 'waive';

/** Refuses (exit code 2) a waiver without a reason: the incident would count it, and ask the same again. */
export function demandReason(verdict: string, note: string): void {
  if (waives(verdict) && note.trim() === '')
    throw usage('say why: a waiver needs its reason as the note, which stays in the record: --note TEXT');
}

/** Refuses (exit code 2) an answer whose note has to begin with a scope and does not: the incident would count it, and ask the same again. */
export function demandScope(effect: Effect | undefined, note: string): void {
  if (!effect?.noteScope) return;
  const named = scopeOfNote(note);
  if (named && 'problem' in named) throw usage(`${named.problem}; the note has to begin with it`);
  if (named || effect.noteScope === 'optional') return;
  throw usage(
    'say what it is about: the note has to begin with a scope, TENANT/ENVIRONMENT/KIND/NAME: --note "acme/production/channel/au-nsw wrong rules"',
  );
}
