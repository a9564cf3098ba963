import { z } from 'zod';
import { Refused } from './problem-reply.ts';

/** `body` as `schema` reads it. Refuses it as MalformedRequest, naming the fields that are wrong; no value is repeated. */
export function parsed<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new Refused('MalformedRequest', complaint(result.error, ''));
}

/** What is wrong with what stands at `place` of a body: the first five fields, without their values. */
export function complaint({ issues }: z.ZodError, place: string): string {
  const at = (path: readonly PropertyKey[]): string => [place, z.core.toDotPath(path)].filter(Boolean).join('.') || 'the body';
  const wrong = issues.slice(0, 5).map(({ path, message }) => `${at(path)}: ${message}`);
  const more = issues.length - wrong.length;
  return `${wrong.join('; ')}${more > 0 ? `; and ${more} more` : ''}`.slice(0, 1000);
}
