import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { checkAnswer } from '../../contracts/signed-answer.ts';
import { refusalCodes, type Answer, type Question } from '../../domain/decisions.ts';
import { statementSeat } from '../../domain/statements.ts';
import { waitingForConfirmation } from './boards.ts';
import { holdfast } from './fake-world.ts';

const page = readFileSync('docs/signing.md', 'utf8');
const commands = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));
const question = waitingForConfirmation.questions[0] as Question;

const firstWords = (pattern: RegExp): readonly string[] => [...page.matchAll(pattern)].map(([, word = '']) => word).toSorted();

test('the page explains every code that there is, and no other', () => {
  expect(firstWords(/^\| `([A-Z]\w+)`/gm)).toEqual(refusalCodes.toSorted());
});

test('the page says of every statement that there is what is signed', () => {
  expect(firstWords(/^\| [^|]+ \| `(\w+)`: /gm)).toEqual(['start', ...Object.keys(statementSeat)].toSorted());
});

const missing = ['ssh-keygen', 'jq', 'sh'].filter((tool) => spawnSync(tool, ['-?']).error !== undefined);
if (missing.length > 0) process.stderr.write(`SKIPPED: the commands of docs/signing.md were not run: install ${missing.join(', ')}\n`);
(missing.length === 0 ? describe : describe.skip)('the commands of docs/signing.md, run as they stand', () => {
  const home = mkdtempSync(join(tmpdir(), 'holdfast-signing-'));
  afterAll(() => rmSync(home, { recursive: true }));
  const here = (text: string): string => text.replaceAll('~/', `${home}/`).replace(/^answer\.json/, `${home}/answer.json`);

  test('an answer signed by each way on the page counts, and the signatures verify', async () => {
    mkdirSync(join(home, '.ssh'));
    spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'ana', '-f', join(home, '.ssh', 'id_ed25519')]);
    const people = [{ name: 'Ana', roles: ['on-call'], keys: [readFileSync(join(home, '.ssh', 'id_ed25519.pub'), 'utf8').trim()] }];
    const sent: Answer[] = [];
    const troubles: string[] = [];
    for (const command of commands) {
      const [line = '', file] = command.startsWith('holdfast ') ? command.split(' > ') : [];
      if (!line) {
        const { status, stderr } = spawnSync('sh', ['-c', command], { cwd: home, env: { ...process.env, HOME: home }, encoding: 'utf8' });
        if (status !== 0) troubles.push(`${command}: ${stderr}`);
        continue;
      }
      const args = (line.match(/"[^"]*"|\S+/g) ?? []).slice(1).map((word) => here(word.replaceAll('"', '')));
      const ran = await holdfast(args, { connection: { people } });
      if (ran.code !== 0) troubles.push(`${command}: ${ran.err}`);
      if (file) writeFileSync(join(home, file), ran.out);
      sent.push(...ran.sent);
    }
    expect(troubles).toEqual([]);
    const byClient: unknown = JSON.parse(readFileSync(join(home, 'signed.json'), 'utf8'));
    expect(sent).toHaveLength(2);
    for (const answer of [...sent, byClient])
      expect(checkAnswer(question, answer, people)).toEqual({ person: { name: 'Ana', roles: ['on-call'] } });
  });
});
