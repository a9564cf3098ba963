import type { Check } from '../cli/dependencies.ts';
import type { Configuration } from '../contracts/configuration.ts';
import { ToMend } from '../contracts/to-mend.ts';
import { seconds } from '../domain/time.ts';
import { hostAnswers } from '../targets/host-answers.ts';
import { anchorOf } from './anchor-of.ts';
import { pagerOf } from './pager-of.ts';
import { probing } from './probing.ts';
import { secretHere } from './secret-here.ts';

const time = seconds(5);

/**
 * `doctor` on pager, anchor and time-stamping authority, as far as that goes without paging or posting: the secret can be had and has the
 * right form, and the host takes a connection. The last two only where they are configured.
 */
export const noticeChecks = (configuration: Configuration): readonly Check[] => [
  pagerCheck(configuration),
  ...anchorCheck(configuration),
  ...timestampCheck(configuration),
];

const nameAPager = 'write targets.pager: webhook or slack, or console where that is what you want';
const notTried = 'takes connections, and the secret has the right form; nothing was posted';

/** `doctor` on the pager alone: all that a gateway needs of these. */
export function pagerCheck(configuration: Configuration): Check {
  const { pager } = configuration.targets;
  return probing('pager', { away: 'start it, or correct targets.pager', refused: 'correct its secret' }, async () => {
    if (!pager) throw new ToMend('none is configured: pages are printed on stderr where the worker runs, and wake nobody', nameAPager);
    pagerOf(configuration, () => undefined); // reads the secret, and refuses one that cannot be used
    if (pager.kind === 'console') return 'console: pages are printed on stderr where the worker runs, and wake nobody';
    const host = await hostAnswers('pager', pager.kind === 'slack' ? secretHere(pager.url) : pager.url, time);
    return `${pager.kind} at ${host} ${notTried}`;
  });
}

function anchorCheck(configuration: Configuration): readonly Check[] {
  const { anchor } = configuration.evidence;
  if (!anchor) return [];
  return [
    probing('anchor', { away: 'start it, or correct evidence.anchor', refused: 'correct its secret' }, async () => {
      anchorOf(configuration);
      return `${await hostAnswers('anchor', anchor.url, time)} ${notTried}`;
    }),
  ];
}

function timestampCheck({ evidence: { timestamps } }: Configuration): readonly Check[] {
  if (!timestamps) return [];
  return [
    probing('time stamps', 'start the authority, or correct evidence.timestamps', async () => {
      return `${await hostAnswers('time-stamping authority', timestamps.url, time)} takes connections; no time stamp was asked for`;
    }),
  ];
}
