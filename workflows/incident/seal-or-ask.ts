import { CancellationScope, condition } from '@temporalio/workflow';
import type { SealedRecord } from '../../activities/evidence.ts';
import type { Decisions } from './decisions.ts';
import { reasonOf } from './pager.ts';

interface Asking {
  readonly incident: string;
  readonly decisions: Decisions;
  /** Roles, junior first. */
  readonly escalation: readonly string[];
  readonly seal: () => Promise<SealedRecord>;
  /** Whether somebody else should go on instead. */
  readonly makesWay: () => boolean;
}

/**
 * Seals, and asks for the vault to be mended each time that fails, for as long as it takes: nothing ends without its record. Answers why it
 * could not, instead, as soon as it is to make way; whoever makes way sees to it that somebody goes on sealing.
 */
export async function sealOrAsk({
  incident,
  decisions,
  escalation,
  seal,
  makesWay,
}: Asking): Promise<SealedRecord | { readonly why: string }> {
  for (;;) {
    try {
      return await seal();
    } catch (err) {
      const why = reasonOf(err);
      const waiting = new CancellationScope();
      await waiting.run(() => Promise.race([askToMend(incident, why, decisions, escalation, makesWay), condition(makesWay)]));
      waiting.cancel(); // the question is withdrawn: another asks it from now on
      if (makesWay()) return { why };
    }
  }
}

async function askToMend(
  incident: string,
  why: string,
  decisions: Decisions,
  escalation: readonly string[],
  makesWay: () => boolean,
): Promise<void> {
  if (makesWay()) return;
  const plan = {
    target: 'the evidence record',
    before: `it cannot be sealed: ${why}`,
    after: 'it is tried again',
    affects: 'nothing that readers get',
    undo: 'nothing to undo',
  };
  await decisions.ask({
    text: `The record of ${incident} cannot be sealed: ${why}. Mend the vault, then answer retry.`,
    verdicts: { retry: [escalation[0]!] },
    escalation,
    notBy: [],
    plan: { retry: plan },
  });
}
