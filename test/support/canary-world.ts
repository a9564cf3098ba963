import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { indiscreet, type Heard, type Indiscreet } from './indiscreet.ts';
import { startProduct, type Product } from './product.ts';

/** A secret that nobody else could have written: with characters that a URL, JSON and base64 spell differently. */
export const canary = (): string => `cnry/${randomBytes(18).toString('hex')}+=~`;

/** The product with a canary for every secret that it is given, among systems that repeat whatever they are sent. Nothing of it is started. */
export interface CanaryWorld {
  readonly product: Product;
  /** The folder of all that the product keeps. */
  readonly home: string;
  readonly secrets: Readonly<Record<string, string>>;
  /** What was told outside: pages and heads of the log, whole requests without their path. */
  told(): readonly string[];
  stop(): Promise<void>;
}

export async function startCanaryWorld(): Promise<CanaryWorld> {
  const secrets = {
    'token of the alert source': canary(),
    'secret of the pager': randomBytes(24).toString('base64'),
    'path of the pager': canary().replaceAll(/[/+=~]/g, 'x'),
    'query of the pager': canary().replaceAll(/[/+=~]/g, 'x'),
    'secret of the anchor': randomBytes(24).toString('base64'),
    'path of the anchor': canary().replaceAll(/[/+=~]/g, 'x'),
    'cookie of the platform': canary(),
    'API key of the platform': canary(),
    'variable of the environment': canary(),
  };
  const env = {
    CANARY_ALERTS: secrets['token of the alert source'],
    CANARY_PAGER: `whsec_${secrets['secret of the pager']}`,
    CANARY_ANCHOR: `whsec_${secrets['secret of the anchor']}`,
    CANARY_UNUSED: secrets['variable of the environment'],
  };
  const product = await startProduct({ parts: [], propagation: 40, env });
  const headers = { 'set-cookie': `session=${secrets['cookie of the platform']}`, 'x-api-key': secrets['API key of the platform'] };
  const platform = await indiscreet({ target: product.staging.url, headers, ...indiscretions() });
  const readers = await Promise.all(product.staging.readers.map(({ url }) => indiscreet({ target: url, headers, babble: () => null })));
  const failed = new Set<string>();
  const hooks = await indiscreet({ headers, babble: (heard) => (isFirst(failed, heard.path) ? repeating(heard) : null) });
  const home = dirname(product.vault);
  const configuration = join(home, 'holdfast.yaml');
  const written = parse(readFileSync(configuration, 'utf8')) as Written;
  const { sources, targets, evidence } = written;
  const changed = {
    ...written,
    sources: sources.map((source) => ({ ...source, token: 'env:CANARY_ALERTS' })),
    targets: {
      ...targets,
      publisher: { ...targets.publisher, url: platform.url },
      cases: { ...targets.cases, url: platform.url },
      serving: { ...targets.serving, readers: targets.serving.readers.map(({ name }, index) => ({ name, url: readers[index]!.url })) },
      pager: {
        kind: 'webhook',
        url: `${hooks.url}/${secrets['path of the pager']}?key=${secrets['query of the pager']}`,
        secret: 'env:CANARY_PAGER',
      },
    },
    evidence: { ...evidence, anchor: { url: `${hooks.url}/${secrets['path of the anchor']}`, secret: 'env:CANARY_ANCHOR' } },
  };
  writeFileSync(configuration, stringify(changed, { aliasDuplicateObjects: false }));
  return {
    product,
    home,
    secrets: { ...secrets, 'token of the platform': product.staging.token, 'key that seals': sealingKeyIn(home) },
    told: () => hooks.heard.map(({ headers: sent, body }) => JSON.stringify(sent) + body),
    stop: async () => {
      await product.stop();
      await Promise.all([platform, hooks, ...readers].map((one: Indiscreet) => one.close()));
    },
  };
}

interface Written {
  readonly sources: readonly object[];
  readonly targets: {
    readonly publisher: object;
    readonly cases: object;
    readonly serving: { readonly readers: readonly { readonly name: string }[] };
  };
  readonly evidence: object;
}

/** The part of the PEM that is the key alone. */
const sealingKeyIn = (home: string): string =>
  readFileSync(join(home, 'keys', 'evidence.pem'), 'utf8')
    .split('\n')[1]!
    .slice(-40);

/**
 * The publisher refuses the first hold with the credentials in its problem document, carries out the first rebind and the first case and
 * answers with the request's headers, and has them in a piece of evidence.
 */
function indiscretions(): Pick<Parameters<typeof indiscreet>[0], 'babble' | 'keeps'> {
  const done = new Set<string>();
  const isHold = ({ method, body }: Heard): boolean => method === 'POST' && body.includes('"action":"hold"');
  return {
    keeps: (heard) => isHold(heard) && isFirst(done, 'hold'),
    babble: (heard, truth) => {
      if (isHold(heard)) return truth === '' ? repeating(heard) : null;
      const isSent = heard.method === 'POST' && (heard.body.includes('"action":"rebind"') || heard.path === '/v1/cases');
      if (isSent && isFirst(done, heard.path)) return { status: 200, type: 'application/json', body: everySpelling(heard) };
      if (!heard.path.endsWith('/activation-state')) return null;
      return { status: 200, type: 'application/json', body: JSON.stringify({ truth, request: everySpelling(heard) }) };
    },
  };
}

function isFirst(seen: Set<string>, what: string): boolean {
  if (seen.has(what)) return false;
  seen.add(what);
  return true;
}

/** A problem document that quotes the request. */
const repeating = (heard: Heard): { status: number; type: string; body: string } => ({
  status: 503,
  type: 'application/problem+json',
  body: JSON.stringify({ code: 'down', detail: everySpelling(heard) }),
});

function everySpelling({ headers, path }: Heard): string {
  const { authorization = '' } = headers;
  const token = authorization.replace('Bearer ', '');
  return [authorization, encodeURIComponent(token), Buffer.from(authorization).toString('base64'), path].join(' ');
}
