import { z } from 'zod';
import { nearest } from '../../contracts/nearest.ts';
import { channelText, type Channel } from '../../domain/scope.ts';
import type { Platform } from '../platform.ts';
import { PlatformRefusal } from '../publisher/platform-refusal.ts';

const named = z.object({ tenant: z.string(), environment: z.string().optional(), channel: z.string() });

function meant(wanted: string, channels: readonly Channel[]): string {
  const near = nearest(wanted, channels.map(channelText));
  return near ? `: did you mean ${near}?` : '';
}

/** The channel that a route's parameters name. Throws PlatformRefusal `unknown-channel`. */
export function channelOf({ channels, environment }: Pick<Platform, 'channels' | 'environment'>, params: unknown): Channel {
  const { tenant, channel: name, environment: asked = environment } = named.parse(params);
  const wanted = channelText({ tenant, environment: asked, name });
  const channel = channels.find((one) => channelText(one) === wanted);
  if (!channel) throw new PlatformRefusal(404, 'unknown-channel', `there is no channel ${wanted} here${meant(wanted, channels)}`);
  return channel;
}
