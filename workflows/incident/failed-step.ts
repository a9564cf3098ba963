import { CancellationScope } from '@temporalio/workflow';
import { receiptsIn, wasMadeByOthers } from '../../domain/containment.ts';
import type { Decision, Plan } from '../../domain/decisions.ts';
import { HandedOver } from './handed-over.ts';
import type { Hands } from './hands.ts';
import { byHandPlan, retryPlan } from './retry-plan.ts';
import type { Statements } from './statements.ts';
import type { Step } from './step.ts';
import type { Failed, Steps } from './steps.ts';

interface Stepping {
  readonly step: Step;
  /** The step's title, with the channel that it is about. */
  readonly named: string;
  /** Whom to ask. */
  readonly role: string;
  readonly statements: Statements;
  /** Told who did it by hand: theirs is then what is judged (promise 6). */
  readonly hands: Pick<Hands, 'touched'>;
  readonly ask: <V extends string>(
    text: string,
    verdicts: Readonly<Record<V, readonly [string, ...string[]]>>,
    plan: Plan<NoInfer<V>>,
  ) => Promise<Decision<V>>;
}

type FailedStep = Stepping & { readonly done: Failed };

/** Does a step until it is done. Each failure asks whether to try again; it never goes on as if nothing had happened. */
export async function seenThrough<T>(steps: Steps, work: (step: Step) => Promise<T>, stepping: Stepping): Promise<T> {
  let retriers: readonly string[] = [];
  for (;;) {
    if (CancellationScope.current().consideredCancelled) await CancellationScope.current().cancelRequested;
    const done = await steps.attempt(stepping.step, work);
    if ('result' in done) {
      if (receiptsIn(done.result).some(wasMadeByOthers)) stepping.hands.touched(retriers); // theirs, for all that is known (promise 6)
      return done.result;
    }
    retriers = await askAboutFailure({ ...stepping, done });
  }
}

/** Asks what becomes of a step that failed. Answers who would have it tried again; HandedOver when nobody would. */
async function askAboutFailure(failed: FailedStep): Promise<readonly string[]> {
  if (failed.done.isUnsupported) return askToDoByHand(failed);
  const { named, done, role, ask } = failed;
  const open = done.isUnresolved ? '. Whether it took effect is NOT KNOWN' : '';
  const why = `${done.failed}${open}`;
  const { verdict, by } = await ask(`'${named}' failed: ${why}. Try again?`, { retry: [role], 'hand-over': [role] }, retryPlan(named, why));
  if (verdict === 'hand-over') throw new HandedOver(`'${named}' failed: ${why}; handed over by ${by.join(', ')}`);
  return by;
}

/** BK-P5: the platform cannot do it, so a person does, attaches what shows it, and the effect is looked for. */
async function askToDoByHand({ step, named, done, role, statements, hands, ask }: FailedStep): Promise<readonly string[]> {
  const began = Date.now();
  let lacking = '';
  for (;;) {
    const { verdict, by } = await ask(
      `${lacking}The platform cannot do '${named}': ${done.failed}. Do it by hand (docs/runbooks, "By hand"), attach what shows it with holdfast attach, then answer done.`,
      { done: [role], 'hand-over': [role] },
      byHandPlan(named, done.failed),
    );
    if (verdict === 'hand-over')
      throw new HandedOver(`the platform cannot do '${named}', and it was not done by hand; handed over by ${by.join(', ')}`);
    if (statements.attachedSince(began) > 0) {
      hands.touched(by);
      step.doneByHand(by);
      return by;
    }
    lacking = 'Nothing was attached since this was asked. ';
  }
}
