import { expect, it } from '@jest/globals';
import { httpPublisher } from '../../../targets/publisher/http-publisher.ts';
import { publisherContract } from '../contract/publisher.ts';
import { expectTargetError } from '../support/expect-error.ts';
import { fakePlatform, token } from '../support/fake-platform.ts';

publisherContract('the publisher over HTTP', async () => {
  const { url, state } = await fakePlatform();
  return {
    publisher: httpPublisher({ base: url, token, time: 300 }),
    effects: () => state.effects,
    misbehave: (mischief) => void (state.mischief = mischief),
  };
});

it('takes its token to no other host', async () => {
  const { url, state } = await fakePlatform();
  state.mischief = 'redirect';
  await expectTargetError(httpPublisher({ base: url, token }).describe(), 'HostNotAllowed');
  expect(state.foreignCalls).toBe(0);
});

it('says NotAuthorized, without the token, when the platform does not take it', async () => {
  const { url } = await fakePlatform();
  const error = await expectTargetError(httpPublisher({ base: url, token: 'wrong-token' }).describe(), 'NotAuthorized');
  expect(error.message).not.toContain('wrong-token');
});
