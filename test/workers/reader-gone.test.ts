import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';

test('whoever has read enough, as `| head` has, sees no error', () => {
  const command = `"${process.execPath}" workers/main.ts --help | true`;
  const { stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: resolve(__dirname, '../..'), encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
});
