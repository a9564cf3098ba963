import type { Authorization, EvidencedAuthorization, Receipt, SignedAuthorization } from '../domain/containment.ts';
import { pausedNotice, sameRelease, type Release } from '../domain/packs.ts';
import { sameChannel, type Channel } from '../domain/scope.ts';
import { demandPermission } from './permission.ts';
import { change, type World } from './change.ts';
import { mayBeThere } from './may-be-there.ts';
import { openCase } from './open-case.ts';

/**
 * Everything this product can do to the world, on one screen. Each asks the target what became of its key before it acts, is
 * compare-and-swap, and reads back what it did. What it takes says what it needs: a key, evidence, or a person's decision.
 */
export interface Contain {
  hold(authorization: Authorization, channel: Channel): Promise<Receipt>;
  quarantine(authorization: EvidencedAuthorization, channel: Channel, release: Release): Promise<Receipt>;
  /** Refused as `Raced` when neither `from` nor `to` is what the pointer names any more: somebody else moved it. */
  rollBack(authorization: EvidencedAuthorization, channel: Channel, from: readonly Release[], to: Release): Promise<Receipt>;
  /** BK-BP3, by decision only: refused as `NotAuthorized` unless the signed plan names this channel. */
  serveBaseline(authorization: SignedAuthorization, channel: Channel, baseline: Channel): Promise<Receipt>;
  /** Null where the platform says that it cannot pin (KOA-61c: where supported). */
  pin(authorization: EvidencedAuthorization, channel: Channel, release: Release): Promise<Receipt | null>;
  /** Opens the governed case for the permanent fix, and reads it back (KOA-61e). */
  openCase(authorization: EvidencedAuthorization, channel: Channel, title: string, body: string): Promise<Receipt>;
  /**
   * Refused as `NotAuthorized` unless the decision's plan names this channel, and its signatures verify here again; as `Raced` when readers
   * are no longer pointed at `serving` of `from`, the channel itself or its baseline: what was signed is not so any more.
   */
  liftHold(authorization: SignedAuthorization, channel: Channel, serving: Release, from: Channel): Promise<Receipt>;
}

export const contain = (world: World): Contain => ({
  hold: (authorization, channel) =>
    change(world, authorization, channel, {
      request: () => ({ action: 'hold', name: authorization.holder, notice: pausedNotice }),
      shows: ({ holds }) => holds.some(({ name }) => name === authorization.holder),
      subject: authorization.holder,
    }),
  quarantine: (authorization, channel, release) =>
    change(world, authorization, channel, {
      request: () => ({ action: 'quarantine', release_id: release.id, artifact_id: release.artifact }),
      shows: ({ quarantined }) => quarantined.includes(release.id),
      subject: release.id,
    }),
  rollBack: (authorization, channel, from, to) =>
    change(world, authorization, channel, {
      request: () => ({ action: 'rebind', release_id: to.id, artifact_id: to.artifact }),
      shows: ({ current }) => current.id === to.id && current.artifact === to.artifact,
      onlyWhile: ({ current }) => from.some((release) => sameRelease(release, current)),
      subject: to.id,
    }),
  serveBaseline: async (authorization, channel, baseline) => {
    demandPermission(authorization, 'baselines', channel, world.roster.people);
    return change(world, authorization, channel, {
      request: () => ({ action: 'baseline', baseline: baseline.name }),
      shows: ({ baselineOnly }) => baselineOnly === baseline.name,
      subject: baseline.name,
    });
  },
  pin: async (authorization, channel, release) => {
    const { actions } = await mayBeThere(world.publisher.describe()); // an attempt before this one may have pinned it
    if (!actions.includes('pin')) return null;
    return change(world, authorization, channel, {
      request: () => ({ action: 'pin', release_id: release.id }),
      shows: ({ pinned }) => pinned.includes(release.id),
      subject: release.id,
    });
  },
  openCase: (authorization, channel, title, body) => openCase(world, authorization, channel, title, body),
  liftHold: async (authorization, channel, serving, from) => {
    demandPermission(authorization, 'lifts', channel, world.roster.people); // promise 6: checked where the effect is, not only where it was decided
    return change(world, authorization, channel, {
      request: () => ({ action: 'lift', name: authorization.holder }),
      shows: ({ holds }) => !holds.some(({ name }) => name === authorization.holder),
      onlyWhile: ({ baselineOnly, current }) =>
        sameChannel(from, channel) ? baselineOnly === null && sameRelease(current, serving) : baselineOnly === from.name,
      subject: authorization.holder,
    });
  },
});
