import { expect, test } from '@jest/globals';
import type { IncidentStatement } from '../../domain/statements.ts';
import { broken, people } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { refused, timeline, type At, type Seen } from '../support/timeline.ts';

startSkippingTime();

let nonces = 0;
const digest = `sha256:${'a'.repeat(64)}`;
/** A statement of `who` about the incident at hand, a note unless `said` says otherwise. */
const statementOf = async (at: At, who: string, said: object = {}): Promise<object> => {
  await at.asked(); // it has its name by then
  const { incident } = await at.board();
  return { kind: 'note', incident, text: 'I look', at: '', nonce: `statement-${++nonces}`, signature: who, ...said };
};
const send = (at: At, statement: unknown): Promise<string> => at.handle.executeUpdate('state', { args: [statement] });
const states = async (at: At, who: string, said: object = {}): Promise<string> => send(at, await statementOf(at, who, said));
const stated = (seen: Seen) =>
  seen.timeline.flatMap((entry) => (entry.kind === 'stated' ? [`${entry.person}: ${entry.statement}: ${entry.text}`] : []));
const codes = (seen: Seen) => seen.timeline.flatMap((entry) => (entry.kind === 'refused' ? [entry.refusal.code] : []));
const end = (at: At) => at.answers('ana', 'false-alarm');

test('a note, a waiver and an attachment are on the timeline under who signed them, and change nothing else (BK-E2, BK-E5)', async () => {
  const seen = await timeline({}, async (at) => {
    expect(await states(at, 'eve')).toBe('note of eve is on the timeline');
    expect(await states(at, 'ivo', { kind: 'waiver', field: 'impact', text: 'nobody can measure it' })).toBe(
      'waiver of impact of ivo is on the timeline',
    );
    const file = { kind: 'attachment', name: 'graph.png', digest, size: 12, text: 'what readers saw' };
    expect(await states(at, 'eve', file)).toContain('attachment graph.png');
    await end(at);
  });
  expect(stated(seen)).toEqual([
    'eve: note: I look',
    'ivo: waiver of impact: nobody can measure it',
    `eve: attachment graph.png (${digest}, 12 bytes): what readers saw`,
  ]);
  expect(codes(seen)).toEqual([]);
  expect(seen.papers.map(({ call }) => call)).toEqual(['hold', 'liftHold']);
});

test('another severity stands on the board from then on; the newest counts', async () => {
  await timeline({}, async (at) => {
    expect((await at.board()).runbook.severity).toBe('SEV-1');
    await states(at, 'ana', { kind: 'severity', severity: 'SEV-3', text: 'one reader only' });
    expect((await at.board()).runbook.severity).toBe('SEV-3');
    await states(at, 'ivo', { kind: 'severity', severity: 'SEV-2', text: 'two' });
    expect((await at.board()).runbook.severity).toBe('SEV-2');
    await end(at);
  });
});

const refusals: readonly (readonly [string, IncidentCode, string, object])[] = [
  ['an unknown key', 'UnknownKey', 'UnknownKey', {}],
  ['another namespace', 'WrongNamespace', 'WrongNamespace', {}],
  ['a signature that does not hold', 'BadSignature', 'BadSignature', {}],
  ['one that was signed long ago', 'TooOld', 'TooOld', {}],
  ['another incident', 'NotOpen', 'ana', { incident: 'INC-AAAAAA' }],
  ['a severity from nobody on call', 'WrongRole', 'eve', { kind: 'severity', severity: 'SEV-3' }],
  ['a waiver from on-call', 'WrongRole', 'ana', { kind: 'waiver', field: 'impact' }],
  ['a severity that does not exist', 'Malformed', 'ana', { kind: 'severity', severity: 'SEV-9' }],
  ['a waiver without a reason', 'Malformed', 'ivo', { kind: 'waiver', field: 'impact', text: ' ' }],
  ['a waiver of nothing', 'Malformed', 'ivo', { kind: 'waiver' }],
  ['an attachment of half a byte', 'Malformed', 'ana', { kind: 'attachment', name: 'a', digest, size: 0.5 }],
  ['an attachment without a digest', 'Malformed', 'ana', { kind: 'attachment', name: 'a', size: 1 }],
  ['a kind that does not exist', 'Malformed', 'ana', { kind: 'constructor' }],
  ['a stop, which is of no incident', 'Malformed', 'ana', { kind: 'stop', until: '2026-01-01T00:00:00Z' }],
  ['a text beyond its size', 'Malformed', 'ana', { text: 'x'.repeat(2_001) }],
  ['a signature beyond its size', 'Malformed', 'ana', { signature: 'x'.repeat(8_193) }],
  ['half a character', 'Malformed', 'ana', { text: '\ud83d' }],
];
type IncidentCode = 'UnknownKey' | 'WrongNamespace' | 'BadSignature' | 'TooOld' | 'NotOpen' | 'WrongRole' | 'Malformed';

