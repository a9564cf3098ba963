import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { checkStart } from '../../contracts/signed-start.ts';
import { noon, waitingForConfirmation } from './boards.ts';
import { holdfast, keys, people, type World } from './fake-world.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-start-'));
  await writeFile(join(folder, 'ana'), keys.ana.privateKey, { mode: 0o600 });
});
afterAll(() => rm(folder, { recursive: true }));

const start = (args: readonly string[], world: World = {}) =>
  holdfast(
    [
      'start',
      'bad-pack-rollback',
      '--why',
      'wrong rules',
      '--scope',
      'acme/production/channel/au-nsw',
      '--key',
      join(folder, 'ana'),
      ...args,
    ],
    world,
  );

test('a start is signed by a person of the roster, and says how to watch it', async () => {
  const ran = await start([]);
  expect(ran).toMatchObject({
    code: 0,
    out: `started ${waitingForConfirmation.incident} (production~acme~bad-pack-rollback~channel~au-nsw)\nwatch it: holdfast show ${waitingForConfirmation.incident} --watch\n`,
  });
  expect(ran.started).toHaveLength(1);
  expect(checkStart(ran.started[0], people, noon)).toEqual({ person: { name: 'Ana', roles: ['on-call'] } });
  expect(ran.started[0]).toMatchObject({ runbook: 'bad-pack-rollback', why: 'wrong rules', at: '2026-07-01T12:00:00.000Z' });
});

test('its short id is waited for, and while no worker answers the workflow id has to do', async () => {
  const names = ['', '', 'INC-7Q2M4K'];
  const board = async () => ({ ...waitingForConfirmation, incident: names.shift() ?? '' });
  expect((await start([], { incidents: { board } })).out).toContain('show INC-7Q2M4K --watch');
  const away = { board: async () => Promise.reject(new Error('Temporal did not show the board')) };
  expect(await start([], { incidents: away })).toMatchObject({
    code: 0,
    out: expect.stringContaining('show production~acme~bad-pack-rollback~channel~au-nsw --watch'),
  });
});

test('a scope that is none, and a start without a reason, are wrong calls', async () => {
  expect(await start(['--scope', 'acme/production'])).toMatchObject({
    code: 2,
    started: [],
    err: expect.stringContaining('TENANT/ENVIRONMENT/KIND/NAME'),
  });
  expect(await start(['--why', ' '])).toMatchObject({ code: 2, started: [], err: expect.stringContaining('--why') });
});

test('a stranger is refused here, and of a scope being worked already it is said by which incident', async () => {
  expect(await start([], { connection: { people: people.slice(1) } })).toMatchObject({
    code: 1,
    started: [],
    err: expect.stringContaining('refused (UnknownKey)'),
  });
  expect(await start([], { incidents: { start: async () => null } })).toMatchObject({
    code: 1,
    err: 'holdfast: INC-7Q2M4K works on acme/production/channel/au-nsw already (bad-pack-rollback): look at it with holdfast show INC-7Q2M4K\n',
  });
});
