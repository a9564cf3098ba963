import { startProduct, type Place, type Product } from '../../support/product.ts';

/** Several products at once, each with its own platform, lent out with a channel that is whole. */
export interface Worlds {
  /**
   * Waits for a product that nobody uses now. It is the borrower's alone until `work` ends. What `work` broke it has mended then; whether its
   * channel can be lent again, it says.
   */
  lend<T extends { readonly isWhole: boolean }>(work: (product: Product, place: Place) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

interface Slot {
  product: Product | null;
  whole: Place[];
}

/** Baselines are left alone: what a tenant has nothing else than must be true. */
const places: readonly Place[] = [
  { tenant: 'acme', name: 'au-nsw' },
  { tenant: 'globex', name: 'au-nsw' },
  { tenant: 'acme', name: 'au-vic' },
  { tenant: 'globex', name: 'nz-akl' },
  { tenant: 'acme', name: 'nz-akl' },
];

/** `size` products at most at one time; each is started when it is first needed, and replaced when its channels are used up. */
export function worlds(size: number): Worlds {
  const idle: Slot[] = Array.from({ length: size }, () => ({ product: null, whole: [] }));
  const slots = [...idle];
  const waiting: ((slot: Slot) => void)[] = [];
  const taken = (): Promise<Slot> => {
    const slot = idle.pop(); // the one that was used last, so that no more are started than are needed
    return slot ? Promise.resolve(slot) : new Promise((resolve) => waiting.push(resolve));
  };
  const give = (slot: Slot): void => {
    const next = waiting.shift();
    if (next) return next(slot);
    idle.push(slot);
  };
  const renew = async (slot: Slot): Promise<Product> => {
    if (slot.product && slot.whole.length > 0) return slot.product;
    await slot.product?.stop();
    slot.product = null;
    slot.product = await startProduct({ propagationWindow: '2s' });
    slot.whole = [...places];
    return slot.product;
  };
  return {
    lend: async (work) => {
      const slot = await taken();
      try {
        const product = await renew(slot);
        const place = slot.whole.shift()!;
        const end = await work(product, place);
        if (end.isWhole) slot.whole.push(place);
        return end;
      } catch (error) {
        slot.whole = []; // who knows what is still broken there
        throw error;
      } finally {
        give(slot);
      }
    },
    stop: async () => {
      await Promise.all(slots.map(async ({ product }) => product?.stop()));
    },
  };
}
