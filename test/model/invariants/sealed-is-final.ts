import { incidentOf } from '../world/journal.ts';
import type { Happened } from '../world/journal.ts';
import type { Invariant } from './invariant.ts';

export const sealedIsFinal: Invariant = {
  holds: 'nothing is changed after the seal: neither the platform by that incident, nor a file of its record',
  broken: ({ incidents, journal }) =>
    incidents.flatMap(({ id, sealed }) => {
      if (!sealed) return [];
      const at = journal.findIndex((one) => one.what === 'sealed' && one.incident === id);
      const late = journal.slice(at + 1).filter((one) => isEffectOf(id, one));
      const names = new Set([...Object.keys(sealed.files), ...Object.keys(sealed.sums)]);
      const odd = [...names].filter((name) => sealed.files[name] !== sealed.sums[name]);
      const seal = journal[at];
      return [
        ...late.map((one) => `${id}: ${one.what} after the seal`),
        ...odd.map((name) => `${id}: ${name} is not as it was sealed`),
        ...(seal?.what === 'sealed' && seal.digest === sealed.digest ? [] : [`${id}: its signed statement is not the one that was sealed`]),
      ];
    }),
};

function isEffectOf(id: string, one: Happened): boolean {
  if (one.what === 'moved' || one.what === 'case opened') return one.key !== null && incidentOf(one.key) === id;
  return (one.what === 'kept' || one.what === 'appended') && one.incident === id;
}
