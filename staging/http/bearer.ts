import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { sha256 } from '../../contracts/digest.ts';
import { PlatformRefusal } from '../publisher/platform-refusal.ts';

/** A hook that lets only holders of `token` through; compares in constant time. */
export const bearer =
  (token: string) =>
  async (request: FastifyRequest): Promise<void> => {
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(token)))) {
      throw new PlatformRefusal(401, 'unauthorized', 'send the token of this platform: Authorization: Bearer ...');
    }
  };
