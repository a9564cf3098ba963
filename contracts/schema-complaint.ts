import type { z } from 'zod';
import { nearest } from './nearest.ts';

/** What is wrong, and what to write instead, where the schema itself does not say so. Says no value: it may be a secret. */
export const schemaComplaint: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? `is missing: write ${aKind(issue.expected)}` : `write ${aKind(issue.expected)}`;
    case 'invalid_value':
      return `write ${oneOf(issue.values.map(String), issue.input)}`;
    case 'invalid_union':
      return unionComplaint(issue as unknown as { discriminator?: string; options?: readonly unknown[] });
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `write ${issue.minimum} or more`
        : `write at least ${issue.minimum} ${unitOf(issue.origin)}`;
    case 'too_big':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `write ${issue.maximum} or less`
        : `write at most ${issue.maximum} ${unitOf(issue.origin)}`;
    case 'invalid_format':
      return issue.format === 'url' ? 'write an http or https URL' : undefined;
    default:
      return undefined;
  }
};

const kinds: Readonly<Record<string, string>> = {
  object: 'a block of `name: value` lines',
  record: 'a block of `name: value` lines',
  array: 'a list, each item on a line that starts with `-`',
  string: 'a text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};
const aKind = (expected: string): string => kinds[expected] ?? `a ${expected}`;
const unitOf = (origin: string): string => (origin === 'string' ? 'characters' : 'items');

function oneOf(values: readonly string[], input: unknown): string {
  const meant = typeof input === 'string' ? nearest(input, values) : null;
  return `${values.length > 1 ? 'one of ' : ''}${values.join(', ')}${meant && values.length > 1 ? `; did you mean ${meant}?` : ''}`;
}

function unionComplaint({
  discriminator,
  options,
}: {
  readonly discriminator?: string;
  readonly options?: readonly unknown[];
}): string | undefined {
  if (!discriminator) return undefined;
  return options ? `write ${oneOf(options.map(String), undefined)}` : `write a \`${discriminator}\` that exists`;
}
