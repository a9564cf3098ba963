import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const page = readFileSync(resolve(__dirname, '../../../docs/evidence.md'), 'utf8');

/** The commands that docs/evidence.md gives under a heading, word for word. Throws when there are none. */
export function commandsUnder(heading: string): string {
  const [, section = ''] = page.split(new RegExp(`^##? ${heading}$`, 'm'));
  const block = /```sh\n([^]*?)```/.exec(section.split('\n## ')[0] ?? '')?.[1];
  if (block === undefined) throw new Error(`docs/evidence.md has no commands under '${heading}'`);
  return block;
}
