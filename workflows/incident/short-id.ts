import { uuid4 } from '@temporalio/workflow';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'; // Crockford's: no I, L, O, U to be misread at night

/** A short id that people can say aloud, such as `INC-7Q2M4K`. Random, the same on replay; the vault makes sure that it is never used twice. */
export const shortId = (): string => `INC-${letters(6)}`;

/** An id for when nobody can say which are taken: 60 random bits are not met twice. */
export const longId = (): string => `INC-${letters(12)}`;

/** Of the last 48 bits of two UUIDs: all of them random, none of the version. */
function letters(count: number): string {
  const bits = BigInt(`0x${uuid4().slice(-12)}${uuid4().slice(-12)}`);
  return Array.from({ length: count }, (_, index) => alphabet[Number((bits >> BigInt(index * 5)) & 31n)]).join('');
}
