import type { Contain } from '../../../activities/contain.ts';
import type { misfortune } from './faults.ts';

/** Changes as workers make them on a bad day: one dies when all is done and before it could say so, one is taken for dead and overlaps the next. */
export function unlucky(contain: Contain, strike: ReturnType<typeof misfortune>): Contain {
  const wrapped = Object.entries(contain).map(([name, work]) => {
    const attempt = work as (...given: readonly unknown[]) => Promise<unknown>;
    const onBadDays = async (...given: readonly unknown[]): Promise<unknown> => {
      const trouble = strike('contain');
      if (trouble !== 'twice at once') {
        const receipt = await attempt(...given);
        if (trouble === 'dies after it') throw new Error('the worker was killed');
        return receipt;
      }
      const [first, second] = await Promise.allSettled([attempt(...given), attempt(...given)]);
      if (second.status === 'rejected') throw second.reason;
      return first.status === 'fulfilled' ? first.value : second.value;
    };
    return [name, onBadDays] as const;
  });
  return Object.fromEntries(wrapped) as unknown as Contain;
}
