import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { envelopeSchema } from '../../../contracts/envelope.ts';
import { pointerSchema, type Pointer } from '../../../contracts/pack-format.ts';
import type { Place, Product } from '../../support/product.ts';

/** What an outside operator sees of one channel: each reader's answer, and the pointers in the stores. */
export interface SeenFromOutside {
  /** The release that each reader serves, by reader; null for one that nobody answers for. */
  readersServe(): Promise<Readonly<Record<string, string | null>>>;
  /** Every pointer there ever was, oldest first. Throws unless they are numbered without a gap and the same at every origin. */
  pointers(): readonly Pointer[];
}

export function seenFromOutside({ staging }: Product, { tenant, name }: Place): SeenFromOutside {
  const at = (origin: string): readonly (readonly [string, Buffer])[] => {
    const folder = join(origin, tenant, staging.environment, name, 'pointer');
    return readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file) => [file, readFileSync(join(folder, file))]);
  };
  return {
    readersServe: async () => {
      const asked = staging.readers.map(async (reader): Promise<readonly [string, string | null]> => {
        if (!(await isThere(reader.url))) return [reader.name, null];
        return [reader.name, (await staging.reader(reader.name).serves(tenant, name)).release_id];
      });
      return Object.fromEntries(await Promise.all(asked));
    },
    pointers: () => {
      const [first = [], ...others] = staging.origins.map(({ path }) => at(path));
      for (const other of others) if (!same(first, other)) throw new Error('the origins have different pointers: two are active');
      return first.map(([file, bytes], index) => {
        const { payload } = envelopeSchema.parse(JSON.parse(bytes.toString('utf8')));
        const pointer = pointerSchema.parse(JSON.parse(Buffer.from(payload, 'base64').toString('utf8')));
        if (pointer.generation !== index + 1) throw new Error(`${file} says that it is generation ${pointer.generation}`);
        return pointer;
      });
    },
  };
}

const isThere = (url: string): Promise<boolean> =>
  fetch(`${url}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );

const same = (some: readonly (readonly [string, Buffer])[], others: readonly (readonly [string, Buffer])[]): boolean =>
  some.length === others.length && some.every(([file, bytes], index) => others[index]?.[0] === file && others[index][1].equals(bytes));
