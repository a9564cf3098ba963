import { readFileSync } from 'node:fs';

/** What runs here, and in which version. The package beside this file: in a checkout one folder up, in a build two. */
export function product(): { readonly name: string; readonly version: string } {
  const file = new URL(import.meta.url.endsWith('.js') ? '../../package.json' : '../package.json', import.meta.url);
  const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly name: string; readonly version: string };
  return { name, version };
}
