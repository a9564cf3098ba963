import { createPublicKey } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { examineBundle } from '../../../contracts/evidence/examine-bundle.ts';
import { holds, verifyBundle } from '../../../contracts/evidence/verify-bundle.ts';
import { checkpointDigest } from '../../../contracts/evidence/checkpoint.ts';
import type { Entry } from '../../../domain/timeline.ts';
import { entriesIn, linesIn, rechain, resealed, writeChain } from './resealed.ts';
import { people } from './signed-entries.ts';
import { sealedFolders, type SealedFolders } from './sealed-folder.ts';

const incident = 'INC-ONE';
let sealed: SealedFolders;
beforeAll(async () => {
  sealed = await sealedFolders({ signed: true });
});

/** What `holdfast verify --people` says of a folder that somebody with the installation's key sealed anew: by name, what is wrong. */
async function problemsIn(folder: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const key = createPublicKey(readFileSync(sealed.key));
  const verdicts = await verifyBundle(folder, key, basename(folder));
  expect(holds(verdicts)).toBe(true);
  const examined = await examineBundle(folder, verdicts.statement!, key, people);
  return Object.fromEntries(examined.flatMap(({ name, problems }) => (problems.length > 0 ? [[name, problems]] : [])));
}

const lines = 9;
const checkpointFiles = (folder: string): readonly string[] => readdirSync(join(folder, 'checkpoints')).sort();

test('a record that people signed holds in every respect, also sealed anew as it was', async () => {
  expect(await problemsIn(sealed.copyOf(incident))).toEqual({});
  const copy = sealed.copyOf(incident);
  rechain(copy, incident, entriesIn(copy));
  resealed(copy);
  expect(await problemsIn(copy)).toEqual({});
});

test('any byte of any line, turned and sealed anew, breaks the chain', async () => {
  const turned = fc.asyncProperty(fc.nat(lines - 1), fc.nat(), fc.integer({ min: 1, max: 127 }), async (line, place, turn) => {
    const copy = sealed.copyOf(incident);
    const bytes = linesIn(copy).map((text) => Buffer.from(text));
    const at = place % bytes[line]!.length;
    const byte = bytes[line]![at]! ^ turn;
    fc.pre(byte !== 0x0a); // a line break cuts a line in two, which is another test
    bytes[line]![at] = byte;
    writeFileSync(join(copy, 'events.jsonl'), bytes.map((one) => `${one.toString('latin1')}\n`).join(''), 'latin1');
    resealed(copy);
    const named = Object.keys(await problemsIn(copy));
    const isLast = line === lines - 1; // which none comes after: its checkpoint knows it
    expect(isLast ? named.length > 0 : named.join()).toBe(isLast || 'lines');
  });
  await fc.assert(turned, { numRuns: 60 });
});

test('lines that were cut, swapped or left out, chained and sealed anew, do not fit the checkpoints', async () => {
  const tampered = fc.asyncProperty(fc.constantFrom('cut', 'swap', 'leave out'), fc.nat(), fc.nat(), async (how, one, other) => {
    const copy = sealed.copyOf(incident);
    const entries = [...entriesIn(copy)];
    const [a, b] = [one % lines, other % lines];
    if (how === 'cut') entries.splice(Math.max(1, a));
    if (how === 'leave out') entries.splice(a, 1);
    if (how === 'swap') {
      fc.pre(a !== b);
      [entries[a], entries[b]] = [entries[b]!, entries[a]!];
    }
    fc.pre(entries.length < lines || how === 'swap');
    rechain(copy, incident, entries);
    resealed(copy);
    expect(Object.keys(await problemsIn(copy))).toContain('checkpoints');
  });
  await fc.assert(tampered, { numRuns: 60 });
});

