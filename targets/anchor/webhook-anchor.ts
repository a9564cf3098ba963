import { standardWebhook, type StandardWebhook } from '../standard-webhook.ts';
import type { Anchor } from '../targets.ts';

/** Posts the heads of the log of sealed records to a webhook, signed as Standard Webhooks says. `webhook-id` is the record's digest. */
export function webhookAnchor({ instance, ...given }: Omit<StandardWebhook, 'name'> & { readonly instance: string }): Anchor {
  const post = standardWebhook({ ...given, name: 'anchor' });
  return { post: (head) => post(head.digest, 'record.sealed', { instance, ...head }) };
}
