import { standardWebhook, type StandardWebhook } from '../standard-webhook.ts';
import type { Pager } from '../targets.ts';

/** Pages as JSON to a webhook, signed as Standard Webhooks says. `webhook-id` is the page's key. */
export function webhookPager(given: Omit<StandardWebhook, 'name'>): Pager {
  const post = standardWebhook({ ...given, name: 'pager' });
  return { page: ({ key, incident, role, people, why }) => post(key, 'incident.page', { key, incident, role, people, why }) };
}
