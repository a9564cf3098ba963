import { z } from 'zod';
import { PlatformRefusal } from '../publisher/platform-refusal.ts';
import type { Fault } from './fault.ts';

/** A reader that goes on serving what it has. */
export const readerStuck: Fault = {
  name: 'reader-stuck',
  says: 'One reader (`reader`) stops following its pointers, for every channel, and goes on serving what it has.',
  break: async ({ readers }, body) => {
    const { reader } = z.object({ reader: z.string() }).parse(body);
    const stuck = readers.find(({ name }) => name === reader);
    if (!stuck)
      throw new PlatformRefusal(
        422,
        'unknown-reader',
        `there is no reader '${reader}': one of ${readers.map(({ name }) => name).join(', ')}`,
      );
    await stuck.setStuck(true);
  },
  mend: async ({ readers }) => {
    await Promise.all(readers.map((reader) => reader.setStuck(false)));
  },
};
