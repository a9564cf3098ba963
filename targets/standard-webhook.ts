import { Webhook } from 'standardwebhooks';
import { TargetError } from '../domain/target-error.ts';
import { seconds, type Millis } from '../domain/time.ts';
import { boundedFetch } from './bounded-fetch.ts';

export interface StandardWebhook {
  /** How errors name it, such as `pager`. */
  readonly name: string;
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
 * Posts JSON to a webhook, signed as Standard Webhooks says. `key` becomes the `webhook-id`, the same through every retry, so that the other
 * side can tell a repeat. Only a 2xx answer counts as sent.
 */
export function standardWebhook({ name, url, secret, time = seconds(5), clock = Date.now }: StandardWebhook) {
  const http = boundedFetch({ name, base: url, time, bytes: 65_536, hidePath: true, heedRetryAfter: true });
  const webhook = signer(name, secret);
  return async (key: string, type: string, data: object): Promise<void> => {
    const at = new Date(clock());
    const body = JSON.stringify({ type, timestamp: at.toISOString(), data });
    const headers = {
      'webhook-id': key,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': webhook.sign(key, at, body),
    };
    await http.stream({ path: '', method: 'POST', body, headers }, () => undefined);
  };
}

function signer(name: string, secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch {
    // Not the cause: it could repeat the secret.
    throw new TargetError('NotAuthorized', `the secret of the ${name} cannot be used: write whsec_ and base64`);
  }
}
