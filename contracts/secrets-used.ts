import type { Configuration, S3Configuration } from './configuration.ts';
import { ConfigurationError } from './configuration-error.ts';
import type { ReadConfiguration } from './read-configuration.ts';
import { SecretError, secretOf } from './secrets.ts';

/** A secret that a configuration names, and where it does. */
export interface NamedSecret {
  readonly path: readonly PropertyKey[];
  readonly reference: string;
}

/** One part of the product, where not all of it runs in one process. */
export type Part = 'gateway' | 'worker';

/** The secrets that a process needs; of one part, only its own. In the order of the manual's example. */
export function secretsUsed(configuration: Omit<Configuration, 'digest'>, only?: Part): readonly NamedSecret[] {
  const { temporal, sources, targets, evidence } = configuration;
  const { pager } = targets;
  return [
    ...named(['temporal', 'apiKey'], temporal.apiKey),
    ...(only === 'worker' ? [] : sources.flatMap(({ token }, index) => named(['sources', index, 'token'], token))),
    ...(only === 'gateway' ? [] : platformSecrets(targets)),
    ...(pager?.kind === 'webhook' ? named(['targets', 'pager', 'secret'], pager.secret) : []),
    ...(pager?.kind === 'slack' ? named(['targets', 'pager', 'url'], pager.url) : []),
    ...(only === 'gateway' ? [] : named(['evidence', 'key'], evidence.key)),
    ...(only === 'gateway' ? [] : named(['evidence', 'anchor', 'secret'], evidence.anchor?.secret)),
  ];
}

/** Throws a ConfigurationError that names every secret which cannot be had, with the line of its field: they are set in one round, not one per start. */
export function mustHaveSecrets({ configuration, problemAt }: ReadConfiguration, only?: Part): void {
  const problems = secretsUsed(configuration, only).flatMap(({ path, reference }) => {
    const why = missing(reference);
    return why === null ? [] : [problemAt(path, why)];
  });
  if (problems.length > 0) throw new ConfigurationError(problems);
}

function missing(reference: string): string | null {
  try {
    secretOf(reference, '.'); // of a configuration that was read: its paths are absolute
    return null;
  } catch (err) {
    if (err instanceof SecretError) return err.message;
    throw err;
  }
}

function platformSecrets({ packs, publisher, cases, vault }: Configuration['targets']): readonly NamedSecret[] {
  return [
    ...packs.origins.flatMap(({ s3 }, index) => storeSecrets(['targets', 'packs', 'origins', index, 's3'], s3)),
    ...named(['targets', 'publisher', 'token'], publisher.token),
    ...named(['targets', 'cases', 'token'], cases.token),
    ...storeSecrets(['targets', 'vault', 's3'], vault.s3),
  ];
}

const storeSecrets = (path: readonly PropertyKey[], s3: S3Configuration | undefined): readonly NamedSecret[] => [
  ...named([...path, 'access_key'], s3?.access_key),
  ...named([...path, 'secret_key'], s3?.secret_key),
];

const named = (path: readonly PropertyKey[], reference: string | undefined): readonly NamedSecret[] =>
  reference === undefined ? [] : [{ path, reference }];
