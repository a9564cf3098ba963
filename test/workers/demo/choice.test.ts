import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { choice } from '../../../workers/demo/choice.ts';

const question = { verdicts: { bad: ['on-call'], 'false-alarm': ['on-call'] } } as const;
const nobodyLeft = new AbortController().signal;

function terminal() {
  const input = new PassThrough();
  const output = new PassThrough();
  let said = '';
  output.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return { input, output, said: () => said };
}

test('a question that is answered in another window is asked no longer', async () => {
  const { input, output, said } = terminal();
  const looks = [false, new Error('Temporal is away'), true];
  const settled = async (): Promise<boolean> => {
    const look = looks.shift()!;
    if (typeof look !== 'boolean') throw look;
    return look;
  };
  expect(await choice(question, 'Ana', { left: nobodyLeft, settled, input, output })).toBeNull();
  expect(looks).toEqual([]);
  expect(said().trim()).toBe('You are Ana. Answer bad or false-alarm [bad]:');
  expect(said().endsWith('\n')).toBe(true);
});

test('what is no answer is asked again, and an empty line is the first one', async () => {
  const { input, output, said } = terminal();
  const settled = async (): Promise<boolean> => false;
  const chosen = choice(question, 'Ana', { left: nobodyLeft, settled, input, output });
  output.on('data', (chunk: Buffer) => {
    if (chunk.includes('Nothing was sent')) setImmediate(() => input.write('false-alarm\n'));
  });
  input.write('wrong\n');
  expect(await chosen).toBe('false-alarm');
  expect(said()).toContain("'wrong' is not one of the answers. Nothing was sent.");
  const other = terminal();
  const next = choice(question, 'Ana', { left: nobodyLeft, settled, input: other.input, output: other.output });
  other.input.write('\n');
  expect(await next).toBe('bad');
});

test('who leaves ends it with an error', async () => {
  const { input, output } = terminal();
  const left = new AbortController();
  const chosen = choice(question, 'Ana', { left: left.signal, settled: async () => false, input, output });
  left.abort();
  await expect(chosen).rejects.toThrow('aborted');
});
