import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkAnswer, planDigest } from '../../contracts/signed-answer.ts';
import { decisionNamespace, readPrivateKey, signWith } from '../../contracts/sshsig.ts';
import type { Board } from '../../domain/board.ts';
import type { Decision, Question } from '../../domain/decisions.ts';
import { signOff, waitingForConfirmation } from './boards.ts';
import { holdfast, keys, people, type Ran, type World } from './fake-world.ts';

const question = waitingForConfirmation.questions[0] as Question;
let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'holdfast-cli-'));
  await mkdir(join(home, 'keys'));
  for (const [name, { privateKey }] of Object.entries(keys)) await writeFile(join(home, 'keys', name), privateKey, { mode: 0o600 });
});
afterAll(() => rm(home, { recursive: true }));

const env = () => ({ LANG: 'C.UTF-8', HOLDFAST_HOME: home });
const decide = (args: readonly string[], world: World = {}): Promise<Ran> =>
  holdfast(['decide', 'INC-7Q2M4K', ...args], { ...world, dependencies: { env: env(), ...world.dependencies } });

test('the plan is told in words, then a signed answer is sent, and what became of it is said', async () => {
  const ran = await decide(['bad', '--as', 'Ana', '--note', 'seen']);
  expect(ran).toMatchObject({ code: 0, out: "counted for 'bad'\n" });
  const said = ran.err.replaceAll(/\s+/g, ' ');
  for (const words of [question.text, ...Object.values(question.plan['bad'] ?? {})]) expect(said).toContain(String(words));
  expect(ran.sent).toHaveLength(1);
  expect(ran.sent[0]).toMatchObject({ incident: 'INC-7Q2M4K', asking: 1, verdict: 'bad', plan: planDigest(question.plan), note: 'seen' });
  expect(checkAnswer(question, ran.sent[0], people)).toEqual({ person: { name: 'Ana', roles: ['on-call'] } });
});

test('each answer has a nonce of its own, and a key may be a file', async () => {
  const nonces = await Promise.all([1, 2].map(async () => (await decide(['bad', '--key', join(home, 'keys', 'ana')])).sent[0]?.nonce));
  expect(new Set(nonces).size).toBe(2);
});

test('by signal nothing is promised, and an incident that has ended says so', async () => {
  expect((await decide(['bad', '--as', 'ana', '--signal'])).out).toContain('Whether it counted is on the timeline');
  const elsewhere = ['--key', join(home, 'keys', 'ana'), '--signal', '--config', 'other.yaml'];
  expect((await decide(['bad', ...elsewhere])).out).toMatch(/ show INC-\w+ --config other\.yaml\n$/);
  const ended = await decide(['bad', '--as', 'ana', '--signal'], { incidents: { decideBySignal: async () => false } });
  expect(ended).toMatchObject({ code: 1, out: '', err: expect.stringContaining('refused (NotOpen)') });
});

test('a key and a name at once are refused: whose signature it is must not be a guess', async () => {
  const ran = await decide(['bad', '--key', join(home, 'keys', 'ana'), '--as', 'ivo']);
  expect(ran).toMatchObject({ code: 2, sent: [], err: expect.stringMatching(/'--key <file>' cannot be used with option '--as <name>'/) });
});

test('a refusal from the incident is printed with its code', async () => {
  const refused = { code: 'NonceUsed', message: 'answer again' } as const;
  const ran = await decide(['bad', '--as', 'ana'], { incidents: { decide: async () => ({ refused }) } });
  expect(ran).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/holdfast: refused \(NonceUsed\): answer again\n$/) });
});

