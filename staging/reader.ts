import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import fastify from 'fastify';
import { answerWithProblems } from './http/problem.ts';
import { followAll } from './reader/follow-all.ts';
import { followerOf } from './reader/follower.ts';
import { packCacheIn } from './reader/pack-cache.ts';
import { readerRoutes } from './reader/reader-routes.ts';
import { noTroubles, type Troubles } from './reader/troubles.ts';
import { trustedKeys } from './reader/trusted-keys.ts';
import { originAt } from './store/origin.ts';
import { channelsOf } from './world/world.ts';

/**
 * One reader: a process that follows every channel at one origin, verifies, caches and serves. Started by main.ts, which it tells over
 * IPC where it listens, and with which it ends.
 */
const text = { type: 'string', default: '' } as const;
const { values } = parseArgs({
  options: { name: text, origin: text, metadata: text, pinned: text, environment: text, cache: text, poll: text, host: text, port: text },
});
const { name, environment } = values;

process.on('disconnect', () => process.exit(0));
// The parent's word ends a reader, so that a terminal's ctrl-c does not cut off its last answers.
process.on('SIGINT', () => undefined);

const origin = originAt(name, values.origin);
const cache = packCacheIn(values.cache);
const followers = channelsOf(environment).map((channel) => {
  const trust = () =>
    trustedKeys(`${values.metadata}/${channel.tenant}/${environment}`, `${values.pinned}/${channel.tenant}/${environment}`);
  return followerOf({ channel, origin, cache, trust });
});
await Promise.all(
  followers.map(async (follower) => {
    await follower.resume();
    await follower.poll();
  }),
);

const server = fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 300 } });
answerWithProblems(server);
let troubles = noTroubles;
server.addHook('onRequest', async () => {
  if (troubles.late > 0) await pause(troubles.late);
});
readerRoutes(server, name, followers, () => troubles);
const url = await server.listen({ host: values.host, port: Number(values.port) });
const following = followAll(followers, Number(values.poll));
process.on('message', (told: Troubles) => {
  troubles = told;
  void following.setStuck(told.stuck).then(() => process.send?.(told));
});
process.on('SIGTERM', () => {
  following.stop();
  void server.close().then(() => process.exit(0));
});
process.send?.({ url });
