import type { Cover } from '../../contracts/platform-api.ts';
import { baselineName, world, type Place } from './world.ts';

/** The channels that a scope covers (a country covers its localities), with the tenant's baseline. Null: there is no such scope here. */
export function cover(environment: string, tenant: string, kind: string, name: string): Cover | null {
  const covered = world.filter((place) => place.tenant === tenant && covers(kind, name, place));
  if (covered.length === 0) return null;
  const channels = covered.map((place) => ({ tenant, environment, name: place.name }));
  const isBaseline = channels.every((channel) => channel.name === baselineName);
  return { channels, baseline: isBaseline ? null : { tenant, environment, name: baselineName } };
}

function covers(kind: string, name: string, place: Place): boolean {
  switch (kind) {
    case 'channel':
      return place.name === name;
    case 'locality':
      return place.name === name && place.country !== null;
    case 'country':
      return place.country === name;
    case 'baseline':
      return place.name === baselineName && name === baselineName;
    default:
      return false;
  }
}
