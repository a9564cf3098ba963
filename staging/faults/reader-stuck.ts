import { z } from 'zod';
import type { Fault } from './fault.ts';
import { readerOf } from './reader-of.ts';

/** A reader that goes on serving what it has. */
export const readerStuck: Fault = {
  name: 'reader-stuck',
  says: 'One reader (`reader`) stops following its pointers, for every channel, and goes on serving what it has.',
  break: async (platform, body) => {
    const { reader } = z.object({ reader: z.string() }).parse(body);
    await readerOf(platform, reader).setTroubles({ stuck: true });
  },
  mend: async ({ readers }) => {
    await Promise.all(readers.map((reader) => reader.setTroubles({ stuck: false })));
  },
};
