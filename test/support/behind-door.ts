import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { doorBefore, type Door } from './door.ts';
import { startProduct, type Product, type ProductOptions } from './product.ts';

/** The product with a door between it and the platform's publisher and cases, and no process of it started yet. */
export interface BehindDoor {
  readonly product: Product;
  readonly door: Door;
  /** Where Temporal is, as host:port. */
  readonly temporal: string;
  stop(): Promise<void>;
}

export async function startBehindDoor(options: Omit<ProductOptions, 'parts'> = {}): Promise<BehindDoor> {
  const product = await startProduct({ ...options, parts: [] });
  const door = await doorBefore(product.staging.url);
  const configuration = join(dirname(product.vault), 'holdfast.yaml');
  const text = readFileSync(configuration, 'utf8');
  writeFileSync(configuration, text.replaceAll(product.staging.url, door.url));
  const { temporal } = parse(text) as { readonly temporal: { readonly address: string } };
  return {
    product,
    door,
    temporal: temporal.address,
    stop: async () => {
      await product.stop();
      await door.close();
    },
  };
}
