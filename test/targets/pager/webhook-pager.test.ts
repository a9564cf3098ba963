import { Webhook } from 'standardwebhooks';
import { expect, it } from '@jest/globals';
import { webhookPager } from '../../../targets/pager/webhook-pager.ts';
import { page, pagerContract } from '../contract/pager.ts';
import { expectTargetError } from '../support/expect-error.ts';
import { serve } from '../support/server.ts';

const secret = `whsec_${Buffer.from('a secret of twenty-four!').toString('base64')}`;

async function world(status = 204) {
  const got: { readonly headers: Record<string, string>; readonly body: string }[] = [];
  const url = await serve((server) => {
    server.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => done(null, body));
    server.post('/secret-path', ({ headers, body }, reply) => {
      got.push({ headers: headers as Record<string, string>, body: body as string });
      return status === 307 ? reply.redirect('/secret-path', 307) : reply.status(status).send();
    });
    server.post('/silent', (_, reply) => void reply.hijack());
  });
  return { got, url, pager: webhookPager({ url: `${url}/secret-path`, secret }) };
}

pagerContract('the webhook pager', async () => {
  const { pager, got } = await world();
  return { pager, sent: () => got.map(({ body }) => body) };
});

it('signs each page as Standard Webhooks says, with the page’s key as its id', async () => {
  const { pager, got } = await world();
  await pager.page(page);
  const [{ headers, body }] = got as [(typeof got)[0]];
  expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: 'incident.page', data: page });
  expect(headers['webhook-id']).toBe(page.key);
  expect(() => new Webhook(secret).verify(body.replace('ana', 'eve'), headers)).toThrow('No matching signature found');
});

it.each([
  [307, 'Refused'],
  [400, 'Refused'],
  [401, 'NotAuthorized'],
  [500, 'Unreachable'],
] as const)('does not take status %i for a page that was sent', async (status, code) => {
  await expectTargetError((await world(status)).pager.page(page), code);
});

it('gives up on a webhook that hangs, and names its host only, for its path is a secret', async () => {
  const { url } = await world();
  const error = await expectTargetError(webhookPager({ url: `${url}/silent?key=sesame`, secret, time: 100 }).page(page), 'TimedOut');
  expect(error.message).toContain(new URL(url).host);
  expect(error.message).not.toMatch(/silent|sesame/);
});

it('refuses a secret that cannot be used, without repeating it', async () => {
  const error = await expectTargetError(() => webhookPager({ url: 'http://127.0.0.1:9/', secret: 'whsec_%%%' }), 'NotAuthorized');
  expect(error.message).not.toContain('%%%');
});
