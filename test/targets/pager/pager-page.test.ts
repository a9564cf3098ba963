import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { expect, it } from '@jest/globals';
import { webhookPager } from '../../../targets/pager/webhook-pager.ts';
import type { Page } from '../../../targets/targets.ts';
import { configurationSchema } from '../../../contracts/configuration.ts';
import { serve } from '../support/server.ts';

const manual = readFileSync(resolve(__dirname, '../../../docs/connecting-your-platform.md'), 'utf8');
const [, part = ''] = /\n## \d+\. The pager\n([\s\S]*?)\n## /.exec(manual) ?? [];
const [, json = ''] = /```json\n([\s\S]*?)```/.exec(part) ?? [];
const written = JSON.parse(json) as { readonly type: string; readonly timestamp: string; readonly data: Page };
const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

it('the manual shows the very JSON that a webhook receives, field by field and in its order', async () => {
  const got: { readonly headers: Record<string, string>; readonly body: string }[] = [];
  const url = await serve((server) => {
    server.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => done(null, body));
    server.post('/', ({ headers, body }, reply) => {
      got.push({ headers: headers as Record<string, string>, body: body as string });
      return reply.status(204).send();
    });
  });
  await webhookPager({ url, secret }).page(written.data);
  const [{ headers, body }] = got as [(typeof got)[0]];
  const sent = JSON.parse(body) as typeof written;
  expect(JSON.stringify({ ...sent, timestamp: written.timestamp })).toBe(JSON.stringify(written));
  expect(new Date(written.timestamp).toISOString()).toBe(written.timestamp);
  expect(headers['webhook-id']).toBe(written.data.key);
  expect(new Webhook(secret).verify(body, headers)).toEqual(sent);
  expect(Object.keys(headers).filter((name) => name.startsWith('webhook-') && !part.includes(`\`${name}\``))).toEqual([]);
});

it('the manual names every kind of pager, with its fields', () => {
  const kinds = configurationSchema.shape.targets.shape.pager.unwrap().options.map(({ shape }) => {
    const [kind] = shape.kind.values;
    return `{kind: ${[kind, ...Object.keys(shape).filter((name) => name !== 'kind')].join(', ')}}`;
  });
  const rows = [...part.matchAll(/^\| `(\{kind: [^`]+\})`/gm)].map(([, row = '']) => row);
  expect(new Set(rows)).toEqual(new Set(kinds));
  expect(rows).toHaveLength(kinds.length);
});
