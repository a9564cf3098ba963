import { expect, it } from '@jest/globals';
import { slackPager } from '../../../targets/pager/slack-pager.ts';
import { page, pagerContract } from '../contract/pager.ts';
import { expectTargetError } from '../support/expect-error.ts';
import { serve } from '../support/server.ts';

interface Answer {
  readonly status?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Message {
  readonly text: string;
  readonly link_names: number;
  readonly parse: string;
  readonly unfurl_links: boolean;
}

async function world({ status = 200, body = 'ok', headers = {} }: Answer = {}) {
  const got: Message[] = [];
  const url = await serve((server) => {
    server.post('/services/T0/B0/sesame', (request, reply) => {
      got.push(request.body as Message);
      return reply.status(status).headers(headers).send(body);
    });
    server.post('/silent', (_, reply) => void reply.hijack());
  });
  return { got, url, pager: slackPager({ url: `${url}/services/T0/B0/sesame` }) };
}

pagerContract('the Slack-compatible pager', async () => {
  const { pager, got } = await world();
  return { pager, sent: () => got.map(({ text }) => text) };
});

it('quotes what an alert says, and names the page, so that a repeat is known', async () => {
  const { pager, got } = await world();
  await pager.page(page);
  expect(got[0]).toMatchObject({ link_names: 0, parse: 'none', unfurl_links: false });
  expect(got[0]!.text).toBe('*INC-7Q2M4K* pages *on-call* (ana, ben)\n```\nrelease 2026.06\nis bad [31m\n```\npage INC-7Q2M4K/3');
});

it.each([
  ['a channel mention', '<!channel> come here', '&lt;!channel&gt; come here'],
  ['a link in disguise', '<https://evil.example|the status page>', '&lt;https://evil.example|the status page&gt;'],
  ['an entity that would be one after us', '&lt;!here&gt;', '&amp;lt;!here&amp;gt;'],
  ['the end of the quote', 'x\n```\n@channel *now*', "x\n'''\n@channel *now*"],
  ['half a character', 'x\ud83d', 'x\ufffd'],
])('does not let an alert write %s', async (_what, why, quoted) => {
  const { pager, got } = await world();
  await pager.page({ ...page, why });
  expect(got[0]!.text.split('```')).toEqual([expect.any(String), `\n${quoted}\n`, expect.any(String)]);
});

it('lets no name mention, link, or break out of its line either', async () => {
  const { pager, got } = await world();
  await pager.page({ ...page, people: ['<!here>', '@all', '*x*\n<b>', 'https://evil.example'] });
  const [line] = got[0]!.text.split('\n```');
  expect(line).not.toMatch(/[<>\n]|@all|\*x|:\/\//);
  expect(line?.replaceAll('\u200b', '')).toBe('*INC-7Q2M4K* pages *on-call* (&lt;!here&gt;, @all, *x* &lt;b&gt;, https://evil.example)');
});

it.each(['x', '<', '&', '`', '\u{1f600}', '\n', 'x@everyone <!channel> '])(
  'cuts a page full of %j to what each of those services takes, Discord least of all, and says so',
  async (mark) => {
    const { pager, got } = await world();
    await pager.page({ ...page, people: Array.from({ length: 200 }, (_, index) => `<ana-${index}>`), why: mark.repeat(50_000) });
    const { text } = got[0]!;
    expect(text.length).toBeLessThan(2_000);
    expect(text).toMatch(/ \(cut\)\n```\npage INC-7Q2M4K\/3$/);
    expect(text.isWellFormed()).toBe(true);
    expect(text.replaceAll(/&(amp|lt|gt);/g, '')).not.toMatch(/[<>&]/);
  },
);

it('leaves a page whole that fits', async () => {
  const { pager, got } = await world();
  await pager.page({ ...page, why: 'x'.repeat(1_400) });
  expect(got[0]!.text).toContain(`\n${'x'.repeat(1_400)}\n`);
});

it.each([
  [200, '<html>sign in</html>', 'Unreachable', true],
  [204, '', 'Unreachable', true],
  [302, 'ok', 'Refused', false],
  [400, 'invalid_payload', 'Refused', false],
  [403, 'action_prohibited', 'NotAuthorized', false],
  [404, 'no_service', 'NotFound', false],
  [500, 'ok', 'Unreachable', true],
] as const)('does not take status %i with %p for a page that was sent', async (status, body, code, recoverable) => {
  const error = await expectTargetError((await world({ status, body })).pager.page(page), code);
  expect(error.recoverable).toBe(recoverable);
});

it.each([
  ['30', 30_000],
  ['3600', 60_000],
  ['soon', null],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
] as const)('waits as long as a 429 with Retry-After %p asks, at most a minute', async (header, wait) => {
  const { pager } = await world({ status: 429, body: 'rate_limited', headers: { 'retry-after': header } });
  expect(await expectTargetError(pager.page(page), 'Refused')).toMatchObject({ recoverable: true, retryAfter: wait });
});

it('names its host only, for the path is the secret: when it hangs, refuses, or is no URL at all', async () => {
  const { url } = await world();
  const hung = await expectTargetError(slackPager({ url: `${url}/silent?key=sesame`, time: 100 }).page(page), 'TimedOut');
  const refused = await expectTargetError((await world({ body: 'no' })).pager.page(page), 'Unreachable');
  for (const { message } of [hung, refused]) {
    expect(message).toContain('127.0.0.1:');
    expect(message).not.toMatch(/silent|sesame|services/);
  }
  const odd = await expectTargetError(() => slackPager({ url: 'sesame' }), 'HostNotAllowed');
  expect(odd.message).not.toContain('sesame');
});
