import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkStatement } from '../../contracts/signed-statement.ts';
import { minutes } from '../../domain/time.ts';
import { closed, noon, signOff } from './boards.ts';
import { holdfast, keys, people, type World } from './fake-world.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-stating-'));
  await mkdir(join(folder, 'keys'));
  for (const file of ['ana', 'keys/ana']) await writeFile(join(folder, file), keys.ana.privateKey, { mode: 0o600 });
});
afterAll(() => rm(folder, { recursive: true }));

const run = (args: readonly string[], world: World = {}) => holdfast([...args, '--key', join(folder, 'ana')], world);
const signedByAna = { person: { name: 'Ana', roles: ['on-call'] } };
const refused = { refused: { code: 'WrongRole', message: 'it takes on-call' } } as const;
const at = '2026-07-01T12:00:00.000Z';

describe('a statement about an incident', () => {
  test('is signed over the short id, whatever the incident was called by, and what became of it is said (BK-E5)', async () => {
    const ran = await run(['note', 'production~acme~bad-pack-rollback~channel~au-nsw', 'told the desk']);
    expect(ran).toMatchObject({ code: 0, out: 'note is on the timeline\n', err: '' });
    expect(ran.stated).toMatchObject([{ kind: 'note', incident: 'INC-7Q2M4K', text: 'told the desk', at }]);
    expect(checkStatement(ran.stated[0], people, noon)).toEqual(signedByAna);
  });

  test('may give another severity, with a reason', async () => {
    const ran = await run(['severity', 'INC-7Q2M4K', 'SEV-2', '--why', 'two readers only']);
    expect(ran).toMatchObject({ code: 0, stated: [{ kind: 'severity', severity: 'SEV-2', text: 'two readers only' }] });
    expect(checkStatement(ran.stated[0], people, noon)).toEqual(signedByAna);
    expect(await run(['severity', 'INC-7Q2M4K', 'sev-2', '--why', 'x'])).toMatchObject({ code: 0, stated: [{ severity: 'SEV-2' }] });
  });

  test('that says nothing, or of nobody, is a wrong call', async () => {
    for (const args of [
      ['note', 'INC-7Q2M4K', ' '],
      ['severity', 'INC-7Q2M4K', 'SEV-2', '--why', ''],
    ])
      expect(await run(args)).toMatchObject({ code: 2, stated: [], calls: [] });
    expect(await holdfast(['note', 'INC-7Q2M4K', 'x'])).toMatchObject({ code: 2, stated: [], err: expect.stringContaining('--key FILE') });
  });

  test('after the end is refused with where the record is; while an ended incident still asks, it judges for itself', async () => {
    const where = 'refused (NotOpen): INC-7Q2M4K has ended (closed: au-nsw is back on 2026.07.1; signed off by Ivo): nothing is asked';
    expect(await run(['note', 'INC-7Q2M4K', 'x'], { board: closed })).toMatchObject({
      code: 1,
      stated: [],
      err: expect.stringMatching(/ The record is \/vault\/INC-7Q2M4K\n$/),
    });
    expect((await run(['note', 'INC-7Q2M4K', 'x'], { board: closed })).err).toContain(where);
    const asking = { ...closed, questions: signOff.questions };
    expect(await run(['note', 'INC-7Q2M4K', 'x'], { board: asking })).toMatchObject({ code: 0, stated: [{ kind: 'note' }] });
  });

  test('of a stranger is refused here, and what the incident refuses is said with its code', async () => {
    expect(await run(['note', 'INC-7Q2M4K', 'x'], { connection: { people: people.slice(1) } })).toMatchObject({
      code: 1,
      stated: [],
      err: expect.stringContaining('refused (UnknownKey)'),
    });
    const said = await run(['severity', 'INC-7Q2M4K', 'SEV-1', '--why', 'x'], { incidents: { state: async () => refused } });
    expect(said).toMatchObject({ code: 1, out: '', err: 'holdfast: refused (WrongRole): it takes on-call\n' });
  });
});

