import { afterEach, expect, test } from '@jest/globals';
import { signStatement } from '../../contracts/signed-statement.ts';
import { newKeyPair, readPrivateKey } from '../../contracts/sshsig.ts';
import { stopWorkflowId, stopWorkflowType } from '../../contracts/stop.ts';
import { TemporalIncidents } from '../../contracts/temporal-incidents.ts';
import { hours, minutes } from '../../domain/time.ts';
import {
  ana,
  client,
  delivered,
  end,
  firing,
  freshName,
  gateway,
  get,
  idOf,
  logged,
  pat,
  startTinyWorld,
  taskQueue,
  token,
} from './tiny/tiny-world.ts';

startTinyWorld();
const keys = { ana: readPrivateKey(ana.privateKey), pat: readPrivateKey(pat.privateKey) };
const iso = (after: number) => new Date(Date.now() + after).toISOString();
const signed = () => ({ at: iso(0), nonce: `nonce-${freshName()}` });
const stopFor = (time: number, over: object = {}, key = keys.ana) =>
  signStatement({ kind: 'stop' as const, until: iso(time), text: 'platform at work', ...signed(), ...over }, key);
const send = async (statement: object) => {
  const answer = await gateway().inject({ method: 'POST', url: '/stop', payload: statement });
  return [answer.statusCode, answer.json<{ counted?: string; code?: string }>()] as const;
};

test('the workflow of the stop is no incident: its id is not found, though it runs', async () => {
  expect(await send(stopFor(hours(1)))).toMatchObject([200, {}]);
  const answer = await gateway().inject({ url: `/incidents/${encodeURIComponent(stopWorkflowId)}` });
  expect([answer.statusCode, answer.json()]).toEqual([404, expect.objectContaining({ code: 'NotFound' })]);
});

afterEach(async () => {
  await client()
    .workflow.getHandle(stopWorkflowId)
    .terminate('the test is over')
    .catch(() => undefined); // it may have ended
});

test('a signed stop is in force at once, stands on every board, is replaced by another and lifted by one that has passed', async () => {
  const name = freshName();
  await delivered([firing(name)]);
  expect(await get('/stop')).toEqual({ stopped: null });
  const first = stopFor(hours(1));
  expect(await send(first)).toEqual([200, { counted: `automatic containment is stopped until ${first.until}` }]);
  const inForce = { until: Date.parse(first.until), by: 'Ana', why: 'platform at work' };
  expect(await get('/stop')).toEqual({ stopped: inForce });
  expect(await get(`/incidents/${encodeURIComponent(idOf(name))}`)).toMatchObject({ stopped: inForce });
  expect(await send(first)).toMatchObject([409, { code: 'NonceUsed' }]);
  const second = stopFor(hours(2));
  expect(await send(second)).toMatchObject([200, {}]);
  expect(await get('/stop')).toMatchObject({ stopped: { until: Date.parse(second.until) } });
  expect(await send(stopFor(0, { text: 'done' }))).toEqual([200, { counted: 'automatic containment goes on' }]);
  expect(await get('/stop')).toEqual({ stopped: null });
  expect(await get(`/incidents/${encodeURIComponent(idOf(name))}`)).toMatchObject({ stopped: null });
  expect(await send(stopFor(0, { text: 'nothing is stopped' }))).toEqual([200, { counted: 'automatic containment goes on' }]);
});

test('a stop that may not be is refused with its code, whether it is the first or the next', async () => {
  const stranger = readPrivateKey(newKeyPair('eve').privateKey);
  const bad = () =>
    [
      [stopFor(hours(1), {}, stranger), 403, 'UnknownKey'],
      [{ ...stopFor(hours(1)), text: 'something else' }, 403, 'BadSignature'],
      [stopFor(hours(1), { at: iso(-minutes(11)) }), 409, 'TooOld'],
      [stopFor(hours(1), {}, keys.pat), 403, 'WrongRole'],
      [stopFor(hours(25)), 409, 'Malformed'],
      [{ ...stopFor(hours(1)), more: 1 }, 400, 'MalformedRequest'],
      [{ ...stopFor(hours(1)), text: ' ' }, 400, 'MalformedRequest'],
    ] as const;
  for (const [statement, status, code] of bad()) expect(await send(statement)).toMatchObject([status, { code }]);
  expect(await get('/stop')).toEqual({ stopped: null });
  const stop = stopFor(hours(1));
  await send(stop);
  for (const [statement, status, code] of bad()) expect(await send(statement)).toMatchObject([status, { code }]);
  expect(await get('/stop')).toMatchObject({ stopped: { until: Date.parse(stop.until), by: 'Ana' } });
});

test('past the gateway, a worker checks the signature itself', async () => {
  const incidents = new TemporalIncidents(client(), { taskQueue });
  expect(await incidents.stop({ ...stopFor(hours(1)), text: 'forged' })).toMatchObject({ refused: { code: 'BadSignature' } });
  expect(await incidents.stopped()).toBeNull();
  await incidents.stop(stopFor(hours(1)));
  expect(await incidents.stop({ ...stopFor(0), text: 'forged' })).toMatchObject({ refused: { code: 'BadSignature' } });
  expect(await incidents.stopped()).toMatchObject({ by: 'Ana' });
});

