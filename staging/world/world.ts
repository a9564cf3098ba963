import type { Channel } from '../../domain/scope.ts';

/** One channel of the staging world, and the country that its locality lies in (null for a baseline, which serves everywhere). */
export interface Place {
  readonly tenant: string;
  readonly name: string;
  readonly country: string | null;
}

/** The channel that serves a tenant's readers where no locality overlay may (BK-BP3). */
export const baselineName = 'baseline';

/** Two tenants, localities in two countries, a baseline each. */
export const world: readonly Place[] = [
  { tenant: 'acme', name: 'au-nsw', country: 'au' },
  { tenant: 'acme', name: 'au-vic', country: 'au' },
  { tenant: 'acme', name: 'nz-akl', country: 'nz' },
  { tenant: 'acme', name: baselineName, country: null },
  { tenant: 'globex', name: 'au-nsw', country: 'au' },
  { tenant: 'globex', name: 'nz-akl', country: 'nz' },
  { tenant: 'globex', name: baselineName, country: null },
];

export const tenants: readonly string[] = [...new Set(world.map(({ tenant }) => tenant))];

/** Every channel of the world in one environment. */
export const channelsOf = (environment: string): readonly Channel[] => world.map(({ tenant, name }) => ({ tenant, environment, name }));

/** How many releases each channel has when the platform starts on an empty folder. */
export const firstReleases = 5;
