import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { signaturesOf } from '../../../contracts/evidence/people-signatures.ts';
import type { Entry } from '../../../domain/timeline.ts';
import { people, signedEntries, signedOpening } from './signed-entries.ts';

const incident = 'INC-7Q2M4K';
const checkpoint = `sha256:${'1'.repeat(64)}`;
const whole: readonly Entry[] = [...signedOpening, ...signedEntries(incident, checkpoint)];
const problemsOf = (entries: readonly Entry[]): readonly string[] => signaturesOf(incident, entries, people).problems;

type Json = Record<string, unknown>;
const copied = (): Json[] => JSON.parse(JSON.stringify(whole)) as Json[]; // which shares no part between two lines

/** Where people's signatures reach: into the line of a start, the whole of a decision, a statement, a waiver's reason. */
const signedParts: readonly string[] = ['startedBy', 'runbook', 'scope', 'decision', 'person', 'text', 'signed', 'by', 'why'];
const isCovered = (kind: unknown, path: readonly string[]): boolean =>
  signedParts.includes(path[0]!) && path.join('.') !== 'decision.at' && !(kind === 'opened' && path[0] === 'by') && kind !== 'ended';

/** The ways to every text and number that a signature covers. */
function leaves(value: unknown, kind: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return isCovered(kind, path) ? [path] : [];
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, kind, [...path, name]));
}
const places = whole.flatMap((entry, index) => leaves(entry, entry.kind).map((path) => [String(index), ...path]));

function at(entries: Json[], path: readonly string[]): { readonly holder: Json; readonly name: string } {
  const holder = path.slice(0, -1).reduce((inner, name) => inner[name] as Json, entries as unknown as Json);
  return { holder, name: path.at(-1)! };
}

test('signatures that are all there hold, and for no other incident', () => {
  expect(signaturesOf(incident, whole, people)).toEqual({ problems: [], signed: 7 });
  expect(signaturesOf('INC-OTHER', whole, people).problems).toHaveLength(6); // a start is of a scope, not of an incident
});

test('a line that names another starter than who signed is seen (BK-E1)', () => {
  const named = (person: string): readonly Entry[] => [...signedOpening, { seq: 3, at: 2_000, kind: 'started', person }];
  expect(problemsOf(named('Ana'))).toEqual([]);
  expect(problemsOf(named('Dee'))).toEqual(['line 3: it was started by Ana, not by Dee']);
  const unsigned = named('Ana').map((entry) => (entry.kind === 'opened' ? { ...entry, startedBy: undefined } : entry)) as readonly Entry[];
  expect(problemsOf(unsigned)).toEqual(['line 3: nothing is signed by Ana, who is said to have started it']);
});

test('whatever a signature covers, changed anywhere, is seen', () => {
  const turned = fc.property(fc.constantFrom(...places), fc.nat(), (path, place) => {
    const entries = copied();
    const { holder, name } = at(entries, path);
    const value = holder[name];
    if (typeof value === 'number') holder[name] = value + 1;
    else {
      const text = String(value);
      const where = place % Math.max(1, text.length);
      holder[name] = `${text.slice(0, where)}${text[where] === 'x' ? 'y' : 'x'}${text.slice(where + 1)}`;
    }
    expect(problemsOf(entries as unknown as Entry[])).not.toEqual([]);
  });
  fc.assert(turned, { numRuns: 400 });
});

test('whatever a signature covers, left out, is seen', () => {
  const cut = fc.property(fc.constantFrom(...places), (path) => {
    const entries = copied();
    const { holder, name } = at(entries, path);
    if (Array.isArray(holder)) holder.splice(Number(name), 1);
    else delete holder[name];
    expect(problemsOf(entries as unknown as Entry[])).not.toEqual([]);
  });
  fc.assert(cut, { numRuns: 150 });
});

test('answers, signatures and statements that changed places are seen', () => {
  const answers = places.filter((path) => path[1] === 'decision' && path[2] === 'answers').map((path) => path.slice(0, 4));
  const swappable = [
    ...answers,
    ...answers.map((path) => [...path, 'signature']),
    ['3', 'signed', 'signature'],
    ['0', 'startedBy', 'signature'],
  ];
  const swapped = fc.property(fc.constantFrom(...swappable), fc.constantFrom(...swappable), (one, other) => {
    const entries = copied();
    const [a, b] = [at(entries, one), at(entries, other)];
    const [first, second] = [a.holder[a.name], b.holder[b.name]];
    const isBefore = typeof first === typeof second && JSON.stringify(first) !== JSON.stringify(second);
    fc.pre(isBefore && (one[0] !== other[0] || typeof first === 'string'));
    a.holder[a.name] = second;
    b.holder[b.name] = first;
    expect(problemsOf(entries as unknown as Entry[])).not.toEqual([]);
  });
  fc.assert(swapped, { numRuns: 150 });
});

test('a decision that nobody signed, one more signer, and a waiver without its signed reason are named', () => {
  const unsigned = copied();
  Object.assign(unsigned[2]!['decision'] as Json, { by: [], answers: [] });
  expect(problemsOf(unsigned as unknown as Entry[])).toEqual(['line 3: nobody signed what was decided']);
  const unnamed = copied();
  Object.assign(unnamed[6]!['decision'] as Json, { by: ['Ivo'] });
  expect(problemsOf(unnamed as unknown as Entry[])).toEqual(['line 7: Dee signed, and is not named']);
  const made = copied();
  made[5]!['why'] = 'it is not needed';
  expect(problemsOf(made as unknown as Entry[])).toEqual(['line 6: nobody signed this waiver with this reason']);
});

test('a waiver of more than the signed plan says that the record lacks is named (BK-E2)', () => {
  const more = copied();
  more[5]!['fields'] = ['BK-RC3', 'operator'];
  expect(problemsOf(more as unknown as Entry[])).toEqual(['line 6: what was signed waives something else than BK-RC3, operator']);
});

test('a line that calls a signed file something else than was signed is named', () => {
  const renamed = copied();
  renamed[7]!['statement'] = 'attachment attachments/other.json (sha256:0, 3 bytes)';
  expect(problemsOf(renamed as unknown as Entry[])).toEqual(['line 8: the statement was signed for something else']);
});

test('a person whom the roster does not have, or under another name, has signed nothing', () => {
  const others = people.filter(({ name }) => name !== 'Dee');
  expect(signaturesOf(incident, whole, others).problems).toEqual([
    expect.stringContaining('line 7: an answer does not count: the roster does not know'),
    'line 7: nothing is signed by Dee',
    expect.stringContaining('line 8: a statement does not count: the roster does not know'),
  ]);
  const renamed = people.map((person) => (person.name === 'Ana' ? { ...person, name: 'Eve' } : person));
  expect(signaturesOf(incident, whole, renamed).problems).toEqual(['line 4: it was signed by Eve, not by Ana']);
});
