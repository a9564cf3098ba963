import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readRoster } from '../../contracts/read-roster.ts';
import { folder } from '../targets/support/folder.ts';

test('a roster that is no YAML is told with line and column, and nothing hangs after it', () => {
  const file = join(folder(), 'people.yaml');
  writeFileSync(file, 'people: [1,\nb: 2');
  expect(() => readRoster(file)).toThrow(/people\.yaml cannot be read as YAML: .* at line 2, column 1$/);
});
