/** The kinds of thing that an incident can be about. */
export const scopeKinds = ['channel', 'locality', 'country', 'baseline', 'lane', 'pipeline', 'key', 'template', 'queue'] as const;
export type ScopeKind = (typeof scopeKinds)[number];

/** What an incident is about. A wider scope covers narrower ones (a country its localities); which, is data from the platform. */
export interface Scope {
  readonly tenant: string;
  readonly environment: string;
  readonly kind: ScopeKind;
  readonly name: string;
}

/** A channel that readers follow: the unit that is held, rolled back and read back. */
export interface Channel {
  readonly tenant: string;
  readonly environment: string;
  readonly name: string;
}

/** One part of a scope: safe in a path, in a URL and in a workflow id. No `~`, which separates the parts of a workflow id, and no leading dot. */
export const scopePart = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,62}$/;

/** `tenant/environment/kind/name`, as people write it on the command line. */
export const scopeText = ({ tenant, environment, kind, name }: Scope): string => `${tenant}/${environment}/${kind}/${name}`;

/** The scope that `text` names, or what is wrong with it and what to write instead. */
export function parseScope(text: string): { readonly scope: Scope } | { readonly problem: string } {
  const [tenant = '', environment = '', kind = '', name = '', ...rest] = text.split('/');
  if (rest.length > 0 || !name)
    return { problem: `'${text}' is not a scope: write TENANT/ENVIRONMENT/KIND/NAME, such as acme/production/channel/au-nsw` };
  if (!isScopeKind(kind)) return { problem: `'${kind}' is not a kind of scope: use one of ${scopeKinds.join(', ')}` };
  const odd = [tenant, environment, name].find((part) => !scopePart.test(part));
  if (odd !== undefined)
    return { problem: `'${odd}' cannot be part of a scope: use up to 63 letters, digits, '.', '_' and '-', not starting with '.' or '-'` };
  return { scope: { tenant, environment, kind, name } };
}

/** The scope that a note begins with, or what is wrong with what was meant as one; null where it begins with neither. */
export function scopeOfNote(note: string): ReturnType<typeof parseScope> | null {
  const first = note.trim().split(/\s/)[0] ?? '';
  return first.includes('/') ? parseScope(first) : null;
}

/** The channel that a scope is, by itself, whatever the platform says; null for one that may cover several. */
export const channelOfScope = ({ tenant, environment, kind, name }: Scope): Channel | null =>
  kind === 'channel' ? { tenant, environment, name } : null;

export const isScopeKind = (kind: string): kind is ScopeKind => (scopeKinds as readonly string[]).includes(kind);

/** Whether something that came from outside is a scope whose parts are safe wherever they are used. */
export function isScope(value: unknown): value is Scope {
  if (typeof value !== 'object' || value === null) return false;
  const { tenant, environment, kind, name } = value as Record<string, unknown>;
  return [tenant, environment, name].every((part) => typeof part === 'string' && scopePart.test(part)) && isScopeKind(String(kind));
}

/** The one workflow id of a runbook on a scope: a second alert for it finds the incident that is already being worked. */
export const workflowIdOf = (runbook: string, { tenant, environment, kind, name }: Scope): string =>
  [environment, tenant, runbook, kind, name].join('~');

export const channelText = ({ tenant, environment, name }: Channel): string => `${tenant}/${environment}/${name}`;
export const sameChannel = (one: Channel, other: Channel): boolean => channelText(one) === channelText(other);
