import type { FastifyInstance } from 'fastify';
import { Refused } from './problem-reply.ts';

/**
 * Refuses every method that an address does not have with MethodNotAllowed and those that it has, before a body is read. For all routes
 * that are added after this.
 */
export function refuseWrongMethods(gateway: FastifyInstance): void {
  const addresses = new Map<string, readonly string[]>();
  gateway.addHook('onRoute', ({ url, method }) => void addresses.set(url, [...(addresses.get(url) ?? []), ...[method].flat()]));
  gateway.addHook('onRequest', async ({ is404, method, url }, reply) => {
    if (!is404) return;
    const [path = ''] = url.split('?');
    const [, methods] = [...addresses].find(([pattern]) => fits(path, pattern)) ?? [];
    if (!methods) return;
    const allowed = [...new Set(methods)].sort().join(', ');
    reply.header('allow', allowed);
    throw new Refused('MethodNotAllowed', `this address does not take ${method}, but ${allowed}`);
  });
}

/** Whether a path is of a pattern such as `/incidents/:id`. */
function fits(path: string, pattern: string): boolean {
  const [given, wanted] = [path.split('/'), pattern.split('/')];
  return (
    given.length === wanted.length && wanted.every((part, index) => (part.startsWith(':') ? given[index] !== '' : part === given[index]))
  );
}
