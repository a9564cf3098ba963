import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach } from '@jest/globals';

const [ofTest, ofFile]: [string[], string[]] = [[], []];
afterEach(() => remove(ofTest));
afterAll(() => remove(ofFile));

function remove(made: string[]): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A folder that is gone after the test, or `until` the file's tests are over. */
export function folder(until: 'test' | 'file' = 'test'): string {
  const path = mkdtempSync(join(tmpdir(), 'holdfast-'));
  (until === 'file' ? ofFile : ofTest).push(path);
  return path;
}