describe('stop', () => {
  const inForce = { until: noon + minutes(90), by: 'Dee', why: 'moving' };
  const stopped = { incidents: { stopped: async () => inForce } };

  test('alone says whether automatic containment is stopped, needs no key, and sends nothing', async () => {
    expect(await holdfast(['stop'])).toMatchObject({ code: 0, out: 'Automatic containment is not stopped.\n', stated: [] });
    expect((await holdfast(['stop'], stopped)).out).toMatch(/^! AUTOMATIC CONTAINMENT IS STOPPED until 13:30:00 UTC, by Dee: moving/);
    expect(JSON.parse((await holdfast(['stop', '--json'], stopped)).out)).toEqual({ stopped: inForce });
    expect(JSON.parse((await holdfast(['stop', '--json'])).out)).toEqual({ stopped: null });
  });

  test('for a while is signed, ends by itself, and says how to lift it', async () => {
    const ran = await run(['stop', '--for', '2h', '--why', 'moving']);
    expect(ran).toMatchObject({ code: 0, out: expect.stringMatching(/^stopped until 2026-07-01T14:00:00.000Z\n.*holdfast stop --lift/) });
    expect(ran.stated).toMatchObject([{ kind: 'stop', until: '2026-07-01T14:00:00.000Z', text: 'moving', at }]);
    expect(checkStatement(ran.stated[0], people, noon)).toEqual(signedByAna);
  });

  test('says how to lift it by a command that works as it stands: signed and connected as this one', async () => {
    const { out } = await run(['stop', '--for', '2h', '--why', 'moving', '--config', 'their site.yaml']);
    const words = / (stop --lift --why TEXT --key .*)\n/.exec(out)?.[1] ?? '';
    expect(words).toBe(`stop --lift --why TEXT --key ${join(folder, 'ana')} --config 'their site.yaml'`);
    expect(await holdfast(words.split(' ').slice(0, 6), stopped)).toMatchObject({
      code: 0,
      stated: [{ kind: 'stop', text: 'TEXT', until: at }],
    });
    const home = { dependencies: { env: { HOLDFAST_HOME: folder } } };
    expect((await holdfast(['stop', '--for', '2h', '--why', 'x', '--as', 'Ana'], home)).out).toContain('--why TEXT --as Ana\n');
  });

  test('says whose stop it replaced, or lifted', async () => {
    const whose = 'the stop of Dee until 2026-07-01T13:30:00.000Z: moving\n';
    expect((await run(['stop', '--for', '2h', '--why', 'x'], stopped)).out).toContain(`\nIt replaces ${whose}`);
    expect((await run(['stop', '--lift', '--why', 'x'], stopped)).out).toContain(`\nLifted ${whose}`);
    expect((await run(['stop', '--lift', '--why', 'x'], stopped)).out).toMatch(
      /\nWhat it made incidents ask still waits for an answer: .* incidents/,
    );
    expect((await run(['stop', '--for', '2h', '--why', 'x'])).out).not.toContain('replaces');
  });

  test('is lifted by a signed stop whose time has passed; where nothing is stopped, nothing is sent', async () => {
    const ran = await run(['stop', '--lift', '--why', 'moved'], stopped);
    expect(ran).toMatchObject({ code: 0, stated: [{ kind: 'stop', until: at, text: 'moved', at }] });
    expect(checkStatement(ran.stated[0], people, noon)).toEqual(signedByAna);
    expect(await run(['stop', '--lift', '--why', 'moved'])).toMatchObject({
      code: 0,
      stated: [],
      out: expect.stringMatching(/nothing to lift/),
    });
  });

  test.each([
    ['without a reason', ['--for', '2h']],
    ['with an empty reason', ['--for', '2h', '--why', ' ']],
    ['lifted without a reason', ['--lift']],
    ['of no time', ['--for', '0h', '--why', 'x']],
    ['of more than a day', ['--for', '25h', '--why', 'x']],
    ['both ways', ['--for', '2h', '--lift', '--why', 'x']],
    ['with a reason for nothing', ['--why', 'x']],
  ])('%s is a wrong call', async (_what, args) => {
    expect(await run(['stop', ...args])).toMatchObject({ code: 2, out: '', stated: [], calls: [] });
  });

  test('of a stranger is refused here, and a refusal is said with its code', async () => {
    const args = ['stop', '--for', '2h', '--why', 'x'];
    expect(await run(args, { connection: { people: people.slice(1) } })).toMatchObject({
      code: 1,
      stated: [],
      err: expect.stringContaining('refused (UnknownKey)'),
    });
    expect(await run(args, { incidents: { stop: async () => refused } })).toMatchObject({
      code: 1,
      out: '',
      err: 'holdfast: refused (WrongRole): it takes on-call\n',
    });
  });
});
