import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { configurationJsonSchema } from '../contracts/configuration.ts';
import { evidenceStatementJsonSchema } from '../contracts/evidence/statement.ts';

// Writes docs/holdfast.schema.json, which editors check holdfast.yaml with, and docs/evidence-statement.schema.json, by which strangers read
// what was sealed. Run it after changing contracts/configuration.ts or contracts/evidence/statement.ts.
const schemas = { holdfast: configurationJsonSchema(), 'evidence-statement': evidenceStatementJsonSchema() };
for (const [name, schema] of Object.entries(schemas)) {
  const file = new URL(`../docs/${name}.schema.json`, import.meta.url);
  writeFileSync(file, await format(JSON.stringify(schema), { parser: 'json', printWidth: 140 }));
}
