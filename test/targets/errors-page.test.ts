import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { targetErrorCodes } from '../../domain/target-error.ts';

const page = readFileSync('docs/errors.md', 'utf8');
const [, section = ''] = page.split(/^## Target errors$/m);
const [own = ''] = section.split(/^## /m);
const rows = [...own.matchAll(/^\| `(\w+)` *\|([^|]*)\|([^|]*)\|([^|]*)\|$/gm)].map(([, code, ...cells]) => ({
  code,
  cells: cells.map((cell) => cell.trim()),
}));

it('the errors page explains every code of a target error, and no other', () => {
  expect(new Set(rows.map(({ code }) => code))).toEqual(new Set(targetErrorCodes));
  expect(rows).toHaveLength(targetErrorCodes.length);
});

it('the errors page says of every code what it means, whether it is tried again and what to do', () => {
  expect(rows.filter(({ cells }) => cells.some((cell) => cell === ''))).toEqual([]);
});
