import { checkAnswer } from '../contracts/signed-answer.ts';
import type { SignedAuthorization } from '../domain/containment.ts';
import { allows, type Person, type Question } from '../domain/decisions.ts';
import { channelText, type Channel } from '../domain/scope.ts';
import { TargetError } from '../domain/target-error.ts';

/**
 * Demands that people really decided to do `what` to this channel: the signed plan names it, and the answers' signatures verify here
 * and now against the roster. Throws TargetError NotAuthorized.
 */
export function demandPermission(
  { decision, incident }: SignedAuthorization,
  what: 'lifts' | 'baselines',
  channel: Channel,
  people: readonly (Person & { readonly keys: readonly string[] })[],
): void {
  if (!allows(decision, what, channel)) {
    throw new TargetError(
      'NotAuthorized',
      `decision ${decision.asking} ('${decision.verdict}') does not allow ${what === 'lifts' ? 'lifting the hold on' : 'serving the baseline of'} ${channelText(channel)}`,
    );
  }
  const question = { asking: decision.asking, plan: decision.plan } as Question; // all that a signature is checked against
  const signers = decision.answers.map((answer) => {
    const checked = checkAnswer(question, answer, people);
    if ('refusal' in checked)
      throw new TargetError('NotAuthorized', `an answer behind decision ${decision.asking} no longer counts: ${checked.refusal.message}`);
    if (answer.incident !== incident)
      throw new TargetError(
        'NotAuthorized',
        `an answer behind decision ${decision.asking} was signed for ${answer.incident}, not for ${incident}`,
      );
    if (answer.verdict !== decision.verdict)
      throw new TargetError(
        'NotAuthorized',
        `an answer behind decision ${decision.asking} says '${answer.verdict}', not '${decision.verdict}'`,
      );
    return checked.person.name;
  });
  const missing = decision.by.filter((name) => !signers.includes(name));
  if (signers.length === 0 || missing.length > 0)
    throw new TargetError('NotAuthorized', `decision ${decision.asking} has no signed answer of ${missing.join(', ') || 'anybody'}`);
}
