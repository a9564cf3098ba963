import { z } from 'zod';
import type { Fault } from './fault.ts';
import { readerOf } from './reader-of.ts';

/** A reader of which one part is down: it resolves no question, and serves all else. */
export const resolverDown: Fault = {
  name: 'resolver-down',
  says: 'The resolver of one reader (`reader`) or of `all` answers 503; everything else works.',
  break: async (platform, body) => {
    const { reader } = z.object({ reader: z.string().default('all') }).parse(body);
    const concerned = reader === 'all' ? platform.readers : [readerOf(platform, reader)];
    await Promise.all(concerned.map((one) => one.setTroubles({ resolverDown: true })));
  },
  mend: async ({ readers }) => {
    await Promise.all(readers.map((reader) => reader.setTroubles({ resolverDown: false })));
  },
};
