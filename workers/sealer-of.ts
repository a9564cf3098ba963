import type { Configuration } from '../contracts/configuration.ts';
import { SealingKeyError, sealingKey } from '../contracts/evidence/sealing-key.ts';
import type { Sealer } from '../targets/vault/sealer.ts';
import { timestampAuthority } from '../targets/vault/timestamp-authority.ts';
import { product } from './product.ts';
import { secretHere } from './secret-here.ts';

/** Who seals the evidence of this installation. Throws a SecretError or a SealingKeyError when the key cannot be had. */
export function sealerOf({ instance, digest, evidence, targets }: Configuration, code: string): Sealer {
  const { key, timestamps } = evidence;
  return {
    key: sealingKey(secretHere(key)),
    instance,
    product: product(),
    configuration: digest,
    code,
    ...(timestamps && { stamp: timestampAuthority({ url: timestamps.url, allowedHosts: targets.allowedHosts }) }),
  };
}

/** For a process that keeps and reads evidence and seals none: it needs no key. Throws a SealingKeyError when it seals all the same. */
export const noSealer = ({ instance, digest }: Configuration): Sealer => ({
  get key(): never {
    throw new SealingKeyError('this process seals nothing: only a worker has the key for that');
  },
  instance,
  product: product(),
  configuration: digest,
  code: 'none',
});
