import { expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { webhookAnchor } from '../../../targets/anchor/webhook-anchor.ts';
import { expectTargetError } from '../support/expect-error.ts';
import { serve } from '../support/server.ts';

const secret = `whsec_${Buffer.from('a secret of twenty-four!').toString('base64')}`;
const head = { incident: 'INC-7Q2M4K', digest: `sha256:${'a'.repeat(64)}`, number: 2, previous: `sha256:${'b'.repeat(64)}` };

async function world(status = 204) {
  const got: { readonly headers: Record<string, string>; readonly body: string }[] = [];
  const url = await serve((server) => {
    server.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => done(null, body));
    server.post('/heads', ({ headers, body }, reply) => {
      got.push({ headers: headers as Record<string, string>, body: body as string });
      return reply.status(status).send();
    });
  });
  return { got, anchor: webhookAnchor({ instance: 'syd-1', url: `${url}/heads`, secret }) };
}

it('posts a head signed as Standard Webhooks says, the same id through every retry', async () => {
  const { anchor, got } = await world();
  await anchor.post(head);
  await anchor.post(head);
  expect(got.map(({ headers }) => headers['webhook-id'])).toEqual([head.digest, head.digest]);
  const [{ headers, body }] = got as [(typeof got)[0]];
  expect(new Webhook(secret).verify(body, headers)).toEqual({
    type: 'record.sealed',
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    data: { instance: 'syd-1', ...head },
  });
  expect(() => new Webhook(secret).verify(body.replace('"number":2', '"number":3'), headers)).toThrow('No matching signature found');
});

it.each([
  [400, 'Refused'],
  [401, 'NotAuthorized'],
  [500, 'Unreachable'],
] as const)('does not take status %i for a head that was heard', async (status, code) => {
  const error = await expectTargetError((await world(status)).anchor.post(head), code);
  expect(error.message).toContain('anchor');
});
