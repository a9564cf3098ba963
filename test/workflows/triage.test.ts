import { expect, test } from '@jest/globals';
import { CancelledFailure } from '@temporalio/common';
import type { Board } from '../../domain/board.ts';
import type { IncidentStart, Outcome } from '../../domain/runbook.ts';
import { workflowIdOf, type Scope } from '../../domain/scope.ts';
import { anAlert } from '../support/alerts.ts';
import { broken, type World } from '../support/sound-world.ts';
import { startSkippingTime } from '../support/time-skipping.ts';
import { alsoAt, names, refused, timeline, type At, type Seen } from '../support/timeline.ts';
import { workflowBundle } from '../support/workflow-bundle.ts';

startSkippingTime();

// BK-A8: an alert that nothing fits. Each test has a channel of its own, for the incident that triage starts has its id.
let channels = 0;
const freshScope = (): Scope => ({ tenant: 'acme', environment: 'production', kind: 'channel', name: `channel-${++channels}` });
const queue: Scope = { tenant: 'acme', environment: 'production', kind: 'queue', name: 'OddThing' };
const textOf = ({ tenant, environment, kind, name }: Scope): string => `${tenant}/${environment}/${kind}/${name}`;
const triage = (script: (at: At) => Promise<unknown>, start = {}, world: Partial<World> = {}): Promise<Seen> =>
  timeline(world, script, { scope: queue, ...start }, { type: 'triage', bundle: workflowBundle() });
const linkedOn = (scope: Scope): At => alsoAt(workflowIdOf('bad-pack-rollback', scope));

/** Waits for the incident that triage started, looks at it, and ends it as a false alarm. */
async function linked(scope: Scope, look: (at: At) => Promise<unknown> = async () => undefined): Promise<Outcome> {
  const at = linkedOn(scope);
  await at.asked('Is the active release bad');
  await look(at);
  await refused(at.answers('ana', 'false-alarm'), 'FourEyes'); // she routed it here (promise 6)
  for (const { asking } of (await at.board()).questions) await at.answers('ivo', 'false-alarm', { asking }); // one for each channel
  return (await at.handle.result()) as Outcome;
}

// First, for the test server's clock skips no more once a child workflow has outlived its parent.
test('silence pages the incident commander, then the duty manager, and goes on', async () => {
  const seen = await triage(async (at) => {
    await at.minute(40);
    await at.answers('dee', 'no-incident', { note: 'seen late' });
  });
  expect(seen.pages.filter((page) => page.includes('No route fits')).map((page) => page.split(':')[0])).toEqual([
    '0 on-call',
    '5 incident-commander',
    '15 duty-manager',
    '35 duty-manager',
  ]);
});

test('it asks on-call which runbook it is, says what each answer does, and holds nothing', async () => {
  const seen = await triage(async (at) => {
    const question = await at.asked();
    expect(question.text).toBe('No route fits this alert: wrong rules (f1). Which runbook is it?');
    expect(question.verdicts).toEqual({ 'bad-pack-rollback': ['on-call'], 'no-incident': ['on-call'] });
    expect(question.plan['bad-pack-rollback']?.after).toContain('on the scope that your note begins with (TENANT/ENVIRONMENT/KIND/NAME)');
    expect((await at.board()).runbook.severity).toBe('SEV-2');
    await at.answers('ana', 'no-incident', { note: 'a test of ours' });
  });
  expect(names(seen.effects)).toEqual(['seal']);
  expect(seen.outcome).toMatchObject({
    ending: 'closed',
    because: 'ana: a test of ours',
    judged: ['alertmanager/f1/2026-01-01T00:00:00Z'],
  });
});

test('no-incident without a note closes too, and says that nobody gave a reason', async () => {
  const seen = await triage((at) => at.answers('ana', 'no-incident'));
  expect(seen.outcome).toMatchObject({ ending: 'closed', because: 'ana: no incident' });
});

