import type { Pointer } from '../../../contracts/pack-format.ts';
import { TargetError } from '../../../domain/target-error.ts';
import type { PackOrigin, PointerEnvelope, Received } from '../../../targets/targets.ts';
import type { misfortune } from './faults.ts';
import type { Platform } from './platform.ts';

/** One origin that has what the platform published; or does not answer, or has garbage, or lags by one generation. */
export function packOrigin(platform: Platform, strike: ReturnType<typeof misfortune>): PackOrigin {
  const pointersOf = (name: string): readonly Pointer[] => platform.channels.get(name)?.pointers ?? [];
  const notRead = (): Promise<never> => Promise.reject(new TargetError('NotFound', 'the judge of this world needs no bytes'));
  return {
    name: 'east',
    pointer: async ({ name }) => {
      const trouble = strike('packs.pointer');
      if (trouble === 'unreachable') throw new TargetError('Unreachable', 'the origin does not answer', { recoverable: true });
      const pointers = pointersOf(name);
      const pointer = pointers.at(trouble === 'lagging' && pointers.length > 1 ? -2 : -1);
      if (!pointer) throw new TargetError('NotFound', `there is no pointer of ${name}`);
      const received = envelope(pointer);
      if (trouble !== 'malformed') return received;
      return Promise.resolve({ ...received, value: { ...received.value, bytes: Buffer.from('{"payload":') } });
    },
    async *pointers({ name }) {
      for (const pointer of pointersOf(name).toReversed()) yield await Promise.resolve(envelope(pointer));
    },
    manifest: ({ name }, artifact) =>
      Promise.resolve({ value: Buffer.from(`manifest of ${artifact}`), origin: `east:${name}`, at: Date.now() }),
    hashFile: notRead,
    readFile: notRead,
  };
}

function envelope(pointer: Pointer): Received<PointerEnvelope> {
  const payload = Buffer.from(JSON.stringify(pointer)).toString('base64');
  const bytes = Buffer.from(JSON.stringify({ payloadType: 'pointer', payload, signatures: [{ keyid: 'east', sig: 'AAAA' }] }));
  return { value: { generation: pointer.generation, bytes }, origin: 'east', at: Date.now() };
}