test('any byte of any checkpoint, turned and sealed anew, is seen in it', async () => {
  const turned = fc.asyncProperty(fc.nat(1), fc.nat(), fc.integer({ min: 1, max: 255 }), async (which, place, turn) => {
    const copy = sealed.copyOf(incident);
    const file = join(copy, 'checkpoints', checkpointFiles(copy)[which]!);
    const bytes = readFileSync(file);
    bytes[place % bytes.length]! ^= turn;
    writeFileSync(file, bytes);
    resealed(copy);
    expect(Object.keys(await problemsIn(copy))).toContain('checkpoints');
  });
  await fc.assert(turned, { numRuns: 100 });
});

test('a checkpoint that was taken away shows, also when the statement is made to fit', async () => {
  const copy = sealed.copyOf(incident);
  const [first, last] = checkpointFiles(copy);
  rmSync(join(copy, 'checkpoints', first!));
  const digest = checkpointDigest(readFileSync(join(copy, 'checkpoints', last!)));
  resealed(copy, () => ({ checkpoints: { count: 1, last: digest }, countersigned: [] }));
  expect(await problemsIn(copy)).toEqual({
    checkpoints: [expect.stringContaining('does not name the checkpoint before it')],
  });
});

test('a checkpoint of another incident, and a file that a checkpoint sealed otherwise, are named', async () => {
  const copy = sealed.copyOf(incident);
  const [first] = checkpointFiles(copy);
  writeFileSync(join(copy, 'checkpoints', first!), readFileSync(join(sealed.vault, 'INC-TWO', 'checkpoints', first!)));
  resealed(copy);
  expect((await problemsIn(copy))['checkpoints']).toContain(`${first} is of INC-TWO`);
  const other = sealed.copyOf(incident);
  writeFileSync(join(other, 'files', 'attachments', 'one.json'), '{"of":"nothing"}');
  resealed(other);
  expect((await problemsIn(other))['checkpoints']).toEqual([
    expect.stringContaining('sealed files/attachments/one.json, which is not here as it was then'),
  ]);
  expect((await problemsIn(other))['people']).toEqual(['line 8: attachments/one.json, which Dee attached, is not here as it was signed']);
});

test('a record.json that says something else, and countersignatures that nobody gave, are named', async () => {
  const copy = sealed.copyOf(incident);
  writeFileSync(join(copy, 'record.json'), readFileSync(join(copy, 'record.json'), 'utf8').replace('closed', 'false-alarm'));
  resealed(copy);
  expect(await problemsIn(copy)).toEqual({ record: [expect.stringContaining('record.json does not say')] });
  const other = sealed.copyOf(incident);
  resealed(other, ({ countersigned }) => ({ countersigned: [...countersigned, { ...countersigned[0]!, person: 'Ana' }] }));
  expect(await problemsIn(other)).toEqual({ people: [expect.stringContaining('countersignatures are not those')] });
});

test('what was planted beside the checkpoints before the seal, and a record without lines, are findings, and end nothing', async () => {
  const copy = sealed.copyOf(incident);
  mkdirSync(join(copy, 'checkpoints', 'x'));
  writeFileSync(join(copy, 'checkpoints', 'x', 'y'), '{}');
  resealed(copy);
  expect((await problemsIn(copy))['checkpoints']).toContainEqual(expect.stringContaining('x/y: it is no checkpoint'));
  const other = sealed.copyOf(incident);
  rmSync(join(other, 'record.json'));
  resealed(other);
  expect(await problemsIn(other)).toEqual({ statement: ['events.jsonl or record.json is not among what was signed'] });
});

test('lines of a shape that nobody writes are a finding, and end nothing', async () => {
  const copy = sealed.copyOf(incident);
  const entries = entriesIn(copy).map((entry) => (entry.kind === 'decided' ? { ...entry, decision: {} } : entry)) as Entry[];
  writeChain(copy, entries);
  resealed(copy);
  const problems = await problemsIn(copy);
  expect(problems['people']).toEqual([expect.stringContaining('the lines are not such as this version writes')]);
  expect(problems['checkpoints']).not.toBeUndefined();
});
