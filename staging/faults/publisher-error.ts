import { PlatformRefusal } from '../publisher/platform-refusal.ts';
import { faultChanges, type Fault } from './fault.ts';

const name = 'publisher-error';

/** A write that fails, and says so. */
export const publisherError: Fault = {
  name,
  says: 'The next change of an `action` (`count` of them, default 1) answers 500 and does nothing.',
  break: async ({ interferences }, body) => {
    const instead = async (): Promise<never> => {
      throw new PlatformRefusal(500, 'internal', 'the platform failed; its stderr says why');
    };
    interferences.add({ fault: name, ...faultChanges.parse(body), instead });
  },
  mend: async ({ interferences }) => interferences.drop(name),
};
