import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { UnroutedAlerts } from '../../gateway/unrouted.ts';
import { alert } from './alerts.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-unrouted-'));
  file = join(folder, 'home', 'unrouted.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const lines = () => readFileSync(file, 'utf8').trimEnd().split('\n');

test('an unrouted alert survives the gateway, also when a crash left half a line behind', async () => {
  await (await UnroutedAlerts.open(file)).add(alert('f1'), 'no route');
  appendFileSync(file, '{"at": 1, "sour');
  expect((await UnroutedAlerts.open(file)).list()).toMatchObject([{ fingerprint: 'f1', why: 'no route', received: 1 }]);
});

test('a repeat is counted and not written again; a new firing and a resolution are', async () => {
  const unrouted = await UnroutedAlerts.open(file);
  await Promise.all([unrouted.add(alert('f1'), 'no route'), unrouted.add(alert('f1'), 'no route')]);
  expect(lines()).toHaveLength(1);
  expect(unrouted.list()).toMatchObject([{ received: 2 }]);
  await unrouted.add(alert('f1', { status: 'resolved' }), 'no route');
  await unrouted.add(alert('f1', { startsAt: '2026-01-02T00:00:00Z' }), 'no route');
  expect(lines()).toHaveLength(3);
});

test('the last 100 are listed, and all of them are in the file', async () => {
  const unrouted = await UnroutedAlerts.open(file);
  for (let index = 0; index < 120; index++) await unrouted.add(alert(`f${index}`), 'no route');
  expect(unrouted.list().map(({ fingerprint }) => fingerprint)).toEqual(Array.from({ length: 100 }, (_none, index) => `f${index + 20}`));
  expect(lines()).toHaveLength(120);
});

test('one that cannot be written is not acknowledged, and is tried again when it comes again', async () => {
  const broken = await UnroutedAlerts.open(file);
  mkdirSync(file, { recursive: true }); // a folder where the file should be
  await expect(broken.add(alert('f1'), 'no route')).rejects.toThrow(/EISDIR/);
  rmSync(file, { recursive: true });
  await broken.add(alert('f1'), 'no route');
  expect(lines()).toHaveLength(1);
});
