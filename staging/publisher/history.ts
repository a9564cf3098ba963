import { sha256 } from '../../contracts/digest.ts';
import type { Pointer } from '../../contracts/pack-format.ts';
import type { Channel } from '../../domain/scope.ts';
import { pointerIn, type Origin } from '../store/origin.ts';
import type { AuditLog } from './audit-log.ts';
import type { Intents } from './intents.ts';

/** What was ever current in a channel, oldest first. */
export async function history(origin: Origin, channel: Channel): Promise<readonly Pointer['current'][]> {
  const generations = await origin.generations(channel);
  return Promise.all(generations.map(async (generation) => pointerIn(await origin.pointerBytes(channel, generation)).current));
}

/** A change whose pointer was written and whose audit event was not: it happened, so the log must say so. */
export async function finishInterrupted(origin: Origin, audit: AuditLog, intents: Intents, channel: Channel): Promise<void> {
  const intent = await intents.last(channel);
  if (!intent || audit.find(channel, intent.change.key)) return;
  const { generation_after } = intent.change;
  if (!(await origin.generations(channel)).includes(generation_after)) return;
  if (sha256(await origin.pointerBytes(channel, generation_after)) !== intent.pointer_sha256) return;
  await audit.append(channel, intent);
}

/** Generations that the other origins missed while something was down. */
export async function copyMissing(from: Origin, to: readonly Origin[], channel: Channel): Promise<void> {
  const generations = await from.generations(channel);
  for (const origin of to) {
    const there = new Set(await origin.generations(channel));
    for (const generation of generations.filter((one) => !there.has(one))) {
      await origin.writePointer(channel, generation, await from.pointerBytes(channel, generation));
    }
  }
}
