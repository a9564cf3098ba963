import { execFileSync, spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { cpSync, existsSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newSealingKey } from '../../../contracts/evidence/sealing-key.ts';
import { examineBundle } from '../../../contracts/evidence/examine-bundle.ts';
import { holds, verifyBundle } from '../../../contracts/evidence/verify-bundle.ts';
import { publicKey } from '../../targets/support/sealer.ts';
import { sealedFolders, type SealedFolders } from './sealed-folder.ts';

const script = resolve(__dirname, '../../../contracts/evidence/verify.sh');
let sealed: SealedFolders;
beforeAll(async () => {
  sealed = await sealedFolders();
});

interface Both {
  readonly failed: readonly string[];
  readonly say: string;
}

/** The verdicts that fail, by this software and by verify.sh, which never disagree. */
async function judged(folder: string, key = sealed.key, incident = basename(folder)): Promise<Both> {
  const { integrity, completeness, identity } = await verifyBundle(folder, createPublicKey(readFileSync(key)), incident);
  const ours = Object.entries({ integrity, completeness, identity }).flatMap(([name, problems]) => (problems.length > 0 ? [name] : []));
  const { stdout, status } = spawnSync('sh', [script, key, folder, incident], { encoding: 'utf8', timeout: 30_000 });
  expect(stdout).toContain('Not proven here');
  const theirs = [...stdout.matchAll(/^(\w+) +FAIL/gm)].map(([, name]) => name);
  expect(theirs).toEqual(ours);
  expect(status).toBe(ours.length === 0 ? 0 : 1);
  return { failed: ours, say: [...integrity, ...completeness, ...identity].join('\n') + stdout };
}

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

test('a sealed folder holds, also as a copy, also by another name that is said', async () => {
  const copy = sealed.copyOf('INC-ONE');
  expect((await judged(copy)).failed).toEqual([]);
  renameSync(copy, `${copy}-from-legal`);
  expect((await judged(`${copy}-from-legal`, sealed.key, 'INC-ONE')).failed).toEqual([]);
  expect((await judged(`${copy}-from-legal`)).failed).toEqual(['identity']);
});

test('what only this software looks at holds too', async () => {
  const copy = sealed.copyOf('INC-ONE');
  const { statement } = await verifyBundle(copy, publicKey, 'INC-ONE');
  const examined = await examineBundle(copy, statement, publicKey, []);
  expect(examined.map(({ name, problems }) => [name, problems])).toEqual(
    ['lines', 'checkpoints', 'record', 'people'].map((name) => [name, []]),
  );
  expect(statement).toMatchObject({
    predicate: { events: { lines: 4 }, checkpoints: { count: 2 }, log: { number: 1, previous: null } },
  });
});

/** Turns a byte of a file of a fresh copy. */
function turned(file: string, place: number, turn: number): string {
  const copy = sealed.copyOf('INC-ONE');
  const bytes = readFileSync(join(copy, file));
  const at = place % bytes.length;
  bytes[at] = bytes[at]! ^ turn;
  writeFileSync(join(copy, file), bytes);
  return copy;
}
const anyTurn = () => [fc.constantFrom(...filesOf(join(sealed.vault, 'INC-ONE'))), fc.nat(), fc.integer({ min: 1, max: 255 })] as const;

test('any byte of any file, turned anywhere, is seen and named', async () => {
  const seen = fc.asyncProperty(...anyTurn(), async (file, place, turn) => {
    const verdicts = await verifyBundle(turned(file, place, turn), publicKey, 'INC-ONE');
    expect(holds(verdicts)).toBe(false);
    expect(JSON.stringify(verdicts.integrity.concat(verdicts.identity))).toContain(file);
  });
  await fc.assert(seen, { numRuns: 200 });
});

test('verify.sh sees it too', async () => {
  const seen = fc.asyncProperty(...anyTurn(), async (file, place, turn) => {
    const { failed, say } = await judged(turned(file, place, turn));
    expect(failed).not.toEqual([]);
    expect(say).toContain(file);
  });
  await fc.assert(seen, { numRuns: 8 });
}, 120_000);

test('several kinds of tampering at once, at random: the three verdicts are the same', async () => {
  const files = filesOf(join(sealed.vault, 'INC-ONE'));
  const anyFile = fc.constantFrom(...files);
  const steps = fc.array(fc.tuple(fc.constantFrom('turn', 'cut', 'drop', 'add', 'swap', 'link'), anyFile, anyFile, fc.nat()), {
    minLength: 1,
    maxLength: 4,
  });
  const same = fc.asyncProperty(steps, fc.boolean(), async (tampering, isOther) => {
    const copy = sealed.copyOf('INC-ONE');
    for (const [how, one, other, place] of tampering) tamperWith(copy, how, [one, other], place);
    const { failed } = await judged(copy, sealed.key, isOther ? 'INC-TWO' : 'INC-ONE'); // which expects the same of both
    expect(failed.includes('identity') || !isOther).toBe(true);
  });
  await fc.assert(same, { numRuns: 5, endOnFailure: true }); // each starts some twenty processes
}, 120_000);

/** One more change to a folder that may lack what it is about: then nothing. */
function tamperWith(folder: string, how: string, [one, other]: readonly [string, string], place: number): void {
  const [path, second] = [join(folder, one), join(folder, other)];
  if (how === 'add') return writeFileSync(join(folder, `extra-${place}`), 'x');
  if (!existsSync(path) || !existsSync(second) || lstatSync(path).isSymbolicLink()) return;
  const bytes = readFileSync(path);
  const at = place % Math.max(1, bytes.length);
  if (how === 'drop') return rmSync(path);
  if (how === 'cut') return writeFileSync(path, bytes.subarray(0, at));
  if (how === 'turn') return writeFileSync(path, Buffer.concat([bytes.subarray(0, at), Buffer.from([0x2a]), bytes.subarray(at + 1)]));
  if (how === 'swap') return writeFileSync(path, readFileSync(second));
  rmSync(path);
  symlinkSync(one === other ? '/dev/null' : second, path);
}

test.each(['evidence.sigstore.json', 'events.jsonl', 'SHA256SUMS', 'files/attachments/one.json', 'checkpoints/000000000004.json'])(
  'dropping %s is seen, and named',
  async (file) => {
    const copy = sealed.copyOf('INC-ONE');
    rmSync(join(copy, file));
    const { failed, say } = await judged(copy);
    expect(failed).toContain('completeness');
    expect(say).toContain(`${file} is missing`);
  },
);

describe('seen and named is', () => {
  const tampering: readonly (readonly [string, readonly string[], RegExp, (folder: string) => void])[] = [
    ['a file that was added', ['completeness'], /files\/extra was added/, (at) => writeFileSync(join(at, 'files', 'extra'), '')],
    ['a hidden file that was added', ['completeness'], /\.hidden was added/, (at) => writeFileSync(join(at, '.hidden'), 'x')],
    [
      'a link in the place of a file',
      ['completeness'],
      /run\.json is no plain file/,
      (at) => {
        renameSync(join(at, 'run.json'), `${at}-run.json`);
        symlinkSync(`${at}-run.json`, join(at, 'run.json'));
      },
    ],
    [
      'a link that leads to other bytes, or to none',
      ['completeness'],
      /SHA256SUMS is no plain file[^]*run\.json is no plain file/,
      (at) => {
        for (const [file, to] of [
          ['run.json', '/nowhere'],
          ['SHA256SUMS', '/dev/null'],
        ] as const) {
          rmSync(join(at, file));
          symlinkSync(to, join(at, file));
        }
      },
    ],
    [
      'a pipe in the place of a file, from which nothing ever comes',
      ['completeness'],
      /record\.json is no plain file/,
      (at) => {
        rmSync(join(at, 'record.json'));
        execFileSync('mkfifo', [join(at, 'record.json')]);
      },
    ],
    [
      'a tail that was cut off',
      ['integrity'],
      /events\.jsonl was changed/,
      (at) => {
        const lines = readFileSync(join(at, 'events.jsonl'), 'utf8').trimEnd().split('\n');
        writeFileSync(join(at, 'events.jsonl'), `${lines.slice(0, -1).join('\n')}\n`);
      },
    ],
    [
      'two lines that were swapped',
      ['integrity'],
      /events\.jsonl was changed/,
      (at) => {
        const [one, two, ...rest] = readFileSync(join(at, 'events.jsonl'), 'utf8').split('\n');
        writeFileSync(join(at, 'events.jsonl'), [two, one, ...rest].join('\n'));
      },
    ],
    [
      'a blank in the bundle',
      ['integrity', 'completeness', 'identity'],
      /not spelled as it was sealed/,
      (at) => {
        const file = join(at, 'evidence.sigstore.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('{"dsse', '{ "dsse'));
      },
    ],
    [
      "another incident's bundle",
      ['integrity', 'identity'],
      /it is the evidence of INC-TWO, not of INC-ONE/,
      (at) => cpSync(join(sealed.vault, 'INC-TWO', 'evidence.sigstore.json'), join(at, 'evidence.sigstore.json')),
    ],
  ];
  test.each(tampering)('%s', async (_what, expected, why, tamper) => {
    const copy = sealed.copyOf('INC-ONE');
    tamper(copy);
    const { failed, say } = await judged(copy);
    expect(failed).toEqual(expected);
    expect(say).toMatch(why);
  });

  test('another key', async () => {
    const other = `${sealed.key}-other`;
    writeFileSync(other, newSealingKey().publicPem);
    const { failed, say } = await judged(sealed.copyOf('INC-ONE'), other);
    expect(failed).toEqual(['identity']);
    expect(say).toContain('was made with another key');
  });

  test("another incident's whole folder", async () => {
    const { failed, say } = await judged(sealed.copyOf('INC-TWO'), sealed.key, 'INC-ONE');
    expect(failed).toEqual(['identity']);
    expect(say).toContain('it is the evidence of INC-TWO, not of INC-ONE');
  });
});

test('verify.sh takes no private key, no other kind of key, and says how it is called', () => {
  const folder = join(sealed.vault, 'INC-ONE');
  for (const args of [[], ['/nowhere.pem', folder], [script, folder], [sealed.key, '/nowhere']]) {
    const { status, stderr } = spawnSync('sh', [script, ...args], { encoding: 'utf8' });
    expect(status).toBe(2);
    expect(stderr).toContain('usage: sh verify.sh');
  }
});

test('verify.sh needs nothing but sh, openssl, jq, sha256sum and base64', () => {
  const path = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
  for (const tool of ['sh', 'openssl', 'jq', 'sha256sum', 'base64'])
    symlinkSync(execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim(), join(path, tool));
  const env = { PATH: path, TMPDIR: path };
  const { status, stdout } = spawnSync(join(path, 'sh'), [script, sealed.key, join(sealed.vault, 'INC-ONE')], { encoding: 'utf8', env });
  expect(stdout).toMatch(/^integrity +PASS/);
  expect(status).toBe(0);
});
