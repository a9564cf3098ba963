import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Finds the source that a bearer token belongs to, or null. Compares digests, against every source, in constant time: neither the
 * time nor the order says how near a guess was. `tokens` is by source name.
 */
export function authenticator(tokens: ReadonlyMap<string, string>): (authorization: string | undefined) => string | null {
  const sources = [...tokens].map(([name, token]) => ({ name, digest: digest(token) }));
  return (authorization) => {
    const [, token] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
    const given = digest(token ?? '');
    const equal = sources.filter((source) => timingSafeEqual(source.digest, given));
    return token === undefined ? null : (equal[0]?.name ?? null);
  };
}
