import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.ts';

/** SHA-256 of bytes, lower-case hex. */
export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** Digest of a JSON value: SHA-256 over its RFC 8785 text, `sha256:` and hex. */
export const digestOf = (value: unknown): string => `sha256:${sha256(canonicalJson(value))}`;
