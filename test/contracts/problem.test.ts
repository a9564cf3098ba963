import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { gatewayProblems, problem, problemCodes, problemSchema } from '../../contracts/problem.ts';
import { refusalCodes } from '../../domain/decisions.ts';

const page = readFileSync(resolve(__dirname, '../../docs/errors.md'), 'utf8');
const rowsOf = (title: string) => {
  const [, rest = ''] = page.split(`\n## ${title}\n`);
  const [section = ''] = rest.split(/^## /m);
  return [...section.matchAll(/^\| `(\w+)` *\|(.*)\|$/gm)].map(([, code = '', cells = '']) => ({
    code,
    cells: cells.split('|').map((cell) => cell.trim()),
  }));
};

test('the errors page explains every problem of the gateway with its status, and no other', () => {
  const rows = rowsOf('Gateway problems').map(({ code, cells }) => `${code} ${cells[0]}`);
  expect(new Set(rows)).toEqual(new Set(Object.entries(gatewayProblems).map(([code, [status]]) => `${code} ${status}`)));
});

test('the errors page explains every refusal of an answer with its status, and no other', () => {
  const rows = rowsOf('Refused answers').map(({ code, cells }) => `${code} ${cells[0]}`);
  expect(new Set(rows)).toEqual(new Set(refusalCodes.map((code) => `${code} ${problem(code, '').status}`)));
});

test('the errors page says of each what it means and what to do', () => {
  for (const { code, cells } of [...rowsOf('Gateway problems'), ...rowsOf('Refused answers')])
    expect([code, cells.length, cells.every(Boolean)]).toEqual([code, 3, true]);
});

test('a problem document has the five members of RFC 9457 as we use it', () => {
  for (const code of problemCodes)
    expect(problemSchema.parse(problem(code, 'why'))).toMatchObject({ code, detail: 'why', type: `docs/errors.md#${code.toLowerCase()}` });
});
