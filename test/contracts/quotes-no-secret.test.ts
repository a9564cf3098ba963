import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readConfiguration } from '../../contracts/read-configuration.ts';
import { readRoster } from '../../contracts/read-roster.ts';
import { leaks } from '../support/leaks.ts';
import { written } from './manual-example.ts';

const secret = 'cnry/3f2a+hunter2=';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-quotes-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What both readers of a file say of it. */
function saidOf(change: (text: string) => string): readonly string[] {
  const file = written(folder, ['', '']);
  const text = readFileSync(file, 'utf8');
  expect(change(text)).not.toBe(text);
  writeFileSync(file, change(text));
  return [() => readConfiguration(file), () => readRoster(file)].flatMap((read) => {
    try {
      read();
      return [];
    } catch (err) {
      return [(err as Error).message, String((err as Error).cause)];
    }
  });
}

const token = 'env:HOLDFAST_ALERTMANAGER_TOKEN';

describe('a secret that somebody wrote into holdfast.yaml is in no complaint about it', () => {
  test.each([
    ['as the token', token, secret],
    ['as an alias', token, `*${secret}`],
    ['as a tag', token, `!${secret} x`],
    ['as an escape', token, `"\\x${secret}"`],
    ['as a block', token, `|${secret}`],
    ['after the end of a value', token, `"a" ${secret}`],
    ['with a reserved character', token, `@${secret}`],
    ['as a directive', 'instance:', `%${secret}\ninstance:`],
    ['as the kind of a source', 'kind: alertmanager', `kind: ${secret}`],
    ['as the kind of a pager', 'kind: webhook', `kind: ${secret}`],
    ['as the password of a URL', 'https://publisher', `https://ops:${encodeURIComponent(secret)}@publisher`],
    ['in the query of a URL', 'publisher.example.org', `publisher.example.org?key=${encodeURIComponent(secret)}`],
    ['as a length of time', 'incidentWindow: 24h', `incidentWindow: ${secret}`],
  ])('%s', (_where, from, to) => {
    const said = saidOf((text) => text.replace(from, () => to));
    expect(said.length).toBeGreaterThan(0);
    expect(leaks({ secret }, new Map([['the complaint', said.join('\n')]]))).toEqual([]);
  });
});

test.each(['publisher', 'cases', 'reader-1'])('a query in the url of %s is refused: doctor would show it', (host) => {
  expect(saidOf((text) => text.replace(`${host}.example.org`, `${host}.example.org/?key=${secret}`))[0]).toMatch(
    /url: has a query or a fragment: write scheme, host and path only/,
  );
});
