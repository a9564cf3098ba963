import type { Configuration } from '../contracts/configuration.ts';
import { webhookAnchor } from '../targets/anchor/webhook-anchor.ts';
import type { Anchor } from '../targets/targets.ts';
import { secretHere } from './secret-here.ts';

/** Where `configuration` has the heads of the log posted, or null. Throws a SecretError when its secret cannot be had. */
export function anchorOf({ instance, evidence: { anchor } }: Configuration): Anchor | null {
  return anchor ? webhookAnchor({ instance, url: anchor.url, secret: secretHere(anchor.secret) }) : null;
}
