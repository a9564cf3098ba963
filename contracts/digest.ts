import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.ts';

/** What a digest looks like: `sha256:` and lower-case hex. */
export const digestPattern = /^sha256:[a-f0-9]{64}$/;

/** SHA-256 of bytes, lower-case hex. */
export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** Digest of bytes as they stand. */
export const digestOfBytes = (bytes: Uint8Array | string): string => `sha256:${sha256(bytes)}`;

/** Digest of a JSON value: that of its RFC 8785 text. */
export const digestOf = (value: unknown): string => digestOfBytes(canonicalJson(value));
