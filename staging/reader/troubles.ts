import type { Millis } from '../../domain/time.ts';

/** What ails a reader. A healthy one has none of it. */
export interface Troubles {
  /** Looks at no new pointer, and serves on. */
  readonly stuck: boolean;
  /** How long every answer is late. */
  readonly late: Millis;
  /** The resolver answers 503; the rest works. */
  readonly resolverDown: boolean;
}

export const noTroubles: Troubles = { stuck: false, late: 0, resolverDown: false };