describe('refused here already, with nothing sent', () => {
  const effect = question.plan['bad'];
  test.each<[string, readonly string[], World]>([
    ['NoSuchVerdict', ['maybe', '--as', 'Ana'], {}],
    ['NoSuchVerdict', ['constructor', '--as', 'Ana'], {}],
    ['WrongRole', ['accept', '--as', 'Ana'], { board: signOff }],
    ['FourEyes', ['bad', '--as', 'Ivo'], {}],
    ['UnknownKey', ['bad', '--as', 'Ana'], { connection: { people: people.slice(1) } }],
    ['NotOpen', ['bad', '--as', 'Ana'], { board: { ...waitingForConfirmation, questions: [] } }],
    ['NotOpen', ['bad', '--as', 'Ana', '--asking', '7'], {}],
  ])('%s: %j', async (code, args, world) => {
    expect(await decide(args, world)).toMatchObject({
      code: 1,
      sent: [],
      out: '',
      err: expect.stringContaining(`holdfast: refused (${code}): `),
    });
  });

  test('where the roster is not at hand, the incident judges', async () => {
    expect(await decide(['bad', '--as', 'Ivo'], { connection: { people: [] } })).toMatchObject({ code: 0, sent: [{ verdict: 'bad' }] });
    expect(effect).toBeDefined();
  });
});

describe('an answer that comes after the question was decided', () => {
  const asked = { kind: 'asked', asking: 1, text: question.text, verdicts: ['bad', 'false-alarm'] } as const;
  const decided = { kind: 'decided', decision: { asking: 1, verdict: 'bad', by: ['Ana'] } as unknown as Decision } as const;
  const timeline = [asked, decided].map((happening, index) => ({ seq: index + 1, at: 0, ...happening }));
  const board = { ...signOff, questions: [{ ...signOff.questions[0]!, asking: 2 }], timeline };
  const by = "refused (NotOpen): question 1 is decided: 'bad', by Ana; ";

  test.each<[string, readonly string[], Board, string]>([
    [
      'late, of the same verdict',
      ['bad', '--as', 'Ivo'],
      board,
      'what is asked now is another thing, question 2 (accept or reject): Sign off',
    ],
    ['late, of the other verdict', ['false-alarm', '--as', 'Ivo'], board, 'what is asked now is another thing, question 2'],
    ['to it by its number', ['accept', '--as', 'Ivo', '--asking', '1'], board, 'open now: 2'],
    ['when nothing is asked', ['bad', '--as', 'Ivo'], { ...board, questions: [] }, 'nothing is asked now'],
  ])('%s, is told who decided what, and is not pointed at another question', async (_what, args, shown, then) => {
    const ran = await decide(args, { board: shown });
    expect(ran).toMatchObject({ code: 1, sent: [], out: '', err: expect.stringContaining(`${by}${then}`) });
  });

  test('a word that nobody ever offered is only that', async () => {
    expect((await decide(['maybe', '--as', 'Ivo'], { board })).err).toContain("refused (NoSuchVerdict): 'maybe' is not offered");
  });
});

test('among several questions one is named, or the call is wrong', async () => {
  const board = { ...waitingForConfirmation, questions: [...waitingForConfirmation.questions, { ...signOff.questions[0]!, asking: 2 }] };
  expect(await decide(['bad', '--as', 'Ana'], { board })).toMatchObject({
    code: 2,
    sent: [],
    err: expect.stringContaining('--asking 1 or --asking 2'),
  });
  expect((await decide(['bad', '--as', 'Ana', '--asking', '1'], { board })).sent[0]?.asking).toBe(1);
  expect((await decide(['accept', '--as', 'Ivo', '--asking', '2'], { board })).sent[0]?.asking).toBe(2);
});

test('on a terminal nothing is sent without a y; --yes asks nothing', async () => {
  const asked: string[] = [];
  const saying = (yes: boolean): World => ({ dependencies: { isTerminal: true, confirm: async (text) => (asked.push(text), yes) } });
  expect(await decide(['bad', '--as', 'Ana'], saying(false))).toMatchObject({
    code: 1,
    sent: [],
    err: expect.stringContaining('nothing was sent'),
  });
  expect((await decide(['bad', '--as', 'Ana'], saying(true))).sent).toHaveLength(1);
  expect(asked).toEqual(["Sign and send 'bad'? [y/N] ", "Sign and send 'bad'? [y/N] "]);
  expect((await decide(['bad', '--as', 'Ana', '--yes'], saying(false))).sent).toHaveLength(1);
});

