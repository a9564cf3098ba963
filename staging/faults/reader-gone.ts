import { z } from 'zod';
import type { Fault } from './fault.ts';
import { readerOf } from './reader-of.ts';

/** A reader that nobody answers for. */
export const readerGone: Fault = {
  name: 'reader-gone',
  says: 'One reader (`reader`) is killed; mending starts it again on the same port.',
  break: async (platform, body) => {
    const { reader } = z.object({ reader: z.string() }).parse(body);
    await readerOf(platform, reader).kill();
  },
  mend: async ({ readers }) => {
    await Promise.all(readers.map((reader) => reader.startAgain()));
  },
};
