import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Contain } from '../../activities/contain.ts';
import type { Evidence } from '../../activities/evidence.ts';
import type { Notify } from '../../activities/notify.ts';
import type { Probe } from '../../activities/probe.ts';
import type { Verify } from '../../activities/verify.ts';

// The only file with time-outs and retries: one line per kind of risk, so the whole policy is read at once.
const patient = { initialInterval: '1s', maximumInterval: '1m' } as const; // for ever: nothing is better than waiting
const brisk = { initialInterval: '100ms', backoffCoefficient: 1.5, maximumInterval: '5s', maximumAttempts: 8 } as const;

/** Short reads: local, so that they cost neither a round trip nor history of their own. */
export const probe = proxyLocalActivities<Probe>({ startToCloseTimeout: '5s', retry: { ...brisk, maximumAttempts: 3 } });
/** An attempt is given up before the next one begins: what it calls is bounded to less than its time-out. */
export const contain = proxyActivities<Contain>({ startToCloseTimeout: '30s', heartbeatTimeout: '5s', retry: brisk });
export const verify = proxyActivities<Verify>({ startToCloseTimeout: '30m', heartbeatTimeout: '5s', retry: brisk });
/** A signature that cannot be checked now is checked later, not dropped. */
export const {
  answer: verifyAnswer,
  start: verifyStart,
  statement: verifyStatement,
} = proxyActivities<Verify>({ startToCloseTimeout: '10s', retry: patient });
export const evidence = proxyActivities<Evidence>({ startToCloseTimeout: '5m', heartbeatTimeout: '5s', retry: brisk });
/** Of many at once: local, so that what a flood sent is not in the history a second time. */
export const { signatures: verifySignatures } = proxyLocalActivities<Verify>({ startToCloseTimeout: '10s', retry: patient });
const { open, lacking } = proxyLocalActivities<Evidence>({ startToCloseTimeout: '10s', retry: { ...brisk, maximumAttempts: 3 } });
export { open, lacking as lackingNow };
/** Writing lines: never local. They are to be in the history before they are in the vault, or a lost task would note others. */
export const { append } = proxyActivities<Evidence>({ startToCloseTimeout: '10s', retry: { ...brisk, maximumAttempts: 3 } });
/** Signs what is known, beside whatever goes on. Once, and soon given up: the next one covers it, and the seal at the end waits for all. */
export const { checkpoint } = proxyActivities<Evidence>({ scheduleToCloseTimeout: '8s', retry: { maximumAttempts: 1 } });
/** A page is given up after two minutes, said so on the timeline, and paged again. */
export const notify = proxyActivities<Notify>({ startToCloseTimeout: '10s', scheduleToCloseTimeout: '2m', retry: brisk });