test('every refused statement says why by its code, leaves a line, and counts for nothing', async () => {
  const seen = await timeline({}, async (at) => {
    for (const [, code, who, said] of refusals) await refused(states(at, who, said), code);
    expect((await at.board()).runbook.severity).toBe('SEV-1');
    await end(at);
  });
  expect(codes(seen)).toEqual(refusals.map(([, code]) => code));
  expect(stated(seen)).toEqual([]);
});

test('what is not a statement at all is refused as malformed, and wedges nothing', async () => {
  const shapeless = [null, undefined, 7, 'note', [], {}, { kind: 'note' }, { kind: 'note', incident: 'INC-1', text: 1 }];
  const seen = await timeline({}, async (at) => {
    await at.asked();
    for (const sent of shapeless) await refused(send(at, sent), 'Malformed');
    await refused(at.handle.executeUpdate('state'), 'Malformed');
    await end(at);
  });
  expect(codes(seen)).toEqual(Array.from({ length: shapeless.length + 1 }, () => 'Malformed'));
  expect(seen.outcome.ending).toBe('false-alarm');
});

test('a statement counts once: the same again, also while the first is being checked, is refused', async () => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const statement = async ({ signature }: Pick<IncidentStatement, 'signature'>) => {
    await opened;
    return { person: people[signature] };
  };
  const seen = await timeline({ statement }, async (at) => {
    const said = await statementOf(at, 'ana', { text: 'once' });
    const both = [send(at, said), send(at, said)].map((sent) => sent.then(() => 'counted', codeOf));
    open();
    expect((await Promise.all(both)).sort()).toEqual(['NonceUsed', 'counted']);
    await refused(send(at, said), 'NonceUsed');
    await end(at);
  });
  expect(stated(seen)).toEqual(['ana: note: once']);
  expect(codes(seen)).toEqual(['NonceUsed', 'NonceUsed']);
});

const codeOf = (err: { readonly cause: { readonly type: string } }): string => err.cause.type;

test('a signature that cannot be checked now is checked later, not dropped', async () => {
  let tries = 0;
  const statement = () => {
    if (tries++ < 2) throw new Error('the roster cannot be read');
    return { person: people['ana'] };
  };
  const seen = await timeline({ statement }, async (at) => {
    await states(at, 'ana');
    await end(at);
  });
  expect(stated(seen)).toHaveLength(1);
  expect(tries).toBe(3);
});

test('the age of a statement counts from when it reached the incident', async () => {
  const arrivals: number[] = [];
  const statement = ({ signature }: Pick<IncidentStatement, 'signature'>, arrived: number) => {
    arrivals.push(arrived);
    return { person: people[signature] };
  };
  await timeline({ statement }, async (at) => {
    await at.asked();
    const { began } = await at.board();
    await at.minute(90);
    await states(at, 'ana');
    const late = Math.round((arrivals[0]! - began) / 60_000);
    expect([late, arrivals.length]).toEqual([90, 1]);
    await end(at);
  });
});

test('once the record takes no more lines, statements are refused: what is acknowledged is in the record (BK-E5)', async () => {
  let mended = false;
  const seal = () => {
    if (!mended) throw broken('the vault is away');
    return 'sha256:late';
  };
  let checked = 0;
  const statement = () => ({ person: people['eve'], checked: ++checked });
  const file = { kind: 'attachment', name: 'letter.pdf', digest, size: 12, text: 'of the regulator' };
  const seen = await timeline({ seal, statement }, async (at) => {
    await states(at, 'eve', { text: 'before' });
    await end(at);
    await at.asked('cannot be sealed');
    for (const said of [{}, file]) await expect(states(at, 'eve', said)).rejects.toMatchObject({ cause: closedRecord });
    expect((await at.board()).timeline.at(-1)).toMatchObject({ kind: 'refused', refusal: { code: 'NotOpen' } });
    mended = true;
    await at.answers('ana', 'retry');
  });
  expect(stated(seen)).toEqual(['eve: note: before']);
  expect(checked).toBe(1); // what is refused anyhow keeps nothing waiting for its signature
});

test('a statement whose signature is still being checked when the record is closed is refused too', async () => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const statement = async () => {
    await opened;
    return { person: people['eve'] };
  };
  let mended = false;
  const seal = () => {
    if (!mended) throw broken('the vault is away');
    return 'sha256:late';
  };
  const seen = await timeline({ statement, seal }, async (at) => {
    const sent = states(at, 'eve').then(() => 'counted', codeOf);
    await end(at);
    await at.asked('cannot be sealed');
    open();
    expect(await sent).toBe('NotOpen');
    mended = true;
    await at.answers('ana', 'retry');
  });
  expect(stated(seen)).toEqual([]);
});

const closedRecord: object = { type: 'NotOpen', message: expect.stringMatching(/^INC-\w+ has ended: its record takes no more lines$/) };
