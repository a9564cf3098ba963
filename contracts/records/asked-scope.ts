import { receiptsIn } from '../../domain/containment.ts';
import { isScopeKind, parseScope, scopeKinds, scopePart, scopeText, type Scope, type ScopeKind } from '../../domain/scope.ts';
import { of, type Entry } from '../../domain/timeline.ts';

/** What a record is asked for. Null: whichever. */
export interface AskedScope {
  readonly kind: ScopeKind | null;
  readonly name: string | null;
  readonly tenant: string | null;
  readonly environment: string | null;
}

export interface ScopeOptions {
  readonly scope?: string;
  readonly scopeId?: string;
  readonly tenant?: string;
  readonly environment?: string;
}

const howTo = 'write --scope=locality --scope-id=au-nsw, or --scope=TENANT/ENVIRONMENT/KIND/NAME';

/** The scope that the options of BK-E3 name, or what is wrong with them and what to write instead. */
export function askedScope({ scope, scopeId, tenant, environment }: ScopeOptions): AskedScope | { readonly problem: string } {
  if (scope?.includes('/')) {
    if (scopeId !== undefined || tenant !== undefined || environment !== undefined)
      return { problem: `--scope=${scope} names all of a scope: leave out --scope-id, --tenant and --environment` };
    const parsed = parseScope(scope);
    return 'problem' in parsed ? parsed : parsed.scope;
  }
  if ((scope === undefined) !== (scopeId === undefined))
    return { problem: `${scope === undefined ? '--scope is missing' : '--scope-id is missing'}: ${howTo}` };
  if (scope !== undefined && !isScopeKind(scope))
    return { problem: `'${scope}' is not a kind of scope: use one of ${scopeKinds.join(', ')}` };
  const odd = [scopeId, tenant, environment].find((part) => part !== undefined && !scopePart.test(part));
  if (odd !== undefined)
    return { problem: `'${odd}' cannot be part of a scope: use up to 63 letters, digits, '.', '_' and '-', not starting with '.' or '-'` };
  return { kind: scope ?? null, name: scopeId ?? null, tenant: tenant ?? null, environment: environment ?? null };
}

/** As it is said back: `locality au-nsw`, `acme/production/channel/au-nsw`, `any scope of acme`. */
export function askedText({ kind, name, tenant, environment }: AskedScope): string {
  if (kind && name && tenant && environment) return scopeText({ kind, name, tenant, environment });
  const where = [tenant && `of ${tenant}`, environment && `in ${environment}`].filter((part) => part !== null);
  return [kind ? `${kind} ${name}` : 'any scope', ...where].join(' ');
}

/**
 * Whether an incident is of what was asked for: it was opened for it, or it changed a channel of that name. Channels are named by their
 * localities, so that a locality is found by the incidents of its channel, and by those of a country that reached it.
 */
export function isOfScope({ kind, name, tenant, environment }: AskedScope, scope: Scope, entries: readonly Entry[]): boolean {
  if (tenant !== null && scope.tenant !== tenant) return false;
  if (environment !== null && scope.environment !== environment) return false;
  if (kind === null || (scope.kind === kind && scope.name === name)) return true;
  return (
    (kind === 'locality' || kind === 'channel') &&
    (channelsIn(entries).has(name ?? '') || (scope.kind === 'channel' && scope.name === name))
  );
}

const channelsIn = (entries: readonly Entry[]): ReadonlySet<string> =>
  new Set(
    of(entries, 'did')
      .flatMap(({ result }) => receiptsIn(result))
      .filter(({ dryRun }) => !dryRun)
      .map(({ channel }) => channel.name),
  );
