import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { buildProgram } from '../../cli/program.ts';
import { ConfigurationError } from '../../contracts/configuration-error.ts';
import { rollingBack } from './boards.ts';
import { holdfast } from './fake-world.ts';

const nothing = {} as Parameters<typeof buildProgram>[0];
const commands = buildProgram({ ...nothing, out: () => undefined, err: () => undefined }).commands;
const page = readFileSync('docs/cli.md', 'utf8');

test('the commands are those of the interface, in the order of the manual', () => {
  const names = [
    'demo',
    'up',
    'serve',
    'incidents',
    'show',
    'doctor',
    'start',
    'decide',
    'note',
    'severity',
    'stop',
    'verify',
    'record',
    'attach',
    'keys',
    'log',
  ];
  expect(commands.map((command) => command.name())).toEqual(names);
});

describe.each(commands.map((command) => [command.name(), command] as const))('%s', (name, command) => {
  test('has a help with an example that the command itself takes', async () => {
    const { code, out } = await holdfast([name, '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`Example:\n  \\$ holdfast ${name}`));
  });

  test('stands in docs/cli.md with every option, and no other', () => {
    const section = page.split(/^## /m).find((part) => part.startsWith(`\`holdfast ${name}`)) ?? '';
    const documented = [...section.matchAll(/^\| `(--[a-z]+[^`]*)`/gm)].map(([, flags]) => flags);
    expect(new Set(documented)).toEqual(new Set(command.options.map(({ flags }) => flags)));
    for (const argument of command.registeredArguments) expect(section.split('\n')[0]).toContain(argument.name().toUpperCase());
  });
});

test('the list of commands is no wider than a terminal, and help after a wrong call names its example as it is called here', async () => {
  const { out } = await holdfast(['--help']);
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  const env = { npm_package_name: 'holdfast', npm_lifecycle_event: 'holdfast' };
  for (const args of [[], ['keys']]) expect((await holdfast(args, { dependencies: { env } })).err).toContain('$ npm run holdfast -- ');
});

test('it says which version it is', async () => {
  expect(await holdfast(['--version'])).toMatchObject({ code: 0, out: 'holdfast 1.2.3\n', err: '' });
});

test('docs/cli.md describes no command that does not exist', () => {
  const documented = [...page.matchAll(/^## `holdfast ([a-z]+)/gm)].map(([, name]) => name);
  expect(documented).toEqual(commands.map((command) => command.name()));
});

test.each([
  [[]],
  [['fly']],
  [['show']],
  [['show', 'INC-1', '--loud']],
  [['serve', '--only', 'half']],
  [['start', 'no-such-runbook', '--scope', 'a/b/channel/c', '--why', 'x']],
  [['decide', 'INC-1', 'bad', '--asking', 'two']],
  [['note', 'INC-1']],
  [['severity', 'INC-1', 'SEV-9', '--why', 'x']],
  [['severity', 'INC-1', 'SEV-2']],
  [['stop', '--for', '2 hours', '--why', 'x']],
  [['record', 'no-such-kind']],
])('a wrong call %j is exit code 2, with the reason on stderr and nothing on stdout', async (args) => {
  const ran = await holdfast(args);
  expect(ran).toMatchObject({ code: 2, out: '', calls: [] });
  expect(ran.err).not.toBe('');
});

test.each([
  ['decide', [], '<incident> <verdict> (--key FILE | --as NAME | --signature FILE | --print) [options]'],
  ['severity', [], '<incident> <severity> --why TEXT (--key FILE | --as NAME) [options]'],
  ['start', [], '<runbook> --scope TENANT/ENVIRONMENT/KIND/NAME --why TEXT (--key FILE | --as NAME) [options]'],
  ['note', ['INC-1'], '<incident> <text> (--key FILE | --as NAME) [options]'],
  ['attach', ['INC-1'], '<incident> <file> (--key FILE | --as NAME) [options]'],
  ['verify', ['x'], '<directory> --key FILE [options]'],
  ['log check', ['--loud'], '[options]'],
])('a wrong call of %s says how it is called, with all that it must have', async (name, args, usage) => {
  const { err } = await holdfast([...name.split(' '), ...args]);
  expect(err).toMatch(/^holdfast: [^\n]+\n/);
  expect(err).toContain(`\nUsage: holdfast ${name} ${usage}\nMore, with an example: holdfast ${name} --help\n`);
});

test('a verdict that is left out is a wrong call, which says what may be answered', async () => {
  expect(await holdfast(['decide', 'INC-7Q2M4K'])).toMatchObject({
    code: 2,
    out: '',
    sent: [],
    err: 'holdfast: say which verdict: question 1 takes bad or false-alarm. What each does: holdfast show INC-7Q2M4K\n',
  });
  expect((await holdfast(['decide', 'INC-7Q2M4K'], { board: rollingBack })).err).toContain('say which verdict; nothing is asked now');
});

test('demo, up and serve get their options and answer by exit code', async () => {
  expect(await holdfast(['demo', '--once'])).toMatchObject({ code: 0, calls: ['demo true'] });
  expect(await holdfast(['up'])).toMatchObject({ code: 0, calls: ['up'] });
  expect(await holdfast(['serve', '--only', 'gateway', '--config', 'x.yaml'])).toMatchObject({ code: 0, calls: ['serve gateway x.yaml'] });
  expect(await holdfast(['serve'])).toMatchObject({ code: 0, calls: ['serve null null'] });
  expect(await holdfast(['demo'], { dependencies: { demo: async () => 1 } })).toMatchObject({
    code: 1,
    err: expect.stringContaining('the demo'),
  });
});

test('an error is one line on stderr that cannot drive the terminal, and the exit code is 1', async () => {
  const connect = async (): Promise<never> => Promise.reject(new Error('no run is here:\nstart one with holdfast up \u001b[2J'));
  expect(await holdfast(['incidents'], { dependencies: { connect } })).toMatchObject({
    code: 1,
    out: '',
    err: 'holdfast: no run is here: start one with holdfast up \\x1b[2J\n',
  });
});

test('mistakes in holdfast.yaml are one a line, as editors link them, and cannot drive the terminal either', async () => {
  const problem = { file: 'holdfast.yaml', line: 12, column: 5, path: 'people[0].keys[0]', message: 'write an Ed25519 SSH public key' };
  const other = { ...problem, line: 14, path: 'sources', message: 'is\n\u001b[2J odd' };
  const connect = async (): Promise<never> => Promise.reject(new ConfigurationError([problem, other]));
  expect(await holdfast(['incidents'], { dependencies: { connect } })).toMatchObject({
    code: 1,
    out: '',
    err: 'holdfast.yaml:12:5 people[0].keys[0]: write an Ed25519 SSH public key\nholdfast.yaml:14:5 sources: is \\x1b[2J odd\n',
  });
});

test('the connection is let go of, also when the work fails', async () => {
  const board = async (): Promise<never> => Promise.reject(new Error('no worker'));
  expect((await holdfast(['show', 'INC-1', '--config', 'x.yaml'], { incidents: { board } })).calls).toEqual(['connect x.yaml', 'close']);
});
