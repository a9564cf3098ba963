import { z } from 'zod';
import { Refused } from './problem-reply.ts';

/** `body` as `schema` reads it. Refuses it as MalformedRequest, naming the fields that are wrong; no value is repeated. */
export function parsed<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const wrong = result.error.issues.slice(0, 5).map(({ path, message }) => `${z.core.toDotPath(path) || 'the body'}: ${message}`);
  const more = result.error.issues.length - wrong.length;
  throw new Refused('MalformedRequest', `${wrong.join('; ')}${more > 0 ? `; and ${more} more` : ''}`.slice(0, 1000));
}
