import { digestOf } from '../../contracts/digest.ts';
import type { Change, ChangeRequest } from '../../contracts/platform-api.ts';
import type { Platform } from '../platform.ts';
import { faultChanges, type Fault } from './fault.ts';

const name = 'publisher-does-nothing';

/** A write that is answered as done, and was not: the answer alone must not be believed. */
export const publisherDoesNothing: Fault = {
  name,
  says: 'The next change of an `action` (`count` of them, default 1) answers 200 with a change and an audit event, and does nothing.',
  break: async (platform, body) =>
    platform.interferences.add({
      fault: name,
      ...faultChanges.parse(body),
      instead: async (_channel, asked) => plausible(platform, asked),
    }),
  mend: async ({ interferences }) => interferences.drop(name),
};

/** What an honest publisher would have answered: the number of its next audit event, which a later change will get in truth. */
function plausible({ channels, publisher }: Platform, { action, by, expected_generation, key }: ChangeRequest): Change {
  const written = channels.flatMap((channel) => publisher.changes(channel)).length;
  const change = { key, action, generation_before: expected_generation, generation_after: expected_generation + 1, already: false };
  const event = { id: `aud-${String(written + 1).padStart(6, '0')}`, at: new Date().toISOString(), actor: by, action };
  return { ...change, audit_event: { ...event, digest: digestOf({ ...event, change }) } };
}
