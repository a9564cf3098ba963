import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { envelopeSchema, pointerPayloadType } from '../../contracts/envelope.ts';
import { canariesPath, canariesSchema, manifestFile, manifestSchema, packJsonSchemas, pointerSchema } from '../../contracts/pack-format.ts';

const docs = resolve(__dirname, '../../docs');
const text = (file: string): string => readFileSync(join(docs, file), 'utf8');
const page = text('connecting-your-platform.md');

test.each(Object.entries(packJsonSchemas()))(
  'docs/%s.schema.json is what `npm run schema` writes, and the page leads there',
  (name, schema) => {
    expect(JSON.parse(text(`${name}.schema.json`))).toEqual(JSON.parse(JSON.stringify(schema)));
    expect(page).toContain(`](${name}.schema.json)`);
  },
);

test('the page names the files as they are called, and shows an envelope as it is read', () => {
  for (const name of [manifestFile, canariesPath, pointerPayloadType]) expect(page).toContain(name);
  const [, shown = ''] = /```json\n(\{\n {2}"payloadType"[\s\S]*?)```/.exec(page) ?? [];
  const { payloadType, signatures, ...others } = JSON.parse(shown) as Record<string, object[]>;
  expect(payloadType).toBe(pointerPayloadType);
  const { shape } = envelopeSchema;
  expect(Object.keys({ payloadType, signatures, ...others }).sort()).toEqual(Object.keys(shape).sort());
  expect(Object.keys(signatures![0]!)).toEqual(Object.keys(shape.signatures.element.shape));
});

test('every field of a channel index and of a canary says what it is, where its name does not', () => {
  const told = new Set(['schema_version', 'issued_at']);
  const undescribed = Object.entries({ ...pointerSchema.shape, ...canariesSchema.shape.canaries.element.shape })
    .filter(([name, { description }]) => description === undefined && !told.has(name))
    .map(([name]) => name);
  expect(undescribed).toEqual([]);
  expect(manifestSchema.shape.runtime_pack_id.description).toContain('RFC 8785');
});
