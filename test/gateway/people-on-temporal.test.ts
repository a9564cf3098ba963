import { describe, expect, test } from '@jest/globals';
import { newKeyPair, readPrivateKey } from '../../contracts/sshsig.ts';
import { signAnswer } from '../../contracts/signed-answer.ts';
import { signStatement } from '../../contracts/signed-statement.ts';
import { signStart } from '../../contracts/signed-start.ts';
import { TemporalIncidents } from '../../contracts/temporal-incidents.ts';
import { incidentListSchema } from '../../gateway/incident-routes.ts';
import { temporalControls } from '../../targets/controls/temporal-controls.ts';
import { until } from '../support/until.ts';
import {
  ana,
  anotherGateway,
  client,
  delivered,
  end,
  firing,
  freshName,
  gateway,
  get,
  idOf,
  startTinyWorld,
  taskQueue,
} from './tiny/tiny-world.ts';

startTinyWorld();
const anaKey = readPrivateKey(ana.privateKey);

describe('people', () => {
  const answer = (verdict: string) => ({
    incident: 'INC-1',
    asking: 1,
    verdict,
    plan: `sha256:${'0'.repeat(64)}`,
    note: '',
    nonce: '12345678',
    signature: 'x',
  });
  const decide = (id: string, verdict: string) =>
    gateway().inject({ method: 'POST', url: `/incidents/${encodeURIComponent(id)}/decisions`, payload: answer(verdict) });

  test('see the list and the board, by the short id and by the workflow id', async () => {
    const name = freshName();
    await delivered([firing(name)]);
    const list = async () =>
      incidentListSchema.parse(await get('/incidents?open=true')).incidents.find(({ workflowId }) => workflowId === idOf(name));
    const line = await until(list, (seen) => seen?.incident != null);
    expect(line).toMatchObject({ runbook: 'bad-pack-rollback', scope: `acme/production/channel/${name}`, open: true, state: 'open' });
    const asked = Date.now();
    const byShortId = await get(`/incidents/${line!.incident!.toLowerCase()}`);
    expect(byShortId['now']).toBeGreaterThanOrEqual(asked); // the workflow's own clock stands still: here it says 0
    expect(byShortId).toEqual({ ...(await get(`/incidents/${encodeURIComponent(idOf(name))}`)), now: byShortId['now'] });
    expect(byShortId['incident']).toBe(line!.incident);
    await end(name, 'closed');
    const all = async () => incidentListSchema.parse(await get('/incidents')).incidents.find(({ workflowId }) => workflowId === idOf(name));
    expect(await until(all, (seen) => seen?.open === false)).toMatchObject({ state: 'closed', because: 'told to' });
    expect(await list()).toBeUndefined();
  });

  test('are answered 200 when counted, 403 when it is about who they are, 409 otherwise, with the code', async () => {
    const name = freshName();
    await delivered([firing(name)]);
    const counted = await decide(idOf(name), 'bad');
    expect([counted.statusCode, counted.json()]).toEqual([200, { counted: 'Ana counted for bad' }]);
    for (const code of ['UnknownKey', 'WrongNamespace', 'BadSignature', 'WrongRole', 'FourEyes']) {
      const refused = await decide(idOf(name), code);
      expect([refused.statusCode, refused.json()]).toEqual([403, expect.objectContaining({ code, status: 403, detail: 'no' })]);
    }
    for (const code of ['NotOpen', 'NoSuchVerdict', 'PlanChanged', 'NonceUsed', 'TooOld', 'Malformed']) {
      const refused = await decide(idOf(name), code);
      expect([refused.statusCode, refused.json()]).toEqual([409, expect.objectContaining({ code, status: 409 })]);
    }
    expect((await get(`/incidents/${encodeURIComponent(idOf(name))}`))['timeline']).toHaveLength(12);
  });

  test('who answer an incident that has ended are told that nothing is open, and of one that never was, 404', async () => {
    const name = freshName();
    await delivered([firing(name)]);
    await end(name, 'closed');
    expect((await decide(idOf(name), 'bad')).json()).toMatchObject({ code: 'NotOpen', status: 409 });
    expect((await decide(idOf('never'), 'bad')).json()).toMatchObject({ code: 'NotFound', status: 404 });
    expect((await decide('INC-NEVER', 'bad')).json()).toMatchObject({ code: 'NotFound', status: 404 });
    expect((await gateway().inject({ url: `/incidents/${encodeURIComponent("INC-1' OR '1'='1")}` })).json()).toMatchObject({
      code: 'NotFound',
      status: 404,
    });
  });

  test('cannot use an incident up who are on no roster: fifty of their answers and statements reach it, and whoever is on the roster still does', async () => {
    const name = freshName();
    await delivered([firing(name)]);
    const strangerKey = readPrivateKey(newKeyPair('mallory').privateKey);
    const { signature: _none, ...unsigned } = answer('bad');
    const note = { kind: 'note' as const, incident: 'INC-1', text: 'hello', at: new Date().toISOString(), nonce: 'nonce-0001' };
    const post = (what: string, payload: object) =>
      gateway().inject({ method: 'POST', url: `/incidents/${encodeURIComponent(idOf(name))}/${what}`, payload });
    const timeline = async () => (await get(`/incidents/${encodeURIComponent(idOf(name))}`))['timeline'];
    await Promise.all(Array.from({ length: 50 }, () => post('decisions', signAnswer(unsigned, strangerKey))));
    expect(await timeline()).toHaveLength(50);
    for (const refused of [
      await post('decisions', signAnswer(unsigned, strangerKey)),
      await post('statements', signStatement(note, strangerKey)),
    ])
      expect([refused.statusCode, refused.json()]).toEqual([403, expect.objectContaining({ code: 'UnknownKey' })]);
    expect((await post('decisions', answer('bad'))).json()).toMatchObject({ code: 'Malformed' });
    expect(await timeline()).toHaveLength(50);
    expect((await post('decisions', signAnswer(unsigned, anaKey))).json()).toEqual({ counted: 'Ana counted for bad' });
    expect((await post('statements', signStatement(note, anaKey))).json()).toEqual({ counted: 'Ana noted it' });
    expect(await timeline()).toHaveLength(52);
  });

  test('answer by signal too, and are told when there is nobody to signal', async () => {
    const name = freshName();
    await delivered([firing(name)]);
    const incidents = new TemporalIncidents(client(), { taskQueue });
    const run = (await incidents.find(idOf(name)))!;
    expect(await incidents.decideBySignal(run, answer('bad'))).toBe(true);
    expect((await incidents.board(run)).timeline).toEqual(['signal bad']);
    await end(name, 'closed');
    expect(await incidents.decideBySignal(run, answer('bad'))).toBe(false);
  });

  test('start by hand with a signature, once', async () => {
    const said = (over: object = {}) => ({
      kind: 'start' as const,
      runbook: 'bad-pack-rollback',
      scope: scopeOf(freshName()),
      why: 'I saw it',
      at: new Date().toISOString(),
      nonce: `nonce-${freshName()}`,
      ...over,
    });
    const scopeOf = (name: string) => ({ tenant: 'acme', environment: 'production', kind: 'channel' as const, name });
    const start = (statement: object) => gateway().inject({ method: 'POST', url: '/incidents', payload: statement });
    const good = signStart(said(), anaKey);
    expect((await start(good)).json()).toMatchObject({ incident: idOf(good.scope.name), by: 'Ana' });
    const problems = [
      [good, 409, 'NonceUsed'],
      [signStart(said({ scope: good.scope }), anaKey), 409, 'AlreadyWorked'],
      [{ ...good, why: 'something else' }, 403, 'BadSignature'],
      [signStart(said(), readPrivateKey(newKeyPair('eve').privateKey)), 403, 'UnknownKey'],
      [signStart(said({ at: new Date(Date.now() - 11 * 60_000).toISOString() }), anaKey), 409, 'TooOld'],
      [signStart(said({ at: new Date(Date.now() + 2 * 60_000).toISOString() }), anaKey), 409, 'TooOld'],
      [signStart(said({ runbook: 'stale-pack' }), anaKey), 400, 'NoSuchRunbook'],
      [{ ...good, scope: { ...good.scope, name: '../x' } }, 400, 'MalformedRequest'],
      [{ ...good, more: 1 }, 400, 'MalformedRequest'],
    ] as const;
    for (const [statement, status, code] of problems) {
      const refused = await start(statement);
      expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([status, code]);
    }
    // Another gateway has not seen the nonce; the run that it started tells.
    await end(good.scope.name, 'closed');
    const other = await anotherGateway();
    const replayed = await other.inject({ method: 'POST', url: '/incidents', payload: good });
    expect([replayed.statusCode, replayed.json<{ code: string }>().code]).toEqual([409, 'NonceUsed']);
    await other.close();
  });

  test('start by hand once, also where their clock is ahead, and other incidents of the scope came and went since', async () => {
    const name = freshName();
    const scope = { tenant: 'acme', environment: 'production', kind: 'channel' as const, name };
    const at = new Date(Date.now() + 50_000).toISOString();
    const said = { kind: 'start' as const, runbook: 'bad-pack-rollback', scope, why: 'I saw it', at };
    const good = signStart({ ...said, nonce: `nonce-${name}` }, anaKey);
    const other = await anotherGateway();
    const start = (statement: object) => other.inject({ method: 'POST', url: '/incidents', payload: statement });
    const first = await gateway().inject({ method: 'POST', url: '/incidents', payload: good });
    expect(first.statusCode).toBe(202);
    await end(name, 'closed');
    const replayed = await start(good);
    expect([replayed.statusCode, replayed.json()]).toEqual([409, expect.objectContaining({ code: 'NonceUsed' })]);
    expect((await start(signStart({ ...said, nonce: `another-${name}` }, anaKey))).statusCode).toBe(202);
    await end(name, 'closed');
    const third = await anotherGateway();
    const incidents = new TemporalIncidents(client(), { taskQueue });
    await until(() => incidents.startedWith(idOf(name), good.nonce), Boolean);
    const again = await third.inject({ method: 'POST', url: '/incidents', payload: good });
    expect([again.statusCode, again.json()]).toEqual([409, expect.objectContaining({ code: 'NonceUsed' })]);
    await Promise.all([other.close(), third.close()]);
  });

  test('after a handover, a start by hand and an alert alike start one that knows who had a hand in what is still held (promise 6)', async () => {
    const name = freshName();
    const steeredBy = async () => (await get(`/incidents/${encodeURIComponent(idOf(name))}`))['steeredBy'];
    await delivered([firing(name)]);
    expect(await steeredBy()).toEqual([]);
    await end(name, 'handed-over');
    const scope = { tenant: 'acme', environment: 'production', kind: 'channel' as const, name };
    const said = { kind: 'start' as const, runbook: 'bad-pack-rollback', scope, why: 'I saw it', nonce: `nonce-${name}` };
    const start = signStart({ ...said, at: new Date().toISOString() }, anaKey);
    expect((await gateway().inject({ method: 'POST', url: '/incidents', payload: start })).statusCode).toBe(202);
    expect(await steeredBy()).toEqual(['Bo']);
    await end(name, 'handed-over');
    await delivered([firing(name)]);
    expect(await steeredBy()).toEqual(['Bo']);
    await end(name, 'closed');
    await delivered([firing(name, 'anew')]);
    expect(await steeredBy()).toEqual([]);
  });

  test('a cancelled one leaves as much: by hand, by an alert, and where a triage asks, it is known who had a hand in what is still held (promise 6)', async () => {
    const name = freshName();
    const steeredBy = async () => (await get(`/incidents/${encodeURIComponent(idOf(name))}`))['steeredBy'];
    const cancel = async () => {
      const handle = client().workflow.getHandle(idOf(name));
      await handle.cancel();
      await handle.result().catch(() => undefined);
    };
    expect(await temporalControls(client()).handsLeft(idOf(name))).toEqual([]);
    await delivered([firing(name)]);
    expect(await temporalControls(client()).handsLeft(idOf(name))).toEqual([]);
    await cancel();
    expect(await temporalControls(client()).handsLeft(idOf(name))).toEqual(['Bo']);
    await delivered([firing(name)]);
    expect(await steeredBy()).toEqual(['Bo']);
    await cancel();
    const scope = { tenant: 'acme', environment: 'production', kind: 'channel' as const, name };
    const said = { kind: 'start' as const, runbook: 'bad-pack-rollback', scope, why: 'I saw it', nonce: `nonce-${name}` };
    const start = signStart({ ...said, at: new Date().toISOString() }, anaKey);
    expect((await gateway().inject({ method: 'POST', url: '/incidents', payload: start })).statusCode).toBe(202);
    expect(await steeredBy()).toEqual(['Bo']);
    await end(name, 'closed');
  });
});
