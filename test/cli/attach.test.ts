import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { sha256 } from '../../contracts/digest.ts';
import { checkStatement } from '../../contracts/signed-statement.ts';
import { TargetError } from '../../domain/target-error.ts';
import { folder } from '../targets/support/folder.ts';
import { closed, noon, waitingForConfirmation } from './boards.ts';
import { holdfast, keys, people, type World } from './fake-world.ts';

const incident = 'INC-7Q2M4K';

/** Attaches a file with this name and text, as Ana; `kept` is what got into the vault, in order with what was stated. */
async function attached(name: string, text: string, more: readonly string[] = [], world: World = {}) {
  const home = folder();
  const file = join(home, name);
  writeFileSync(file, text);
  const key = join(home, 'ana-key');
  writeFileSync(key, keys.ana.privateKey, { mode: 0o600 });
  const kept: (readonly [string, string, string])[] = [];
  const attachments = async () => async (id: string, path: string, bytes: Uint8Array) => {
    kept.push([id, path, Buffer.from(bytes).toString()]);
  };
  const dependencies = { attachments, ...world.dependencies };
  const ran = await holdfast(['attach', incident, file, '--key', key, ...more], { ...world, dependencies });
  return { ...ran, kept, file };
}

const hash = sha256('a picture');
const path = `attachments/${hash.slice(0, 12)}-console.png`;

test('a file goes into the vault, then its digest on the timeline, signed, with what it proves (BK-P5)', async () => {
  const seen: string[] = [];
  const { code, out, err, kept, stated } = await attached('console.png', 'a picture', ['--proves', 'BK-RC3', '--text', 'the console'], {
    dependencies: {
      attachments: async () => async (id, name) => void seen.push(`kept ${id} ${name}`),
    },
    incidents: {
      state: async (_incident, statement) => (seen.push(`stated ${statement.kind}`), { counted: 'attachment is on the timeline' }),
    },
  });
  expect({ code, out, err, kept, stated }).toMatchObject({ code: 0, out: 'attachment is on the timeline\n', err: '' });
  expect(seen).toEqual([`kept ${incident} ${path}`, 'stated attachment']);
});

test('what is signed is the short id, the name in the vault, the size and the digest', async () => {
  const { stated, kept } = await attached('console.png', 'a picture', ['--proves', 'BK-RC3', '--text', 'the console']);
  expect(kept).toEqual([[incident, path, 'a picture']]);
  expect(stated).toMatchObject([
    { kind: 'attachment', incident, name: path, digest: `sha256:${hash}`, size: 9, text: 'the console', proves: 'BK-RC3' },
  ]);
  expect(checkStatement(stated[0], people, noon)).toEqual({ person: { name: 'Ana', roles: ['on-call'] } });
});

test('where a question waits for what was attached, it says which, and what to answer', async () => {
  const [question] = waitingForConfirmation.questions;
  const waits = (verdicts: readonly string[]): World => ({
    board: {
      ...waitingForConfirmation,
      questions: [
        question!,
        {
          ...question!,
          asking: 2,
          text: 'Do it by hand, attach what shows it with holdfast attach, then answer done.',
          verdicts: Object.fromEntries(verdicts.map((verdict) => [verdict, ['on-call']])),
        },
      ],
    },
  });
  const told = async (world: World) => (await attached('console.png', 'a picture', [], world)).err;
  expect(await told(waits(['done', 'hand-over']))).toMatch(/^Question 2 waits for it: answer 'done' .*holdfast show INC-7Q2M4K\n$/);
  expect(await told(waits(['waive', 'look-again']))).toContain("answer 'look-again'");
  expect(await told({})).toBe('');
});

test('after the end nothing gets into the vault, and it says where the record is', async () => {
  const ran = await attached('console.png', 'a picture', [], { board: closed });
  expect(ran).toMatchObject({ code: 1, kept: [], stated: [], err: expect.stringContaining('The record is /vault/INC-7Q2M4K') });
});

