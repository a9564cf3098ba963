import type { PairEnd } from './run-pair.ts';

/** A pair that `npm test` runs: which, why these two, and how it ends. */
export interface NamedPair {
  readonly faults: readonly [string, string];
  readonly why: string;
  readonly ends: Pick<PairEnd, 'ending' | 'served'>;
}

const good = { served: ['good', 'good', 'good'] } as const;
const bad = { served: ['bad', 'bad', 'bad'] } as const;

/** Twelve that were chosen because one fault comes in the way of what the other one needs. */
export const namedPairs: readonly NamedPair[] = [
  {
    faults: ['publisher-error', 'publisher-timeout'],
    why: 'the rebind that is tried again is the one that takes effect and is never answered',
    ends: { ending: 'closed', ...good },
  },
  {
    faults: ['publisher-timeout', 're-promotion, forgetting the quarantine'],
    why: 'while the answer of the rebind is waited for, a job undoes it: the key is done, and the pointer does not show it',
    ends: { ending: 'handed-over', ...bad },
  },
  {
    faults: ['publisher-does-nothing', 'promotion-race'],
    why: 'the rebind is answered as done, and before it is tried again somebody else has moved the pointer',
    ends: { ending: 'handed-over', ...good },
  },
  {
    faults: ['truncated-manifest, everywhere', 'publisher-does-nothing'],
    why: 'nobody is awake to see that the publisher lies',
    ends: { ending: 'closed', ...good },
  },
  {
    faults: ['wrong-content', 'payload-corrupted'],
    why: 'what is damaged is proven bad, and what verifies before it is wrong: only the person who signs off sees that',
    ends: { ending: 'handed-over', ...bad },
  },
  {
    faults: ['payload-corrupted', 're-promotion, past the hold'],
    why: 'readers refuse what a job points them at past the hold, and serve the good release: the stores say otherwise',
    ends: { ending: 'handed-over', ...good },
  },
  {
    faults: ['bad-signature, of the index', 'good-corrupted'],
    why: 'a planted pointer is all there is to go by, and what one would go back to first is damaged',
    ends: { ending: 'closed', ...good },
  },
  {
    faults: ['truncated-manifest, at one origin', 'good-corrupted-at-one-origin'],
    why: 'each origin has one of the two releases whole, and the other one damaged',
    ends: { ending: 'closed', ...good },
  },
  {
    faults: ['good-corrupted', 'reader-stuck'],
    why: 'it goes back further than usual, and one reader does not go along',
    ends: { ending: 'handed-over', served: ['good', 'bad', 'good'] },
  },
  {
    faults: ['good-corrupted-at-one-origin', 'reader-gone'],
    why: 'the only reader of the origin that has the newest good release whole cannot be asked',
    ends: { ending: 'closed', served: ['good', 'good', 'silent'] },
  },
  {
    faults: ['no-good-release', 'resolver-down'],
    why: 'the baseline is all that is left, and the readers cannot be asked all that would prove it',
    ends: { ending: 'closed', ...good },
  },
  {
    faults: ['reader-slow', 're-promotion, forgetting the quarantine'],
    why: 'readers go back to the bad release while one of them is still slow to say what it serves',
    ends: { ending: 'handed-over', ...bad },
  },
];
