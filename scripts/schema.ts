import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { configurationJsonSchema } from '../contracts/configuration.ts';
import { evidenceStatementJsonSchema } from '../contracts/evidence/statement.ts';
import { packJsonSchemas } from '../contracts/pack-format.ts';

// Writes docs/holdfast.schema.json, which editors check holdfast.yaml with, and docs/evidence-statement.schema.json, by which strangers read
// what was sealed, and those of what lies in a pack store, for whoever connects a platform. Run it after changing contracts/configuration.ts,
// contracts/evidence/statement.ts or contracts/pack-format.ts.
const schemas = { holdfast: configurationJsonSchema(), 'evidence-statement': evidenceStatementJsonSchema(), ...packJsonSchemas() };
for (const [name, schema] of Object.entries(schemas)) {
  const file = new URL(`../docs/${name}.schema.json`, import.meta.url);
  writeFileSync(file, await format(JSON.stringify(schema), { parser: 'json', printWidth: 140 }));
}
