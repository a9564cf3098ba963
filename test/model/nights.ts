import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { signStart } from '../../contracts/signed-start.ts';
import type { IncidentStart } from '../../domain/runbook.ts';
import { hours, minutes, type Millis } from '../../domain/time.ts';
import { interceptors } from '../../workers/activity-interceptor.ts';
import { aStart } from '../support/alerts.ts';
import { leanWorkflows } from '../support/lean-workflows.ts';
import { workflowBundle } from '../support/workflow-bundle.ts';
import { answerAll } from './answers.ts';
import { deliver } from './deliver.ts';
import { letPass } from './let-pass.ts';
import { historyOf, type History } from './history.ts';
import { nightOf, seenAs } from './night-of.ts';
import type { Night } from './night.ts';
import type { Schedule } from './schedule.ts';
import { signerNamed } from './world/people.ts';
import { channelNames, releaseNames, tenant } from './world/platform.ts';
import { world } from './world/world.ts';

let runs = 0;

/** Runs these schedules at once on one server, whose clock they share, and answers what became of each. */
export async function nights(env: TestWorkflowEnvironment, schedules: readonly Schedule[]): Promise<readonly History[]> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-nights-'));
  const taskQueue = `nights-${++runs}`;
  const all = new Map<string, Night>();
  const names = Object.keys(world(join(folder, 'none'), [], new Map()).activities);
  const dispatched = names.map((name) => {
    const work = async (...given: readonly unknown[]): Promise<unknown> => {
      const { workflowId } = activityInfo().workflowExecution!;
      const night = nightOf(all, env.client, workflowId);
      const activities = night.world.activities as unknown as Doubles;
      const answered = await activities[name]!(...given);
      // The test server's clock stands still for ever when a child ends whose parent has gone on as a new run: it never hears that it is done.
      if (name === 'seal' && night.sealers.has(workflowId))
        throw ApplicationFailure.create({ message: 'sealed', nextRetryDelay: '90 days' });
      return answered;
    };
    return [name, work] as const;
  });
  const { nativeConnection: connection } = env;
  const activities = Object.fromEntries(dispatched);
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowBundle: workflowBundle(),
    interceptors,
    activities,
    ...leanWorkflows(),
  });
  try {
    const passed = (async () => {
      const began = await env.currentTimeMs();
      for (const [index, schedule] of schedules.entries()) await begin(env, all, taskQueue, join(folder, String(index)), schedule, began);
      return pass(env, [...all.values()], began);
    })();
    // What went wrong is told at once: a worker whose server stands still may never stop.
    return await Promise.race([worker.runUntil(passed), passed.then(forEver)]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const forEver = (): Promise<never> => new Promise(() => undefined);

type Doubles = Readonly<Record<string, (...given: readonly unknown[]) => unknown>>;

async function begin(
  { client }: TestWorkflowEnvironment,
  all: Map<string, Night>,
  taskQueue: string,
  folder: string,
  schedule: Schedule,
  now: number,
): Promise<void> {
  const workflowId = `${taskQueue}-${all.size}`;
  const truth = channelNames.flatMap((name) =>
    releaseNames.toReversed().map((id, index) => [`${name} ${id}`, schedule.releases[index] ?? 'sound'] as const),
  );
  const there = world(folder, schedule.faults, new Map(truth));
  there.clock.now = now;
  all.set(workflowId, {
    schedule,
    world: there,
    ...seenAs(client, workflowId),
    sent: [],
    underWay: [],
    sealers: new Map(),
  });
  await client.workflow.start('badPackRollback', { taskQueue, workflowId, args: [startOf(schedule, now)] });
}

function startOf({ scope: kind, isByHand, isObserving, window }: Schedule, now: number): IncidentStart {
  const scope = { ...tenant, kind, name: kind === 'country' ? 'au' : 'au-nsw' };
  const changes = { scope, incidentWindow: hours(window), ...(isObserving && { observe: true }) };
  if (!isByHand) return aStart(changes);
  const unsigned = { kind: 'start' as const, runbook: 'bad-pack-rollback', scope, why: 'wrong rules', nonce: 'start-by-hand' };
  const startedBy = signStart({ ...unsigned, at: new Date(now).toISOString() }, signerNamed('ben').privateKey);
  return aStart({ ...changes, alerts: [], startedBy });
}

/** Lets the night pass, then the morning, then a day and an hour, then another morning. */
async function pass(env: TestWorkflowEnvironment, all: readonly Night[], began: number): Promise<readonly History[]> {
  const until = async (at: number): Promise<void> => letPass(env, Math.max(1, at - (await env.currentTimeMs())));
  const times = [...new Set(all.flatMap(({ schedule }) => schedule.happenings.map(({ minute }) => minute)))];
  for (const minute of times.toSorted((one, other) => one - other)) {
    await until(began + minutes(minute));
    const now = await tell(env, all);
    await Promise.all(all.map((night) => atMinute(night, minute, now)));
  }
  for (const round of [...mornings, 'a day', ...mornings] as const) {
    await letPass(env, round === 'a day' ? hours(25) : minutes(4));
    await tell(env, all);
    if (round !== 'a day') await Promise.all(all.flatMap((night) => [night, ...night.sealers.values()]).map((one) => morning(one, round)));
  }
  await letPass(env, minutes(1));
  await Promise.all(all.flatMap(({ underWay }) => underWay));
  const clock = await env.currentTimeMs();
  const histories = await Promise.all(all.map((night) => historyOf(night, clock)));
  await Promise.all(all.map(({ handle }) => handle.terminate('judged').catch(() => undefined)));
  return histories;
}

/** Tells every night what time it is. */
async function tell(env: TestWorkflowEnvironment, all: readonly Night[]): Promise<Millis> {
  const now = await env.currentTimeMs();
  for (const { world: there } of all) there.clock.now = now;
  return now;
}

const mornings = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

async function atMinute(night: Night, minute: number, now: number): Promise<void> {
  for (const happening of night.schedule.happenings) {
    if (happening.minute === minute) await deliver(night, happening, now);
  }
}

/** Whoever comes answers what is open: first as drawn, at last with the last verdict, so that nobody is asked to look again for ever. */
async function morning(night: Night, round: number): Promise<void> {
  const { isSomebodyUp, verdicts } = night.schedule.morning;
  if (!isSomebodyUp || (await night.isOver())) return;
  const drawn = verdicts[round];
  await answerAll(night, (offered) => (drawn === undefined ? offered.at(-1)! : offered[drawn % offered.length]!)).catch(
    async (err: unknown) => {
      if (!(await night.isOver())) throw err;
    },
  );
}