test('the runbook starts on the scope that was signed, with the evidence, and says which triage it came out of', async () => {
  const scope = freshScope();
  const alerts = [anAlert('f1'), anAlert('f7')];
  const seen = await triage(
    async (at) => {
      await at.answers('ana', 'bad-pack-rollback', { note: `${textOf(scope)} wrong rules on both readers` });
      const { incident } = await at.board();
      const outcome = await linked(scope, async (other) => {
        const board = await other.board();
        expect(board).toMatchObject({ scope, alerts: { distinct: 2 }, observing: false });
        expect(board.timeline[0]).toMatchObject({ kind: 'opened', linkedTo: incident });
        expect(board.held.map(({ channel }) => channel.name)).toEqual([expect.any(String)]);
      });
      expect(outcome.judged).toEqual(['f1', 'f7'].map((one) => `alertmanager/${one}/2026-01-01T00:00:00Z`));
    },
    { alerts },
  );
  const id = workflowIdOf('bad-pack-rollback', scope);
  expect(seen.outcome).toMatchObject({
    ending: 'closed',
    because: `ana routed it to bad-pack-rollback on ${textOf(scope)}: started ${id}`,
  });
});

test('the scope that the alert itself names is offered, and is taken where the note names none', async () => {
  const scope = freshScope();
  const seen = await triage(
    async (at) => {
      expect((await at.asked()).plan['bad-pack-rollback']?.after).toContain(`starts on ${textOf(scope)}, or on the scope`);
      await at.answers('ana', 'bad-pack-rollback', { note: 'as it says' });
      await linked(scope);
    },
    { alerts: [anAlert('f1', { about: scope })] },
  );
  expect(seen.outcome.because).toContain(`on ${textOf(scope)}: started`);
});

test('the scope of the note goes before the one that the alert names', async () => {
  const [scope, wrong] = [freshScope(), freshScope()];
  const seen = await triage(
    async (at) => {
      await at.answers('ana', 'bad-pack-rollback', { note: textOf(scope) });
      await linked(scope);
    },
    { alerts: [anAlert('f1', { about: wrong })] },
  );
  expect(seen.outcome.because).toContain(`on ${textOf(scope)}: started`);
});

test('where the runbook is being worked on that scope already, the alerts join it', async () => {
  const scope = freshScope();
  const first = async (at: At) => {
    await at.answers('ana', 'bad-pack-rollback', { note: textOf(scope) });
    await linkedOn(scope).asked('Is the active release bad');
  };
  const seen = await triage(async (at) => {
    await first(at);
    await at.handle.result();
    const joined = await triage(
      async (second) => {
        await second.answers('ana', 'bad-pack-rollback', { note: textOf(scope) });
        await second.handle.result();
        expect((await linkedOn(scope).board()).alerts).toMatchObject({ distinct: 2, received: 2 });
      },
      { alerts: [anAlert('f2')] },
    );
    expect(joined.outcome.because).toContain(`joined ${workflowIdOf('bad-pack-rollback', scope)}`);
    await linked(scope);
  });
  expect(seen.outcome.because).toContain('started');
});

test('whoever had a hand in what the last incident of that scope still holds may not take it off in the one that it is routed to (promise 6)', async () => {
  const scope = freshScope();
  const handsLeft: World['handsLeft'] = (id) => (id === workflowIdOf('bad-pack-rollback', scope) ? ['dee'] : []);
  const seen = await triage(
    async (at) => {
      await at.answers('ana', 'bad-pack-rollback', { note: textOf(scope) });
      await linked(scope, (other) => refused(other.answers('dee', 'false-alarm'), 'FourEyes'));
    },
    {},
    { handsLeft },
  );
  expect(seen.outcome.because).toContain('started');
});

test('while it cannot be said who had a hand in the last incident, nothing is started there (BK-P1)', async () => {
  const scope = freshScope();
  const seen = await triage(
    async (at) => {
      await at.answers('ana', 'bad-pack-rollback', { note: textOf(scope) });
      await at.asked("'Start the runbook that fits' failed: Temporal is away");
      await at.answers('ana', 'hand-over');
    },
    {},
    { handsLeft: () => Promise.reject(broken('Temporal is away')) },
  );
  expect(names(seen.effects)).toEqual(['seal']);
});

