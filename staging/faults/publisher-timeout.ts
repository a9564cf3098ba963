import { faultChanges, type Fault } from './fault.ts';

const name = 'publisher-timeout';

/** A write that takes effect and then times out. */
export const publisherTimeout: Fault = {
  name,
  says: 'The next change of an `action` (`count` of them, default 1) takes effect, and its answer never comes.',
  break: async ({ interferences }, body) => interferences.add({ fault: name, ...faultChanges.parse(body), unanswered: true }),
  mend: async ({ interferences }) => interferences.drop(name),
};