test('without words it says what was attached; a name that no tool would take becomes one that it takes', async () => {
  const { stated, kept } = await attached('.. my püre "log"\t.txt', 'lines');
  expect(kept[0]?.[1]).toMatch(/^attachments\/[a-f0-9]{12}-[A-Za-z0-9_-][A-Za-z0-9_.-]*\.txt$/);
  expect(stated).toMatchObject([{ text: expect.stringMatching(/^[A-Za-z0-9_-].*\.txt$/) }]);
  expect(stated[0]).not.toHaveProperty('proves');
});

test('an item that no checklist has is refused with the list of those that there are, and nothing is kept', async () => {
  const odd = await attached('console.png', 'a picture', ['--proves', 'FOO']);
  expect(odd).toMatchObject({ code: 2, out: '', kept: [], stated: [] });
  expect(odd.err).toContain('Allowed choices are BK-RC1, BK-RC2, BK-RC3, BK-RC4, BK-RC5, BK-RC6');
  const board = { ...waitingForConfirmation, runbook: { ...waitingForConfirmation.runbook, name: 'triage' } };
  const ran = await attached('console.png', 'a picture', ['--proves', 'BK-RC3'], { board });
  expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('a triage has no checklist'), kept: [], stated: [] });
  const forged = { kind: 'attachment', incident, name: path, digest: `sha256:${hash}`, size: 9, text: 'it', proves: 'FOO' };
  const said = { ...forged, at: new Date(noon).toISOString(), nonce: 'nonce-of-a-file-1', signature: 'none' };
  expect(checkStatement(said, people, noon)).toMatchObject({ refusal: { code: 'Malformed', message: expect.stringContaining('proves') } });
});

test('a file that is empty, too large, no file, or not there is refused before anything is kept', async () => {
  expect(await attached('empty', '')).toMatchObject({ code: 1, err: expect.stringContaining('is empty: it would show nothing'), kept: [] });
  const large = join(folder(), 'large.bin');
  writeFileSync(large, '');
  truncateSync(large, 67_108_865);
  expect(await holdfast(['attach', incident, large, '--as', 'Ana'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('has 67108865 bytes, and an attachment at most 67108864: attach a part, or a digest'),
  });
  const home = folder();
  for (const [odd, why] of [
    ['/nowhere/console.png', 'there is no /nowhere/console.png'],
    [home, `${home} is not a file`],
    [join(large, 'x'), `${join(large, 'x')} cannot be read (ENOTDIR)`],
  ] as const)
    expect(await holdfast(['attach', incident, odd, '--as', 'Ana'])).toMatchObject({
      code: 1,
      err: `holdfast: ${why}: give the path of the file to attach\n`,
    });
});

test('a vault that refuses it ends the command, and nothing is signed or stated', async () => {
  const attachments = async () => async () => Promise.reject(new TargetError('EvidenceConflict', 'the evidence is sealed (SHA256SUMS)'));
  const ran = await attached('console.png', 'a picture', [], { dependencies: { attachments } });
  expect(ran).toMatchObject({ code: 1, out: '', err: 'holdfast: the evidence is sealed (SHA256SUMS)\n', stated: [] });
});

test('an answer of the incident that it does not count is said with its code', async () => {
  const state = async () => ({ refused: { code: 'WrongRole', message: 'it takes on-call' } }) as const;
  expect(await attached('console.png', 'a picture', [], { incidents: { state } })).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('refused (WrongRole): it takes on-call'),
  });
});

test('whoever does not say who they are is refused before anything is kept', async () => {
  const file = join(folder(), 'console.png');
  writeFileSync(file, 'a picture');
  const kept: string[] = [];
  const attachments = async () => async (_id: string, name: string) => void kept.push(name);
  const ran = await holdfast(['attach', incident, file], { dependencies: { attachments } });
  expect(ran).toMatchObject({ code: 2, out: '', err: expect.stringContaining('say who you are') });
  expect(kept).toEqual([]);
  expect(await holdfast(['attach', incident])).toMatchObject({ code: 2, out: '' });
});
