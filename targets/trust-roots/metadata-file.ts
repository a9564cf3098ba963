import { Metadata, MetadataKind, type Root, type Targets } from '@tufjs/models';
import { sha256 } from '../../contracts/digest.ts';
import { scopePart, type Channel } from '../../domain/scope.ts';
import { TargetError } from '../../domain/target-error.ts';
import { readWhole } from '../bounded-file.ts';
import { fileError } from '../file-error.ts';
import { realPathInside } from '../inside.ts';

const largest = 524_288;

export interface Read<T extends Root | Targets> {
  readonly metadata: Metadata<T>;
  /** SHA-256, hex, of the file as received. */
  readonly digest: string;
}

/** KOA-P5: the one folder of a tenant's environment; nothing outside it is ever read for that tenant. */
export function tenantFolder({ tenant, environment }: Pick<Channel, 'tenant' | 'environment'>): string {
  const odd = [tenant, environment].find((part) => !scopePart.test(part));
  if (odd !== undefined) throw new TargetError('Escapes', `'${odd}' cannot name a tenant or an environment`);
  return `${tenant}/${environment}`;
}

/** One TUF metadata file; NotFound when there is none, NotTrusted when it is not such metadata. */
export async function readMetadata(root: string, folder: string, file: string, kind: 'root'): Promise<Read<Root>>;
export async function readMetadata(root: string, folder: string, file: string, kind: 'targets'): Promise<Read<Targets>>;
export async function readMetadata(
  root: string,
  folder: string,
  file: string,
  kind: 'root' | 'targets',
): Promise<Read<Root> | Read<Targets>> {
  const bytes = await readFile(root, folder, file);
  const digest = sha256(bytes);
  try {
    const data = JSON.parse(bytes.toString('utf8')) as Parameters<typeof Metadata.fromJSON>[1];
    if (kind === 'root') return { metadata: Metadata.fromJSON(MetadataKind.Root, data), digest };
    return { metadata: Metadata.fromJSON(MetadataKind.Targets, data), digest };
  } catch (cause) {
    throw new TargetError(
      'NotTrusted',
      `${file} of ${folder} is not TUF ${kind} metadata: ${cause instanceof Error ? cause.message : ''}`,
      { cause },
    );
  }
}

async function readFile(root: string, folder: string, file: string): Promise<Buffer> {
  try {
    return await readWhole(await realPathInside(root, folder, file), largest);
  } catch (error) {
    throw fileError(error, `reading trust roots ${folder}/${file}`);
  }
}
