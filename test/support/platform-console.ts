import { join } from 'node:path';
import type { Change } from '../../contracts/platform-api.ts';
import type { Channel } from '../../domain/scope.ts';
import type { AuditLog } from '../../staging/publisher/audit-log.ts';
import { intentsIn } from '../../staging/publisher/intents.ts';
import type { Move } from '../../staging/publisher/pointer-moves.ts';
import { publisherOf } from '../../staging/publisher/publisher.ts';
import { originAt } from '../../staging/store/origin.ts';
import { keyRing } from '../../staging/trust/key-ring.ts';
import { indexRole } from '../../staging/trust/trust-metadata.ts';
import type { Staging } from './staging.ts';

/**
 * What the platform's own operators can do on its machine, with its keys, past the publisher that Holdfast asks: a change by hand, which no
 * audit log of the publisher has.
 */
export async function changedByHand(staging: Staging, place: Omit<Channel, 'environment'>, move: Move): Promise<Change> {
  const channel = { ...place, environment: staging.environment };
  const [first, ...others] = staging.origins.map(({ name, path }) => originAt(name, path));
  const publisher = publisherOf({
    origins: [first!, ...others],
    audit: unaudited,
    intents: intentsIn(join(staging.home, 'by-hand')),
    signerOf: ({ tenant, environment, name }) => keyRing(join(staging.home, 'keys', tenant, environment)).signer(indexRole(name)),
  });
  return publisher.change(channel, move);
}

const unaudited: AuditLog = {
  find: () => undefined,
  of: () => [],
  append: async (_channel, { change, actor, at }) => ({
    ...change,
    audit_event: { id: 'by-hand', at, actor, action: change.action, digest: `sha256:${'0'.repeat(64)}` },
  }),
  close: async () => undefined,
};
