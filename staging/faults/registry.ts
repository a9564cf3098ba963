import { badSignature } from './bad-signature.ts';
import type { Fault } from './fault.ts';
import { goodCorrupted, goodCorruptedAtOneOrigin } from './good-corrupted.ts';
import { noGoodRelease } from './no-good-release.ts';
import { payloadCorrupted, payloadCorruptedAtOneOrigin } from './payload-corrupted.ts';
import { promotionRace } from './promotion-race.ts';
import { publisherDoesNothing } from './publisher-does-nothing.ts';
import { publisherError } from './publisher-error.ts';
import { publisherTimeout } from './publisher-timeout.ts';
import { rePromotion } from './re-promotion.ts';
import { readerGone } from './reader-gone.ts';
import { readerSlow } from './reader-slow.ts';
import { readerStuck } from './reader-stuck.ts';
import { resolverDown } from './resolver-down.ts';
import { truncatedManifest } from './truncated-manifest.ts';
import { wrongContent } from './wrong-content.ts';

/** Every fault there is; docs/staging.md explains each, and a test holds both to each other. */
export const faults: readonly Fault[] = [
  wrongContent,
  payloadCorruptedAtOneOrigin,
  payloadCorrupted,
  truncatedManifest,
  badSignature,
  goodCorruptedAtOneOrigin,
  goodCorrupted,
  noGoodRelease,
  readerStuck,
  readerSlow,
  readerGone,
  resolverDown,
  publisherError,
  publisherDoesNothing,
  publisherTimeout,
  promotionRace,
  rePromotion,
];
