import type { Look } from '../../cli/look.ts';
import { home } from '../embedded/home.ts';
import { interrupted } from '../embedded/interrupted.ts';
import { startStack, type Stack } from '../embedded/stack.ts';
import type { Screen } from '../embedded/up.ts';
import { sendAlert } from './send-alert.ts';
import { breakPlatform, untilReadersDisagree, whatReadersSay } from './platform.ts';
import { followIncident } from './follow-incident.ts';
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
  const stack = await startStack(home(), logs, told.fact, screen.err);
  try {
    const held = await theIncident(stack, told, { once, look });
    if (!once) await lookAround(stack, told);
    return held;
  } finally {
    await stack.stop();
  }
}

async function theIncident(stack: Stack, told: Story, options: DemoOptions): Promise<boolean> {
  const before = await whatReadersSay(stack.staging, question);
  told.chapter('What readers are told before', `asked: "${question}"`);
  told.readers(before);

  await breakPlatform(stack.staging, 'wrong-content');
  told.chapter('A bad pack is published', 'it passes every gate and is correctly signed; its rules are wrong');
  const disagreements = await untilReadersDisagree(stack.staging);
  told.readers(await whatReadersSay(stack.staging, question));
  told.fact(`The platform's own metric sees it: staging_truth_disagreements ${disagreements}`);

  const started = await sendAlert(stack, disagreements);
  told.chapter('The alert comes in', `the gateway answers ${started.status} once Temporal has it`);
  const outcome = await followIncident(stack, started.workflowId, told, options);

  told.chapter('How it ended', outcome.ending);
  told.fact(outcome.because);
  const after = await whatReadersSay(stack.staging, question);
  told.readers(after);
  return judgeEnding(stack, outcome, before, after, told);
}

async function lookAround({ run, home: { path }, running }: Stack, told: Story): Promise<void> {
  told.chapter('Look around', 'all of it keeps running until Ctrl-C');
  told.fact('npm run holdfast -- incidents');
  told.fact(`Temporal's screen ${run.temporalUi}, the platform's own page ${run.staging}`);
  told.fact(`Everything is kept in ${path}`);
  await Promise.race([interrupted(), running]);
}
