import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decisionNamespace, readPrivateKey, signWith } from '../../contracts/sshsig.ts';
import type { Board } from '../../domain/board.ts';
import type { Effect } from '../../domain/decisions.ts';
import { triagePlan } from '../../workflows/triage/plans.ts';
import { waitingForConfirmation } from './boards.ts';
import { holdfast, keys } from './fake-world.ts';

const scope = { tenant: 'acme', environment: 'production', kind: 'channel', name: 'au-nsw' } as const;
const [question] = waitingForConfirmation.questions;
const seats = { 'bad-pack-rollback': ['on-call'], 'no-incident': ['on-call'] };
/** What triage asks (BK-A8) of an alert that names a scope, or none. */
const triage = (suggested?: typeof scope): Board => ({
  ...waitingForConfirmation,
  questions: [{ ...question!, notBy: [], verdicts: seats, plan: triagePlan(suggested) as Readonly<Record<string, Effect>> }],
});

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-scope-'));
  await writeFile(join(folder, 'ana'), keys.ana.privateKey, { mode: 0o600 });
});
afterAll(() => rm(folder, { recursive: true }));

const decide = (board: Board, verdict: string, args: readonly string[]) =>
  holdfast(['decide', 'INC-7Q2M4K', verdict, '--key', join(folder, 'ana'), ...args], { board });

test('the command on the board has the note that the answer needs, where the alert names no scope and only there', async () => {
  const shown = async (board: Board) => (await holdfast(['show', 'INC-7Q2M4K'], { board })).out;
  expect(await shown(triage())).toContain('decide INC-7Q2M4K bad-pack-rollback --as Ana --note TENANT/ENVIRONMENT/KIND/NAME\n');
  expect(await shown(triage())).toContain('decide INC-7Q2M4K no-incident --as Ana\n');
  expect(await shown(triage(scope))).toContain('decide INC-7Q2M4K bad-pack-rollback --as Ana\n');
});

test.each([
  ['no note', [], 'say what it is about: the note has to begin with a scope'],
  ['the scope later in it', ['--note', 'rules of acme/production/channel/au-nsw'], 'say what it is about'],
  ['what the board prints, word for word', ['--note', 'TENANT/ENVIRONMENT/KIND/NAME'], "'KIND' is not a kind of scope"],
])('an answer that needs a scope is a wrong call with %s, and nothing is sent', async (_what, args, why) => {
  for (const more of [[], ['--print']])
    expect(await decide(triage(), 'bad-pack-rollback', [...args, ...more])).toMatchObject({
      code: 2,
      out: '',
      sent: [],
      err: expect.stringContaining(why),
    });
});

test('where the alert names one, no note is needed, but one that is mistyped is refused', async () => {
  expect(await decide(triage(scope), 'bad-pack-rollback', [])).toMatchObject({ code: 0, sent: [{ note: '' }] });
  expect(await decide(triage(scope), 'bad-pack-rollback', ['--note', 'acme/au-nsw'])).toMatchObject({ code: 2, sent: [] });
  expect(await decide(triage(), 'bad-pack-rollback', ['--note', 'acme/production/channel/au-nsw seen'])).toMatchObject({ code: 0 });
  expect(await decide(triage(), 'no-incident', [])).toMatchObject({ code: 0, sent: [{ verdict: 'no-incident' }] });
});

test('of an answer that was signed by hand, the note that was signed counts', async () => {
  const note = 'acme/production/channel/au-nsw seen';
  const { out } = await decide(triage(), 'bad-pack-rollback', ['--note', note, '--print']);
  const file = join(folder, 'answer.json');
  const sign = async (text: string) => {
    await writeFile(file, text);
    await writeFile(`${file}.sig`, signWith(readPrivateKey(keys.ana.privateKey), Buffer.from(text), decisionNamespace));
    return holdfast(['decide', 'INC-7Q2M4K', 'bad-pack-rollback', '--signature', `${file}.sig`], { board: triage() });
  };
  expect(await sign(out)).toMatchObject({ code: 0, sent: [{ note }] });
  expect(await sign(out.replace(note, 'seen'))).toMatchObject({ code: 2, sent: [], err: expect.stringContaining('say what it is about') });
});
