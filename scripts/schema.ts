import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { configurationJsonSchema } from '../contracts/configuration.ts';

// Writes docs/holdfast.schema.json, which editors check holdfast.yaml with. Run it after changing contracts/configuration.ts.
const file = new URL('../docs/holdfast.schema.json', import.meta.url);
writeFileSync(file, await format(JSON.stringify(configurationJsonSchema()), { parser: 'json', printWidth: 140 }));
