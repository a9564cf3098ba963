import { expect, test } from '@jest/globals';
import type { Payload } from '@temporalio/common';
import type { RefusalCode } from '../../domain/decisions.ts';
import { answerText, signAnswer } from '../../contracts/signed-answer.ts';
import { signWith, statementNamespace } from '../../contracts/sshsig.ts';
import { client, forged, keys, startForgedWorld, taskQueue, type Forged } from './forged/forged-world.ts';
import { refused } from '../support/timeline.ts';

startForgedWorld();

// From here on somebody is inside Temporal, and sends what no client of ours would.
const encoded = (encoding: string, data: Uint8Array): Payload => ({ metadata: { encoding: Buffer.from(encoding) }, data });
const garbage: readonly (readonly [string, readonly Payload[]])[] = [
  ['bytes that are no JSON', [encoded('json/plain', Buffer.from([0xff, 0xfe, 0x7b, 0x00]))]],
  ['JSON that breaks off', [encoded('json/plain', Buffer.from('{"incident":"INC-'))]],
  ['an encrypted encoding', [encoded('binary/encrypted', Buffer.from('secret'))]],
  ['raw bytes', [encoded('binary/plain', Buffer.from([0, 1, 2]))]],
  ['a protobuf of an unknown type', [encoded('json/protobuf', Buffer.from('{}'))]],
  ['no encoding at all', [{ data: Buffer.from('{}') }]],
  ['nothing at all', [{}]],
  ['no payload', []],
  ['twenty payloads', Array.from({ length: 20 }, () => encoded('json/plain', Buffer.from('{}')))],
  ['1.9 MiB of garbage', [encoded('json/plain', Buffer.alloc(1.9 * 1_048_576, 0x5b))]],
  ['1.9 MiB of JSON', [encoded('json/plain', Buffer.from(JSON.stringify('x'.repeat(1.9 * 1_048_576 - 2))))]],
  ['a nest of 20,000 brackets', [encoded('json/plain', Buffer.from('['.repeat(20_000) + ']'.repeat(20_000)))]],
  ['a __proto__', [encoded('json/plain', Buffer.from('{"__proto__":{"asking":1},"constructor":null}'))]],
];
const execution = ({ handle }: Forged) => ({ workflowId: handle.workflowId, runId: handle.firstExecutionRunId });

async function signal(at: Forged, signalName: string, payloads: readonly Payload[]): Promise<void> {
  const input = { payloads: [...payloads] };
  await client().workflowService.signalWorkflowExecution({
    namespace: 'default',
    workflowExecution: execution(at),
    signalName,
    input,
  });
}

/** How a raw update ended: the code of its refusal, or `counted`. */
async function update(at: Forged, name: string, payloads: readonly Payload[]): Promise<string> {
  const { outcome } = await client().workflowService.updateWorkflowExecution({
    namespace: 'default',
    workflowExecution: execution(at),
    waitPolicy: { lifecycleStage: 3 }, // completed
    request: { meta: { updateId: `${Math.random()}`, identity: 'mallory' }, input: { name, args: { payloads: [...payloads] } } },
  });
  return outcome?.failure ? String(outcome.failure.applicationFailureInfo?.type) : 'counted';
}

/** Tasks that failed by workflow code. The server also ends some by itself, to make room for signals. */
const failedTasks = async (at: Forged) =>
  (await at.events()).filter(({ workflowTaskFailedEventAttributes: failed }) => failed?.cause === byWorkflowCode).length;
const byWorkflowCode = 14;
const codes = (at: Forged) => at.lines().flatMap((entry) => (entry.kind === 'refused' ? [entry.refusal.code] : []));

test.each(['decision', 'alertsJoined', 'of a name that nobody knows'])(
  'no garbage in a signal %s wedges an incident: it answers, and ends as people say',
  async (name) => {
    const at = await forged();
    for (const [, payloads] of garbage) await signal(at, name, payloads);
    await at.handle.executeUpdate('decide', { args: [await at.answer('false-alarm')] });
    expect((await at.ended()).ending).toBe('false-alarm');
    expect(await failedTasks(at)).toBe(0);
    const expected = name.includes('nobody') ? 0 : garbage.length;
    expect(codes(at)).toEqual(Array.from({ length: expected }, () => 'Malformed'));
  },
);

test.each(['decide', 'state'])('no garbage in an update %s wedges an incident: each is refused as malformed', async (name) => {
  const at = await forged();
  for (const [what, payloads] of garbage) expect([what, await update(at, name, payloads)]).toEqual([what, 'Malformed']);
  await at.handle.executeUpdate('decide', { args: [await at.answer('false-alarm')] });
  expect((await at.ended()).ending).toBe('false-alarm');
  expect(await failedTasks(at)).toBe(0);
});

