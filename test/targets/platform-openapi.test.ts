import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import {
  caseRequestSchema,
  caseSchema,
  changeRequestSchema,
  changeSchema,
  coverSchema,
  describeSchema,
  platformProblemSchema,
  resolvedSchema,
  ruleSchema,
  servedManifestSchema,
} from '../../contracts/platform-api.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}
type Facts = { readonly [name: string]: unknown };

const document = parse(readFileSync('docs/openapi/platform.yaml', 'utf8')) as {
  paths: Record<string, Record<string, unknown>>;
  components: { schemas: Record<string, Schema> };
};

/** What both descriptions must agree on, at every depth: names, which of them are required, types and the words of a choice. */
function facts(schema: Schema): Facts {
  if (schema.$ref) return facts(document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  const { type, const: constant, enum: words, properties, required, items, oneOf, anyOf } = schema;
  return {
    type,
    words: words ? [...words].sort() : constant && [constant],
    required: required && [...required].sort(),
    properties: properties && Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, facts(value)])),
    items: items && facts(items),
    choices: (oneOf ?? anyOf)?.map(facts),
  };
}

it('the OpenAPI document of a platform is valid', async () => {
  const { valid, errors } = await new Validator().validate(document);
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
});

it.each([
  ['Description', describeSchema],
  ['Cover', coverSchema],
  ['ChangeRequest', changeRequestSchema],
  ['Change', changeSchema],
  ['CaseRequest', caseRequestSchema],
  ['Case', caseSchema],
  ['ServedManifest', servedManifestSchema],
  ['Resolved', resolvedSchema],
  ['Rule', ruleSchema],
  ['Problem', platformProblemSchema],
] as const)('%s says in OpenAPI what Holdfast expects', (name, schema) => {
  const own = z.toJSONSchema(schema, { io: 'input' }) as Schema;
  expect(facts(document.components.schemas[name] ?? {})).toEqual(facts(own));
});

it('every schema of the document is used, and every path is one that Holdfast asks for', () => {
  const text = JSON.stringify(document);
  expect(Object.keys(document.components.schemas).filter((name) => !text.includes(`"#/components/schemas/${name}"`))).toEqual([]);
  const channel = '/v1/channels/{tenant}/{environment}/{channel}';
  expect(Object.keys(document.paths).sort()).toEqual(
    [
      '/v1/describe',
      '/v1/scopes/{tenant}/{environment}/{kind}/{name}',
      `${channel}/changes`,
      `${channel}/changes/{key}`,
      '/v1/evidence/{tenant}/{environment}/{channel}/{item}',
      '/v1/cases',
      '/v1/cases/{id}',
      `${channel}/manifest`,
      `${channel}/resolve`,
      `${channel}/rules/{rule}`,
      `${channel}/files/{path}`,
    ].sort(),
  );
});
