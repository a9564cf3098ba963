import { expect, test } from '@jest/globals';
import { sealWorkflowIdOf, type LeftRecord } from '../../contracts/seal-record.ts';
import type { Entry } from '../../domain/timeline.ts';
import { anAlert } from '../support/alerts.ts';
import { broken } from '../support/sound-world.ts';
import { skippingTime, startSkippingTime } from '../support/time-skipping.ts';
import { alsoAt, names, refused, timeline } from '../support/timeline.ts';
import { until } from '../support/until.ts';

startSkippingTime();

/** A vault in which the first incident's record cannot be sealed until it is mended. */
function brokenVault() {
  let mended = false;
  let first: string | undefined;
  const seals: string[] = [];
  const lines: Entry[] = [];
  const runs = new Map<string, unknown>();
  const seal = (incident: string, rest: readonly Entry[], sealing: { readonly runId: string }) => {
    first ??= incident;
    seals.push(incident);
    if (incident !== first) return `sha256:${incident}`;
    if (!mended) throw broken('the vault is broken');
    lines.push(...rest);
    runs.set(incident, sealing.runId);
    return `sha256:${incident}`;
  };
  const mend = (): void => void (mended = true);
  return { seal, seals, lines, runs, mend, first: () => first! };
}

/**
 * Until the vault has the last line. Not until the sealer has ended: this server may never let a child end whose parent went on as a new run.
 * What it answers is shown on a real one, by test/e2e/full/record-left-to-be-sealed.test.ts.
 */
async function sealedAtLast(lines: readonly Entry[]): Promise<void> {
  await until(
    () => Promise.resolve(lines.at(-1)?.kind),
    (kind) => kind === 'ended',
  );
}

const next = anAlert('f2', { startsAt: '2026-01-02T00:00:00Z' });

test('what fires while a record cannot be sealed is held at once by the next incident; the record goes on being tried', async () => {
  const vault = brokenVault();
  const seen = await timeline({ seal: vault.seal }, async (at) => {
    await at.asked();
    const { runId } = await at.handle.describe();
    await at.answers('ana', 'false-alarm');
    const { asking } = await at.asked('cannot be sealed');
    await at.goesOn(() => at.alerts(next));
    await at.asked(); // the next incident is being judged
    const { incident } = await at.board();
    expect(incident).not.toBe(vault.first());

    const sealer = alsoAt(sealWorkflowIdOf(vault.first()));
    const question = await sealer.asked('cannot be sealed');
    expect(question).toMatchObject({ text: expect.stringContaining(vault.first()), asking: asking + 1 });
    expect(await sealer.board()).toMatchObject({ incident: vault.first(), ended: { ending: 'false-alarm' } });
    await refused(sealer.answers('eve', 'retry'), 'WrongRole');
    await refused(sealer.answers('ana', 'retry', { asking, plan: `sha256:${'0'.repeat(64)}` }), 'NotOpen'); // an answer to what the incident itself asked
    await refused(sealer.handle.executeUpdate('state', { args: [{}] }), 'NotOpen');
    await sealer.handle.cancel(); // it goes on all the same
    await sealer.answers('ana', 'retry');
    await until(sealer.board, ({ questions }) => (questions[0]?.asking ?? 0) > question.asking);
    vault.mend();
    await sealer.answers('ivo', 'retry');
    await sealedAtLast(vault.lines);
    expect((await sealer.handle.describe()).memo).toMatchObject({ incident: vault.first(), ending: 'false-alarm' });
    expect(vault.runs.get(vault.first())).toBe(runId); // the record is of the run that it tells of
    expect(vault.lines.at(-1)).toMatchObject({ kind: 'ended', ending: 'false-alarm' });
    await at.answers('dee', 'false-alarm');
  });
  expect(names(seen.effects).filter((name) => name === 'hold')).toHaveLength(2);
  expect(seen.outcome).toMatchObject({ judged: ['alertmanager/f2/2026-01-02T00:00:00Z'] });
  expect(vault.seals.filter((incident) => incident !== vault.first())).toEqual([seen.outcome.incident]);
  const pages = seen.pages.filter((page) => page.includes('cannot be sealed'));
  expect(pages).toEqual(Array.from({ length: 3 }, () => expect.stringMatching(/^0 on-call: The record of INC-/)));
});

test('an alert that comes before the seal fails does not wait for people either', async () => {
  const vault = brokenVault();
  let send = async (): Promise<void> => undefined;
  const seal = async (...given: Parameters<typeof vault.seal>) => {
    if (vault.seals.length > 0) return vault.seal(...given);
    await send();
    try {
      return vault.seal(...given);
    } finally {
      vault.mend(); // before whoever goes on sealing tries
    }
  };
  const seen = await timeline({ seal }, async (at) => {
    send = () => at.alerts(next);
    await at.asked();
    await at.goesOn(() => at.answers('ana', 'false-alarm'));
    const sealer = alsoAt(sealWorkflowIdOf(vault.first()));
    await until(
      () => sealer.handle.describe(),
      ({ status }) => status.name !== 'UNKNOWN',
    );
    await at.asked();
    await at.answers('dee', 'false-alarm');
    await sealedAtLast(vault.lines);
  });
  expect(seen.pages.filter((page) => page.includes('cannot be sealed'))).toEqual([]);
  expect(vault.lines.at(-1)).toMatchObject({ kind: 'ended' });
});

test('a vault that has taken no line at all gets every one of them, in order, from whoever seals', async () => {
  let mended = false;
  const got = new Map<string, number[]>();
  const take = (incident: string, entries: readonly Entry[]) => {
    if (!mended) throw broken('ENOSPC');
    got.set(incident, [...new Set([...(got.get(incident) ?? []), ...entries.map(({ seq }) => seq)])]);
  };
  let first = '';
  const sealed: string[] = [];
  const seal = (incident: string) => void sealed.push(incident);
  const seen = await timeline({ append: take, seal }, async (at) => {
    await at.asked();
    first = (await at.board()).incident;
    await at.alerts(...Array.from({ length: 450 }, (_, index) => anAlert(`m${index}`)));
    await at.answers('ana', 'false-alarm');
    await at.asked('cannot be sealed');
    await at.goesOn(() => at.alerts(next));
    const sealer = alsoAt(sealWorkflowIdOf(first));
    await sealer.asked('cannot be sealed');
    mended = true;
    await sealer.answers('ana', 'retry');
    await until(
      () => Promise.resolve(sealed),
      () => sealed.includes(first),
    );
    await at.asked();
    await at.answers('dee', 'false-alarm');
  });
  expect(seen.outcome.ending).toBe('false-alarm');
  const lines = got.get(first)!;
  expect(lines.length).toBeGreaterThan(450);
  expect(lines).toEqual(lines.map((_, index) => index + 1));
});

test('nobody but its incident can leave a record to be sealed', async () => {
  const forged = { incident: 'INC-7Q2M4K', sealing: { runId: 'another' }, lines: [], count: 0, asked: 0, escalation: ['on-call'] };
  await timeline({}, async (at) => {
    await at.asked();
    const { taskQueue } = await at.handle.describe();
    const options = { taskQueue, workflowId: sealWorkflowIdOf('INC-7Q2M4K'), args: [forged as unknown as LeftRecord] };
    const started = await skippingTime().client.workflow.start('sealRecord', options);
    await expect(started.result()).rejects.toMatchObject({ cause: { type: 'Malformed' } });
    await at.answers('ana', 'false-alarm');
  });
});
