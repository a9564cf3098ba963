import type { Look } from '../../cli/look.ts';
import type { IncidentLine } from '../../contracts/incident-line.ts';
import type { Run } from '../../contracts/last-run.ts';
import { home } from '../embedded/home.ts';
import { interrupted } from '../embedded/interrupted.ts';
import { startStack, type Stack } from '../embedded/stack.ts';
import type { Screen } from '../embedded/up.ts';
import { sendAlert } from './send-alert.ts';
import { breakPlatform, untilReadersDisagree, whatReadersSay } from './platform.ts';
import { earlierIncident } from './earlier-incident.ts';
import { followIncident, type FollowOptions } from './follow-incident.ts';
import { howItWent } from './how-it-went.ts';
import { leaving } from './left-open.ts';
import { place } from './demo-alert.ts';
import { untruths } from './untruths.ts';
import { story, type Story } from './story.ts';
import { judgeEnding } from './judge-ending.ts';
import type { Logs } from '../logger.ts';

export interface DemoOptions {
  /** Answer as the demo people, verify, and end. */
  readonly once: boolean;
  readonly look: Look;
}

const question = 'fire';

/**
 * A bad pack is published on the staging platform, an alert comes in, it is rolled back, two demo people are asked. Answers whether all of
 * it held: the good release is back at every reader, and the evidence verifies.
 */
export async function demo(screen: Screen, logs: Logs, { once, look }: DemoOptions): Promise<boolean> {
  const told = story(screen.out, look);
  told.title('Holdfast demo: a bad pack, caught and rolled back. Everything runs on this machine.');
  const left = leaving();
  const stack = await startStack(home(), logs, told.fact, screen.err);
  try {
    const held = await unlessBroken(stack, left, theIncident(stack, told, { once, look, left }));
    if (!once) await lookAround(stack, told, look);
    return held;
  } finally {
    await stack.stop();
  }
}

/** A full disk, or a server that died, is told as that, and not as what it does to the story. Ctrl-C ends servers too: that is no trouble. */
async function unlessBroken(stack: Stack, left: AbortSignal, told: Promise<boolean>): Promise<boolean> {
  const broken = stack.running.then(
    () => told,
    (err: unknown) => {
      if (left.aborted) return told;
      throw err;
    },
  );
  return Promise.race([told, broken]);
}

async function theIncident(stack: Stack, told: Story, options: FollowOptions): Promise<boolean> {
  const earlier = await earlierIncident(stack.incidents);
  const run = earlier ? goesOn(earlier, told) : await breakAndAlert(stack, told);
  const outcome = await followIncident(stack, run, told, options);

  const board = await stack.incidents.board(run);
  told.chapter('How it ended', outcome.ending);
  for (const { when, what } of howItWent(board)) told.event(when, what);
  told.fact(outcome.because);
  told.readers(await whatReadersSay(stack.staging, question));
  return judgeEnding(stack, outcome, told);
}

/** An earlier demo was left at a question: its incident is the story now. */
function goesOn({ incident, workflowId, runId }: IncidentLine, told: Story): Run {
  const name = incident ?? workflowId;
  told.chapter('An incident of an earlier demo goes on', `${name} is still open, and ${place.channel} may be held: nothing is broken anew`);
  return { workflowId, runId };
}

async function breakAndAlert(stack: Stack, told: Story): Promise<Run> {
  const before = await whatReadersSay(stack.staging, question);
  told.chapter('What readers are told before', `each is asked "${question}"`);
  told.readers(before);
  if ((await untruths(stack.staging)).length > 0)
    told.fact(`This is wrong already: a bad pack of an earlier demo is served. Begin anew, without it: delete ${stack.home.path}`);

  await breakPlatform(stack.staging, 'wrong-content', stack.home.path);
  told.chapter('A bad pack is published', 'it passes every gate and is correctly signed; its rules are wrong');
  const disagreements = await untilReadersDisagree(stack.staging);
  told.readers(await whatReadersSay(stack.staging, question));
  told.fact(`The platform's own metric sees it: staging_truth_disagreements ${disagreements}`);

  const started = await sendAlert(stack, disagreements);
  told.chapter('The alert comes in', `the gateway answers ${started.status} once Temporal has it`);
  const run = await stack.incidents.last(started.workflowId);
  if (run) return run;
  throw new Error(`Temporal does not know the incident that it just started (${started.workflowId})`);
}

async function lookAround({ run, home: { path }, running }: Stack, told: Story, { command = 'holdfast' }: Look): Promise<void> {
  told.chapter('Look around', 'all of it keeps running until Ctrl-C');
  told.fact(`${command} incidents`);
  told.fact(`Temporal's screen ${run.temporalUi}, the platform's own page ${run.staging}`);
  told.fact(`Everything is kept in ${path}`);
  await Promise.race([interrupted(), running]);
}
