import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { configurationSchema } from './configuration.ts';
import type { KeyHolder } from './signed-text.ts';
import { yamlComplaint } from './yaml-complaint.ts';

const rosterSchema = z.object({ people: configurationSchema.shape.people });

/** The people of a `holdfast.yaml`, or of any YAML file with the same `people`. Throws an Error that says what is wrong with it. */
export function readRoster(file: string): readonly KeyHolder[] {
  const read = rosterSchema.safeParse(parsed(file));
  if (!read.success) throw new Error(`${file} has no people as holdfast.yaml lists them: ${z.prettifyError(read.error)}`);
  if (read.data.people.length === 0) throw new Error(`${file} lists no people`);
  return read.data.people;
}

function parsed(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} cannot be read as YAML: ${yamlComplaint((error as Error).message)}`); // not the cause: it quotes the file
  }
}