test.each<[readonly string[], 1 | 2, RegExp]>([
  [['bad'], 2, /--key FILE .* --as NAME/],
  [['bad', '--as', 'Eve'], 1, /no key for Eve at .*keys\/eve: there are keys for .*ana/],
  [['bad', '--as', '../ana'], 2, /not a person's name/],
  [['bad', '--key', '/nowhere/id'], 1, /cannot read the key \/nowhere\/id/],
  [['bad', '--signature', 'x'], 2, /does not end in \.sig/],
  [['bad', '--signature', '/nowhere/x.sig'], 1, /cannot read \/nowhere\/x.*ENOENT/],
])('%j cannot sign: exit code %i and what to do', async (args, code, why) => {
  expect(await decide(args)).toMatchObject({ code, sent: [], err: expect.stringMatching(why) });
});

describe('signed by hand', () => {
  const written = async (name: string, text: string, namespace: string = decisionNamespace, signer = keys.ana): Promise<string> => {
    const path = join(home, name);
    await writeFile(path, text);
    await writeFile(`${path}.sig`, signWith(readPrivateKey(signer.privateKey), Buffer.from(text), namespace));
    return `${path}.sig`;
  };
  const printed = async (args: readonly string[] = []): Promise<string> =>
    (await decide(['bad', '--note', 'by hand', '--print', ...args])).out;

  test('--print writes the exact bytes and sends nothing; the signature over them counts', async () => {
    const text = await printed();
    const ran = await decide(['bad', '--signature', await written('answer.json', text)]);
    expect(ran).toMatchObject({ code: 0, sent: [{ note: 'by hand', nonce: (JSON.parse(text) as { nonce: string }).nonce }] });
    expect(checkAnswer(question, ran.sent[0], people)).toHaveProperty('person.name', 'Ana');
    expect((await readFile(join(home, 'answer.json'), 'utf8')).endsWith('\n')).toBe(false);
  });

  test('anything changed in between is refused before it is sent', async () => {
    const text = await printed();
    const path = await written('one.json', text);
    expect(await decide(['false-alarm', '--signature', path])).toMatchObject({
      code: 1,
      sent: [],
      err: expect.stringContaining('about verdict bad, not false-alarm'),
    });
    expect((await decide(['bad', '--signature', await written('two.json', `${text}\n`)])).err).toContain('change nothing in between');
    expect((await decide(['bad', '--signature', await written('three.json', 'hello')])).err).toContain('change nothing in between');
    expect((await decide(['bad', '--signature', await written('four.json', text, 'file')])).err).toContain('refused (WrongNamespace)');
    expect((await decide(['bad', '--signature', await written('five.json', text, decisionNamespace, keys.ivo)])).err).toContain(
      'refused (FourEyes)',
    );
    await writeFile(join(home, 'one.json'), text.replace('by hand', 'by foot'));
    expect((await decide(['bad', '--signature', path])).err).toContain('refused (BadSignature)');
  });

  test('a plan that changed meanwhile is refused, with and without a roster', async () => {
    const path = await written('plan.json', await printed());
    const [first] = waitingForConfirmation.questions;
    const board = {
      ...waitingForConfirmation,
      questions: [{ ...first!, plan: { ...first!.plan, bad: { ...first!.plan['bad']!, after: 'something else' } } }],
    };
    for (const connection of [{ people }, { people: [] }]) {
      expect(await decide(['bad', '--signature', path], { board, connection })).toMatchObject({
        code: 1,
        sent: [],
        err: expect.stringContaining('refused (PlanChanged)'),
      });
    }
  });
});

test('what is told before signing cannot drive the terminal, and the digest still covers the words as they came', async () => {
  const [first] = waitingForConfirmation.questions;
  const plan = { ...first!.plan, bad: { ...first!.plan['bad']!, after: 'moved\u001b[1Aaway' } };
  const ran = await decide(['bad', '--as', 'Ana'], { board: { ...waitingForConfirmation, questions: [{ ...first!, plan }] } });
  expect(ran.err).toContain('moved\\x1b[1Aaway');
  expect(ran.err).not.toContain('\u001b');
  expect(ran.sent[0]?.plan).toBe(planDigest(plan));
});