test.each<[string, string, Partial<IncidentStart>?]>([
  ['no scope at all', ''],
  ['words only', 'wrong rules on both readers'],
  ['a scope of a kind that does not exist', 'acme/production/planet/mars'],
  ['a scope that leaves its place', 'acme/production/channel/../x'],
  ['a mistyped scope, though the alert names one,', 'acme/production/chanel/au-nsw', { alerts: [anAlert('f1', { about: freshScope() })] }],
])('an answer with %s is asked for again, and starts nothing', async (_title: string, note: string, start: Partial<IncidentStart> = {}) => {
  const seen = await triage(async (at) => {
    const { asking } = await at.asked();
    await at.answers('ana', 'bad-pack-rollback', { note });
    const again = await at.asked('The note of your answer has to name the scope, as TENANT/ENVIRONMENT/KIND/NAME.');
    expect(again.asking).toBe(asking + 1);
    await refused(at.answers('ana', 'no-incident', { asking }), 'NotOpen');
    await at.answers('ana', 'no-incident', { note: 'cannot be told' });
  }, start);
  expect(names(seen.effects)).toEqual(['seal']);
});

test('a note that names another tenant than the alert’s own is asked again, and nothing starts there (KOA-P5)', async () => {
  const seen = await triage(async (at) => {
    await at.answers('ana', 'bad-pack-rollback', { note: 'other/production/channel/au-nsw wrong rules' });
    await at.asked('The alert is of acme, and a triage never crosses tenants: other/production/channel/au-nsw is not its scope.');
    await at.answers('ana', 'no-incident');
  });
  expect(names(seen.effects)).toEqual(['seal']);
});

test('what only watches starts what only watches', async () => {
  const scope = freshScope();
  const seen = await triage(
    async (at) => {
      await at.answers('ana', 'bad-pack-rollback', { note: textOf(scope) });
      const other = linkedOn(scope);
      await at.handle.result();
      expect(((await other.handle.result()) as Outcome).because).toMatch(/^observed only/);
    },
    { observe: true },
  );
  expect(seen.outcome.ending).toBe('closed');
  expect(seen.papers.map(({ call, dryRun }) => [call, dryRun])).toEqual([['hold', true]]);
});

test('cancelled, it is handed over, and nothing is started', async () => {
  let ended: Board['ended'] = null;
  const cancelled = triage(async (at) => {
    await at.asked();
    await at.cancelled();
    await at.handle.result().catch(() => undefined); // a cancelled workflow has no result
    ended = (await at.board()).ended;
  });
  await expect(cancelled).rejects.toHaveProperty('cause', expect.any(CancelledFailure));
  expect(ended).toMatchObject({ ending: 'handed-over', because: 'the incident was cancelled; what was held is still held' });
});

test('alerts that join do not answer it; they are in its record', async () => {
  const seen = await triage(async (at) => {
    await at.asked();
    await at.alerts(anAlert('f2', { about: freshScope() }), anAlert('f1'));
    expect((await at.board()).alerts).toMatchObject({ distinct: 2, received: 3 });
    await at.answers('ana', 'no-incident');
  });
  expect(seen.outcome.judged).toHaveLength(2);
  expect(seen.timeline.filter(({ kind }) => kind === 'widened')).toEqual([]);
});

test('nobody without the role may route it, and whoever started it by hand may not', async () => {
  const startedBy = { kind: 'start', runbook: 'triage', scope: queue, why: 'odd', at: '', nonce: '', signature: 'ivo' } as const;
  const seen = await triage(
    async (at) => {
      await refused(at.answers('eve', 'no-incident'), 'WrongRole');
      await refused(at.answers('ivo', 'no-incident'), 'FourEyes');
      await at.answers('ana', 'no-incident', { note: 'nothing' });
    },
    { startedBy, alerts: [] },
  );
  expect(seen.outcome.because).toBe('ana: nothing');
});
