import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import ts from 'typescript';

const checkout = resolve(__dirname, '../..');
let built: string;

/** What `tsc -p tsconfig.build.json` writes of these folders, without asking whether the types fit: that is a check of its own. */
beforeAll(() => {
  built = mkdtempSync(join(tmpdir(), 'holdfast-built-'));
  const { compilerOptions } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(checkout, 'tsconfig.json'), ts.sys.readFile).config as object,
    ts.sys,
    checkout,
  ).raw as { readonly compilerOptions: object };
  const { options } = ts.convertCompilerOptionsFromJson(compilerOptions, checkout);
  for (const file of globSync('{domain,contracts,targets}/**/*.{ts,mjs}', { cwd: checkout })) {
    const { outputText } = ts.transpileModule(readFileSync(join(checkout, file), 'utf8'), {
      compilerOptions: { ...options, noEmit: false, module: ts.ModuleKind.ESNext },
      fileName: file,
    });
    const to = join(built, 'dist', file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, outputText);
  }
  writeFileSync(join(built, 'package.json'), '{"type":"module"}');
  symlinkSync(join(checkout, 'node_modules'), join(built, 'node_modules'));
});
afterAll(() => rmSync(built, { recursive: true, force: true }));

const completed = () =>
  spawnSync(process.execPath, [join(checkout, 'scripts/complete-build.ts'), join(built, 'dist')], { encoding: 'utf8', timeout: 60_000 });

test('a build gets what its code reads beside it, and then seals and verifies', () => {
  expect(completed()).toMatchObject({ status: 0, stdout: expect.stringContaining('seals and verifies') as unknown });
  const script = 'contracts/evidence/verify.sh';
  expect(readFileSync(join(built, 'dist', script), 'utf8')).toBe(readFileSync(join(checkout, script), 'utf8'));
});

test('a build whose hashing thread is not where it is looked for is refused', () => {
  const thread = join(built, 'dist', 'contracts', 'evidence', 'hash-thread.mjs');
  const code = readFileSync(thread);
  rmSync(thread);
  expect(completed()).toMatchObject({ status: 1, stderr: expect.stringContaining('hash-thread.mjs') as unknown });
  writeFileSync(thread, code);
});

test('it is the last part of `npm run build`', () => {
  const { scripts } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { readonly scripts: Record<string, string> };
  expect(scripts['build']).toMatch(/ scripts\/complete-build\.ts$/);
});
