import { z } from 'zod';
import type { Fault } from './fault.ts';

/** A write that takes effect and then times out. */
export const publisherTimeout: Fault = {
  name: 'publisher-timeout',
  says: 'The next change of an `action` (`count` of them, default 1) takes effect, and its answer never comes.',
  break: async ({ silences }, body) => {
    const { action, count } = z
      .object({ action: z.enum(['hold', 'lift', 'quarantine', 'rebind', 'pin']), count: z.int().min(1).default(1) })
      .parse(body);
    silences.next(action, count);
  },
  mend: async ({ silences }) => silences.none(),
};