test('a stop that no worker has checked counts as one, and whoever sent it is told to look', async () => {
  const nobody = new TemporalIncidents(client(), { taskQueue: 'nobody', patience: 200 });
  await expect(nobody.stop(stopFor(hours(1)))).rejects.toThrow(/no worker has checked the stop yet/);
  expect(await nobody.stopped()).toMatchObject({ by: 'somebody', why: expect.stringMatching(/not checked yet/) });
  await expect(nobody.stop(stopFor(hours(1)))).rejects.toThrow(/no worker has checked the stop yet/);
});

test('a workflow of another type that has the id of the stop is not taken for one: it is said, and containment asks first', async () => {
  const memo = { stop: { until: Date.now() - 1, by: 'Ana', why: 'forged' } };
  await client().workflow.start('somethingElse', { taskQueue: 'nobody', workflowId: stopWorkflowId, args: [], memo });
  const told = expect.stringMatching(/another type, somethingElse, runs under it.*terminate it/);
  expect(await send(stopFor(hours(1)))).toMatchObject([503, { code: 'ForeignWorkflow', detail: told }]);
  expect(await send(stopFor(0))).toMatchObject([503, { code: 'ForeignWorkflow' }]);
  expect(await get('/stop')).toMatchObject({ stopped: { by: 'somebody', why: told } });
  const incidents = new TemporalIncidents(client(), { taskQueue });
  await expect(incidents.stop(stopFor(hours(1)))).rejects.toThrow(/somethingElse/);
});

test('nor is one that has the id of an incident: no alert is given to it, and no board is asked of it', async () => {
  const workflowId = idOf(freshName());
  const name = workflowId.split('~').at(-1)!;
  const foreign = await client().workflow.start('somethingElse', { taskQueue: 'nobody', workflowId, args: [] });
  const headers = { authorization: `Bearer ${token}` };
  const deliver = () => gateway().inject({ method: 'POST', url: '/alerts/alertmanager', headers, payload: { alerts: [firing(name)] } });
  const answer = await deliver();
  expect([answer.statusCode, answer.json()]).toEqual([503, expect.objectContaining({ code: 'ForeignWorkflow' })]);
  expect(await get(`/incidents/${encodeURIComponent(workflowId)}`)).toMatchObject({ code: 'ForeignWorkflow', status: 503 });
  expect(logged.join()).toContain('a foreign workflow is in the way');
  await foreign.terminate('the test is over');
  expect((await deliver()).json()).toMatchObject({ results: [{ outcome: 'started' }] }); // what came again is worked
});

test('two stops that come at once both count, one after the other', async () => {
  const at = iso(0); // signed at once too: one that was overtaken on its way shortens none
  const answers = await Promise.all([1, 2, 3].map((count) => send(stopFor(hours(count), { at }))));
  expect(answers.map(([status]) => status)).toEqual([200, 200, 200]);
  expect(await get('/stop')).toMatchObject({ stopped: { by: 'Ana' } });
});

test('what was begun in its name and fails leaves nothing stopped', async () => {
  const handle = await client().workflow.start(stopWorkflowType, { taskQueue, workflowId: stopWorkflowId, args: [{ kind: 'stop' }] });
  await expect(handle.result()).rejects.toThrow(/execution failed/);
  expect(await get('/stop')).toEqual({ stopped: null });
});

test('statements about an incident are answered as decisions are: 200, 403, 409 with the code, 404', async () => {
  const name = freshName();
  await delivered([firing(name)]);
  const said = (over: object) =>
    signStatement({ kind: 'note' as const, incident: 'INC-1', text: 'I look', ...signed(), ...over }, keys.ana);
  const state = async (id: string, statement: object) => {
    const answer = await gateway().inject({ method: 'POST', url: `/incidents/${encodeURIComponent(id)}/statements`, payload: statement });
    return [answer.statusCode, answer.json<object>()] as const;
  };
  expect(await state(idOf(name), said({}))).toEqual([200, { counted: 'Ana noted it' }]);
  const waiver = (code: string) => said({ kind: 'waiver', field: 'impact', text: code });
  expect(await state(idOf(name), waiver('WrongRole'))).toMatchObject([403, { code: 'WrongRole' }]);
  expect(await state(idOf(name), waiver('NonceUsed'))).toMatchObject([409, { code: 'NonceUsed' }]);
  expect(await state(idOf(name), { ...said({}), kind: 'severity' })).toMatchObject([400, { code: 'MalformedRequest' }]);
  expect(await state(idOf(name), { ...said({}), more: 1 })).toMatchObject([400, { code: 'MalformedRequest' }]);
  expect(await state(idOf('never'), said({}))).toMatchObject([404, { code: 'NotFound' }]);
  await end(name, 'closed');
  expect(await state(idOf(name), said({}))).toMatchObject([409, { code: 'NotOpen' }]);
});
