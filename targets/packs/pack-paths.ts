import { packFolder } from '../../contracts/pack-format.ts';
import { scopePart, type Channel } from '../../domain/scope.ts';
import { TargetError } from '../../domain/target-error.ts';
import { staysInside } from '../inside.ts';

/** `<tenant>/<environment>/<channel>`. Escapes for a part that is no plain name (KOA-P5). */
export function channelFolder({ tenant, environment, name }: Channel): string {
  const odd = [tenant, environment, name].find((part) => !scopePart.test(part));
  if (odd !== undefined) throw new TargetError('Escapes', `'${odd}' cannot be part of a channel's path`);
  return `${tenant}/${environment}/${name}`;
}

/** The folder of a pack below its channel's. Escapes for what is no pack's id. */
export function packOf(artifact: string): string {
  if (!/^[a-f0-9]{64}$/.test(artifact) || !staysInside(artifact))
    throw new TargetError('Escapes', `'${artifact}' is not the id of a pack: a SHA-256 in lower-case hex`);
  return packFolder(artifact);
}
