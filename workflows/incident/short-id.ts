import { uuid4 } from '@temporalio/workflow';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'; // Crockford's: no I, L, O, U to be misread at night

/** A short id that people can say aloud, such as `INC-7Q2M4K`. Random, the same on replay; the vault makes sure that it is never used twice. */
export function shortId(): string {
  const hex = uuid4().replaceAll('-', '').slice(0, 12);
  return `INC-${Array.from({ length: 6 }, (_, index) => alphabet[Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16) % 32]).join('')}`;
}
