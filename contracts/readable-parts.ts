import { z } from 'zod';

/**
 * What can be read of a value: any part of it may be missing, and an item of a list that is none keeps its place. A field that is written and
 * cannot be read is there (`in`), and undefined.
 */
export type Readable<T> = T extends readonly (infer Item)[]
  ? readonly (Readable<Item> | undefined)[]
  : T extends object
    ? { readonly [K in keyof T]?: Readable<T[K]> | undefined }
    : T;

/**
 * The parts of `value` that `schema` can read, though it cannot read others: so that mistakes between fields are told in the same round as
 * those in one field. Values come back as the schema makes them, with its defaults.
 */
export function readableParts<S extends z.ZodType>(schema: S, value: unknown): Readable<z.output<S>> | undefined {
  return readable(schema, value) as Readable<z.output<S>> | undefined;
}

function readable(schema: z.core.$ZodType, value: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return value === undefined ? whole(schema, value) : readable(schema.unwrap(), value);
  if (schema instanceof z.ZodArray && Array.isArray(value)) return value.map((item) => readable(schema.element, item));
  if (schema instanceof z.ZodObject && typeof value === 'object' && value !== null) return fieldsOf(schema, value);
  return whole(schema, value);
}

function fieldsOf({ shape }: z.ZodObject, value: object): object {
  const given = value as Readonly<Record<string, unknown>>;
  const fields = Object.entries<z.core.$ZodType>(shape).map(([name, field]) => [name, readable(field, given[name])] as const);
  return Object.fromEntries(fields.filter(([name, read]) => read !== undefined || Object.hasOwn(given, name)));
}

function whole(schema: z.core.$ZodType, value: unknown): unknown {
  const read = z.safeParse(schema, value);
  return read.success ? read.data : undefined;
}
