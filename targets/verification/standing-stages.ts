import type { Pointer } from '../../contracts/pack-format.ts';
import type { Release } from '../../domain/packs.ts';
import { firstBound } from './signed-history.ts';
import { fail, pass, unknown, type Verdict } from './stage.ts';

/** A channel's signed word about its releases: the pointer in force, and every signed one, highest generation first. */
export interface ChannelIndex {
  readonly pointer: Pointer;
  readonly history: readonly Pointer[];
}

/** The channel's index must not have revoked the release. */
export function revoked({ pointer }: ChannelIndex, { id }: Release): Verdict {
  const entry = pointer.revoked.find(({ release_id }) => release_id === id);
  return entry ? fail(`release ${id} is revoked: ${entry.reason}`) : pass;
}

/** It must not be older than the oldest that the index allows. Age is the order in which releases were first made current. */
export function floor({ pointer, history }: ChannelIndex, { id }: Release): Verdict {
  const lowest = pointer.minimum_allowed_release_id;
  if (lowest === null || lowest === id) return pass;
  const [first, allowed] = [firstBound(history, id), firstBound(history, lowest)];
  if (first === null || allowed === null) return unknown(`nothing signed tells whether release ${id} is older than the floor, ${lowest}`);
  return first > allowed ? pass : fail(`release ${id} is older than the floor, ${lowest}`);
}

/** Where the release is current and the channel came to it from a newer one, the index must have authorized that, then and no earlier. */
export function downgrade({ pointer, history }: ChannelIndex, { id }: Release): Verdict {
  if (pointer.current.release_id !== id) return pass;
  const replaced = history.find(({ current }) => current.release_id !== id);
  if (!replaced) return pass;
  const newer = replaced.current.release_id;
  const [first, before] = [firstBound(history, id), firstBound(history, newer)];
  if (first === null || before === null || first > before) return pass;
  // An authorization of an earlier rollback is no word for this one.
  const authorized = pointer.rollback_authorizations.some(
    ({ from_release_id, to_release_id, generation }) =>
      from_release_id === newer && to_release_id === id && generation > replaced.generation,
  );
  return authorized ? pass : fail(`the channel went back from ${newer} to ${id}, and no rollback authorization says so`);
}

/** A release's name must have meant one pack only, ever. */
export function substitution({ history }: ChannelIndex, { id, artifact }: Release): Verdict {
  const other = history.find(({ current }) => current.release_id === id && current.artifact_id !== artifact);
  if (!other) return pass;
  return fail(`generation ${other.generation} bound release ${id} to another pack, ${other.current.artifact_id.slice(0, 12)}`);
}
