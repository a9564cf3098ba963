import type { z } from 'zod';
import { TargetError } from '../domain/target-error.ts';

interface Answered {
  /** Who answered what, as messages begin. */
  readonly where: string;
  readonly blot: (text: Buffer) => Buffer;
}

/** An answer's JSON as `schema` reads it, secrets blotted however they were escaped. Throws Malformed, which quotes no value. */
export function answeredJson<S extends z.ZodType>(schema: S, bytes: Uint8Array, { where, blot }: Answered): z.output<S> {
  let value: unknown;
  try {
    const text = JSON.stringify(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    value = JSON.parse(blot(Buffer.from(text)).toString('utf8'));
  } catch {
    // Not the cause: it quotes what was answered, and causes end in histories.
    throw new TargetError('Malformed', `${where} answered something that is not JSON`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new TargetError(
    'Malformed',
    `${where} answered JSON of another form: ${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? ''}`,
  );
}