test('an update of a name that nobody knows is refused, and a query with garbage still answers', async () => {
  const at = await forged();
  await expect(at.handle.executeUpdate('open-the-door', { args: ['please'] })).rejects.toThrow(/Update failed/);
  const queryArgs = { payloads: [encoded('binary/encrypted', Buffer.from('x'))] };
  const { queryResult } = await client().workflowService.queryWorkflow({
    namespace: 'default',
    execution: execution(at),
    query: { queryType: 'board', queryArgs },
  });
  expect(String(queryResult?.payloads?.[0]?.data)).toContain('"incident"');
  await at.handle.executeUpdate('decide', { args: [await at.answer('false-alarm')] });
  expect(await failedTasks(at)).toBe(0);
  await at.ended();
});

test.each(['badPackRollback', 'triage', 'stopAutomation'])(
  'a %s that is started with garbage fails at once, and touches nothing',
  async (type) => {
    for (const [what, payloads] of garbage) {
      const { runId } = await client().workflowService.startWorkflowExecution({
        namespace: 'default',
        workflowId: `garbage-${type}`,
        requestId: `${type} ${what}`,
        workflowType: { name: type },
        taskQueue: { name: taskQueue },
        input: { payloads: [...payloads] },
      });
      const result = client().workflow.getHandle(`garbage-${type}`, runId).result();
      await expect(result).rejects.toMatchObject({ cause: { type: 'Malformed' } });
    }
  },
);

/** Every class of refusal, by really signed answers: what is sent, and the code. */
async function forgeries(at: Forged): Promise<readonly (readonly [RefusalCode, object])[]> {
  const signed = await at.signer();
  const good = signed('bad');
  const { signature: _signature, ...unsigned } = good;
  return [
    ['UnknownKey', signed('bad', 'mallory')],
    ['WrongNamespace', { ...unsigned, signature: signWith(keys.ana, answerText(unsigned), statementNamespace) }],
    ['BadSignature', { ...good, note: 'changed' }],
    ['BadSignature', { ...good, signature: signAnswer({ ...unsigned, verdict: 'false-alarm' }, keys.ana).signature }],
    ['PlanChanged', signed('bad', 'ana', { plan: `sha256:${'1'.repeat(64)}` })],
    ['NotOpen', signed('bad', 'ana', { asking: 99 })],
    ['NotOpen', signed('bad', 'ana', { incident: 'INC-AAAAAA' })],
    ['NoSuchVerdict', signed('everything', 'ana')],
    ['WrongRole', signed('bad', 'pat')],
    ['Malformed', { ...good, signature: 'signed, Ana' }],
    ['Malformed', { ...good, more: true }],
    ['Malformed', signed('bad', 'ana', { nonce: 'short' })],
    ['Malformed', signed('bad', 'ana', { note: 'x'.repeat(2_001) })],
    ['Malformed', { ...good, signature: 'x'.repeat(1_000_000) }],
  ];
}

test('every forgery is refused with its code, by update and by signal alike, and none of them counts', async () => {
  const at = await forged();
  const sent = await forgeries(at);
  for (const [code, answer] of sent) await refused(at.handle.executeUpdate('decide', { args: [answer] }), code);
  for (const [, answer] of sent) await at.handle.signal('decision', answer);
  expect((await at.asked()).votes).toEqual([]);
  await at.handle.executeUpdate('decide', { args: [await at.answer('false-alarm')] });
  expect((await at.ended()).because).toContain('ana found it sound');
  const expected = sent.map(([code]) => code);
  expect(codes(at).slice(0, sent.length)).toEqual(expected);
  expect(codes(at).slice(sent.length).sort()).toEqual([...expected].sort());
});

test('an answer that counted is refused when it is sent again, and nobody signs off what they confirmed', async () => {
  const at = await forged();
  const bad = await at.answer('bad', 'ivo');
  await at.handle.executeUpdate('decide', { args: [bad] });
  await at.asked('Sign off');
  await refused(at.handle.executeUpdate('decide', { args: [bad] }), 'NotOpen');
  await refused(at.handle.executeUpdate('decide', { args: [await at.answer('accept', 'ivo')] }), 'FourEyes');
  await at.handle.signal('decision', await at.answer('accept', 'ivo'));
  await refused(at.handle.executeUpdate('decide', { args: [await at.answer('accept', 'dee', { nonce: bad.nonce })] }), 'NonceUsed');
  await at.handle.executeUpdate('decide', { args: [await at.answer('accept', 'dee')] });
  expect((await at.ended()).because).toContain('signed off by dee');
  expect(codes(at)).toEqual(['NotOpen', 'FourEyes', 'FourEyes', 'NonceUsed']);
});
