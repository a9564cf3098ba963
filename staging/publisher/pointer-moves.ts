import type { Pointer } from '../../contracts/pack-format.ts';
import type { ChangeRequest } from '../../contracts/platform-api.ts';
import { PlatformRefusal } from './platform-refusal.ts';
import { baselineName } from '../world/world.ts';
import { isOlder } from './release-order.ts';

/** What the pipeline asks of the publisher: make a new release current. It takes whatever generation there is. */
export interface Promotion {
  readonly action: 'promote';
  readonly key: string;
  readonly by: string;
  readonly reason: string;
  readonly release_id: string;
  readonly artifact_id: string;
  /** Raises the channel's floor, where given. */
  readonly floor?: string;
  /** What a publisher that no longer minds its own gates passes over; an honest promotion passes over nothing. */
  readonly past?: Passes;
}
/** `hold`: promotes though the channel is held. `gates`: also what is barred. `memory`: forgets besides that the release is quarantined. */
export type Passes = 'hold' | 'gates' | 'memory';
export type Move = ChangeRequest | Promotion;
type Named = Pick<Promotion, 'release_id' | 'artifact_id'>;

/**
 * The pointer after `move`, before it is numbered and dated; null when the state is already so. `known` tells whether a release was ever
 * current here. Throws PlatformRefusal. Always a new generation: it never goes back.
 */
export function moved(pointer: Pointer, move: Move, known: (release: string, artifact?: string) => boolean, now: string): Pointer | null {
  switch (move.action) {
    case 'hold':
      if (pointer.holds.some(({ name }) => name === move.name)) return null;
      return { ...pointer, holds: [...pointer.holds, { name: move.name, since: now, reason: move.reason, notice: move.notice }] };
    case 'lift':
      if (!pointer.holds.some(({ name }) => name === move.name))
        throw new PlatformRefusal(422, 'no-such-hold', `${pointer.channel_id} has no hold '${move.name}'`);
      return { ...pointer, holds: pointer.holds.filter(({ name }) => name !== move.name) };
    case 'quarantine':
      return quarantined(pointer, move, known);
    case 'rebind':
      return rebound(pointer, move, known);
    case 'pin':
      if (!known(move.release_id)) throw unknown(pointer, move.release_id);
      if (isQuarantined(pointer, move.release_id)) throw barred('quarantined', move.release_id);
      if (pointer.pinned.some(({ release_id }) => release_id === move.release_id)) return null;
      return { ...pointer, pinned: [...pointer.pinned, { release_id: move.release_id, by: move.by }] };
    case 'baseline':
      if (move.baseline !== baselineName || pointer.channel_id === baselineName)
        throw new PlatformRefusal(422, 'unknown-baseline', `${move.baseline} is not the baseline channel of ${pointer.channel_id}`);
      return pointer.baseline_only === move.baseline ? null : { ...pointer, baseline_only: move.baseline };
    case 'promote':
      return promoted(pointer, move);
  }
}

function quarantined(
  pointer: Pointer,
  move: Named & { readonly reason: string; readonly key: string },
  known: (release: string, artifact: string) => boolean,
): Pointer | null {
  const { release_id, artifact_id, reason, key } = move;
  if (!known(release_id, artifact_id)) throw unknown(pointer, release_id);
  if (isQuarantined(pointer, release_id)) return null;
  return { ...pointer, quarantined: [...pointer.quarantined, { release_id, artifact_id, reason, key }] };
}

function rebound(
  pointer: Pointer,
  move: Named & { readonly reason: string; readonly key: string },
  known: (release: string, artifact: string) => boolean,
): Pointer | null {
  const { release_id, artifact_id, reason, key } = move;
  if (!known(release_id, artifact_id)) throw unknown(pointer, release_id);
  refuseBarred(pointer, release_id);
  if (pointer.current.release_id === release_id && pointer.baseline_only === null) return null;
  const next = { ...pointer, current: { release_id, artifact_id }, baseline_only: null };
  if (!isOlder(release_id, pointer.current.release_id)) return next;
  // Readers refuse to go back unless the index itself, signed, says that they must.
  const authorization = {
    from_release_id: pointer.current.release_id,
    to_release_id: release_id,
    generation: pointer.generation + 1,
    key,
    reason,
  };
  return { ...next, rollback_authorizations: [...pointer.rollback_authorizations, authorization] };
}

function promoted(pointer: Pointer, { release_id, artifact_id, floor, past }: Promotion): Pointer {
  const [hold] = pointer.holds;
  if (hold && past === undefined)
    throw new PlatformRefusal(409, 'held', `${pointer.channel_id} is held by '${hold.name}'. ${hold.notice}`, pointer.generation);
  if (past === undefined || past === 'hold') refuseBarred(pointer, release_id);
  const quarantined = past === 'memory' ? pointer.quarantined.filter((one) => one.release_id !== release_id) : pointer.quarantined;
  const minimum_allowed_release_id = floor ?? pointer.minimum_allowed_release_id;
  // A promotion leaves `baseline_only` alone: what a decision put on, a build does not take off.
  return { ...pointer, current: { release_id, artifact_id }, quarantined, minimum_allowed_release_id };
}

function refuseBarred(pointer: Pointer, release: string): void {
  if (isQuarantined(pointer, release)) throw barred('quarantined', release);
  if (pointer.revoked.some(({ release_id }) => release_id === release)) throw barred('revoked', release);
  const floor = pointer.minimum_allowed_release_id;
  if (floor !== null && isOlder(release, floor)) throw barred('below-floor', release);
}

const isQuarantined = (pointer: Pointer, release: string): boolean => pointer.quarantined.some(({ release_id }) => release_id === release);
const unknown = (pointer: Pointer, release: string): PlatformRefusal =>
  new PlatformRefusal(422, 'unknown-release', `${release} with that artifact was never current in ${pointer.channel_id}`);
const barred = (code: 'quarantined' | 'revoked' | 'below-floor', release: string): PlatformRefusal =>
  new PlatformRefusal(422, code, `${release} is ${code} and may not be made current`);
