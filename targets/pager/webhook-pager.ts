import { Webhook } from 'standardwebhooks';
import { TargetError } from '../../domain/target-error.ts';
import { seconds, type Millis } from '../../domain/time.ts';
import { boundedFetch } from '../bounded-fetch.ts';
import type { Pager } from '../targets.ts';

export interface WebhookPager {
  /** Treated as a secret: errors name its host only. */
  readonly url: string;
  /** `whsec_` and base64, as Standard Webhooks writes it. */
  readonly secret: string;
  /** Default 5 s. */
  readonly time?: Millis;
  /** Epoch milliseconds. Default the machine's clock. */
  readonly clock?: () => number;
}

/**
 * Pages as JSON to a webhook, signed as Standard Webhooks says. `webhook-id` is the page's key, the same through every retry, so that the
 * other side can tell a repeat. Only a 2xx answer is a page that was sent.
 */
export function webhookPager({ url, secret, time = seconds(5), clock = Date.now }: WebhookPager): Pager {
  const http = boundedFetch({ name: 'pager', base: url, time, bytes: 65_536, hidePath: true, heedRetryAfter: true });
  const webhook = signer(secret);
  return {
    async page({ key, incident, role, people, why }) {
      const at = new Date(clock());
      const body = JSON.stringify({ type: 'incident.page', timestamp: at.toISOString(), data: { key, incident, role, people, why } });
      const headers = {
        'webhook-id': key,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': webhook.sign(key, at, body),
      };
      await http.stream({ path: '', method: 'POST', body, headers }, () => undefined);
    },
  };
}

function signer(secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch {
    // Not the cause: it could repeat the secret.
    throw new TargetError('NotAuthorized', 'the secret of the pager cannot be used: write whsec_ and base64');
  }
}
