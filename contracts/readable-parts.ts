import type { z } from 'zod';
import { configurationSchema, type Configuration } from './configuration.ts';
import type { RuledParts } from './configuration-rules.ts';

/**
 * The parts of a holdfast.yaml that can be read, though others cannot: so that mistakes between fields are told in the same round as those in
 * one field. Paths are as they were written.
 */
export function readableParts(raw: unknown): RuledParts {
  const { people, sources, routes, targets } = configurationSchema.shape;
  const { packs, serving, vault } = targets.shape;
  const given = part(raw, 'targets');
  return {
    people: readOr(people, part(raw, 'people'), null),
    sources: readOr(sources, part(raw, 'sources'), []),
    routes: readOr(routes, part(raw, 'routes'), []),
    origins: readOr(packs.shape.origins, part(part(given, 'packs'), 'origins'), []),
    readers: readOr(serving.shape.readers, part(part(given, 'serving'), 'readers'), []),
    vault: readOr(vault, part(given, 'vault'), null),
  };
}

/** The same parts of a file that can be read whole. */
export function ruled({ people, sources, routes, targets }: Omit<Configuration, 'digest'>): RuledParts {
  const { packs, serving, vault } = targets;
  return { people, sources, routes, origins: packs.origins, readers: serving.readers, vault };
}

const part = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

function readOr<S extends z.ZodType, Otherwise>(schema: S, value: unknown, otherwise: Otherwise): z.output<S> | Otherwise {
  const read = schema.safeParse(value);
  return read.success ? read.data : otherwise;
}
