import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

// `npm run bench` lists the benchmarks; `npm run bench -- NAME [OPTIONS]` runs one.
const folder = import.meta.dirname;
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => basename(file, '.ts'));
const [name, ...options] = process.argv.slice(2);

if (name !== undefined && names.includes(name)) {
  const child = spawn(process.execPath, [join(folder, `${name}.ts`), ...options], { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
} else {
  const list = names.map((each) => `  ${each.padEnd(12)}${says(each)}`).join('\n');
  process.stdout.write(
    `${name === undefined ? '' : `There is no benchmark '${name}'. `}npm run bench -- NAME [OPTIONS], NAME one of:\n${list}\n`,
  );
  process.exitCode = name === undefined ? 0 : 2;
}

/** The first comment of a benchmark says what it measures. */
function says(each: string): string {
  return /\/\*\*\s*(?:\* )?(.*?)(?: \*\/)?$/m.exec(readFileSync(join(folder, `${each}.ts`), 'utf8'))?.[1] ?? '';
}
