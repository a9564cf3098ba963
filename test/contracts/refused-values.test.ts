import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readConfiguration } from '../../contracts/read-configuration.ts';
import { lineOf, problemsOf, written } from './manual-example.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-refused-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('what was seen of trust roots lies beside the spool, where nothing else is said', () => {
  const file = written(folder, ['seen: /var/lib/holdfast/trust-roots-seen', '']);
  expect(readConfiguration(file).targets.trustRoots.seen).toBe('/var/spool/trust-roots-seen');
});

test.each(['0h', '0ms', '59999ms', '59s'])('an incidentWindow of %s is refused with its line: no incident could run', (length) => {
  expect(problemsOf(folder, ['incidentWindow: 24h', `incidentWindow: ${length}`])).toEqual([
    `${lineOf('incidentWindow: 24h')} incidentWindow: write 1min or more, such as 24h: no record can be closed in less`,
  ]);
});

test('an incidentWindow of a minute is taken', () => {
  expect(problemsOf(folder, ['incidentWindow: 24h', 'incidentWindow: 1min'])).toEqual([]);
});

describe('two people whom nobody could tell apart are refused (four eyes)', () => {
  test.each([
    ["'Ana '", /people\[1\]\.name: use letters, .* with single spaces between them and none at the ends$/],
    ['"An\\u200Ba"', /people\[1\]\.name: use letters/],
    ['Аna', /people\[1\]\.name: mixes letters of Latin, Cyrillic or Greek/],
    ['ANA', /people\[1\]\.name: 'ANA' reads like the name of people\[0\]: choose another$/],
    ['Ａｎａ', /people\[1\]\.name: 'Ａｎａ' reads like the name of people\[0\]/],
    ['Ana', /people\[1\]\.name: 'Ana' is already the name of people\[0\]/],
  ])('%s beside Ana', (name, message) => {
    expect(problemsOf(folder, ['name: Ben', `name: ${name}`])).toEqual([expect.stringMatching(message)]);
  });
});

describe('a user or a password in an address is refused with its field, and not repeated', () => {
  test.each([
    ['//publisher.', 'targets.publisher.url'],
    ['//cases.', 'targets.cases.url'],
    ['//reader-2.', 'targets.serving.readers[1].url'],
    ['//pager.', 'targets.pager.url'],
    ['//anchor.', 'evidence.anchor.url'],
    ['//tsa.', 'evidence.timestamps.url'],
  ])('https:%s is %s', (host, field) => {
    const said = `${field}: has a user or a password in it: write it without; a secret is named in a field of its own, as env:NAME or file:path`;
    for (const secret of ['ana:hunter2@', 'hunter2@', ':hunter2@', '@'])
      expect(problemsOf(folder, [host, host.replace('//', `//${secret}`)])).toEqual([`${lineOf(host)} ${said}`]);
  });

  test('also in the address of Temporal', () => {
    expect(problemsOf(folder, ['address: 127', 'address: ana:hunter2@127'])).toEqual([
      `${lineOf('address: 127')} temporal.address: has a user or a password in it: write host:port, and name the secret as temporal.apiKey`,
    ]);
  });
});
