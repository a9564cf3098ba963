import { badSignature } from './bad-signature.ts';
import type { Fault } from './fault.ts';
import { payloadCorrupted, payloadCorruptedAtOneOrigin } from './payload-corrupted.ts';
import { publisherTimeout } from './publisher-timeout.ts';
import { readerStuck } from './reader-stuck.ts';
import { wrongContent } from './wrong-content.ts';

/** Every fault there is; docs/staging.md explains each, and a test holds both to each other. */
export const faults: readonly Fault[] = [
  wrongContent,
  payloadCorruptedAtOneOrigin,
  payloadCorrupted,
  badSignature,
  readerStuck,
  publisherTimeout,
];
