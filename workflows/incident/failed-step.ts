import type { Decision, Plan } from '../../domain/decisions.ts';
import { HandedOver } from './handed-over.ts';
import { byHandPlan, retryPlan } from './retry-plan.ts';
import type { Statements } from './statements.ts';
import type { Step } from './step.ts';
import type { Failed } from './steps.ts';

interface FailedStep {
  readonly step: Step;
  /** The step's title, with the channel that it is about. */
  readonly named: string;
  readonly done: Failed;
  /** Whom to ask. */
  readonly role: string;
  readonly statements: Statements;
  /** Told who did it by hand: theirs is then what is judged (promise 6). */
  readonly steeredBy: (people: readonly string[]) => void;
  readonly ask: <V extends string>(
    text: string,
    verdicts: Readonly<Record<V, readonly [string, ...string[]]>>,
    plan: Plan<NoInfer<V>>,
  ) => Promise<Decision<V>>;
}

/** Asks what becomes of a step that failed. Returns when it is to be tried again; HandedOver when not. */
export async function askAboutFailure(failed: FailedStep): Promise<void> {
  if (failed.done.isUnsupported) return askToDoByHand(failed);
  const { named, done, role, ask } = failed;
  const open = done.isUnresolved ? '. Whether it took effect is NOT KNOWN' : '';
  const why = `${done.failed}${open}`;
  const { verdict, by } = await ask(`'${named}' failed: ${why}. Try again?`, { retry: [role], 'hand-over': [role] }, retryPlan(named, why));
  if (verdict === 'hand-over') throw new HandedOver(`'${named}' failed: ${why}; handed over by ${by.join(', ')}`);
}

/** BK-P5: the platform cannot do it, so a person does, attaches what shows it, and the effect is looked for. */
async function askToDoByHand({ step, named, done, role, statements, steeredBy, ask }: FailedStep): Promise<void> {
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
      steeredBy(by);
      return step.doneByHand(by);
    }
    lacking = 'Nothing was attached since this was asked. ';
  }
}
