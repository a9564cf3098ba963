import { z } from 'zod';
import { minutes } from '../../domain/time.ts';
import type { Fault } from './fault.ts';
import { readerOf } from './reader-of.ts';

/** A reader that answers right, and late. */
export const readerSlow: Fault = {
  name: 'reader-slow',
  says: 'One reader (`reader`) follows as before, and gives every answer `milliseconds` late.',
  break: async (platform, body) => {
    const { milliseconds, reader } = z.object({ reader: z.string(), milliseconds: z.int().min(1).max(minutes(10)) }).parse(body);
    await readerOf(platform, reader).setTroubles({ late: milliseconds });
  },
  mend: async ({ readers }) => {
    await Promise.all(readers.map((reader) => reader.setTroubles({ late: 0 })));
  },
};
