import { createHash } from 'node:crypto';
import { scopePart, type Scope } from '../domain/scope.ts';

/** What little an alert without a route says of itself: as its route gives it, or as its labels do. */
interface Known {
  readonly tenant: string | undefined;
  readonly environment: string | undefined;
  readonly alertname: string | undefined;
}

/** BK-A8: the scope of the triage of an alert that fits no route: one per tenant, environment and alert name, `unknown` where it has none. */
export const triageScope = ({ tenant, environment, alertname }: Known): Scope => ({
  tenant: partOf(tenant),
  environment: partOf(environment),
  kind: 'queue',
  name: partOf(alertname),
});

/** `text` as one part of a scope. What had to be changed gets a digest of what it was, so that two tenants never become one (KOA-P5). */
function partOf(text: string | undefined): string {
  if (!text) return 'unknown';
  if (scopePart.test(text)) return text;
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return `_${text.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, 40)}-${digest}`;
}
