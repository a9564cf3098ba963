import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Contain } from '../../activities/contain.ts';
import type { Evidence } from '../../activities/evidence.ts';
import type { Notify } from '../../activities/notify.ts';
import type { Probe } from '../../activities/probe.ts';
import type { Verify } from '../../activities/verify.ts';
import { inTurn } from './in-turn.ts';
import { momentFirst } from './moment-first.ts';

// The only file with time-outs and retries: one line per kind of risk, so the whole policy is read at once.
const patient = { initialInterval: '1s', maximumInterval: '1m' } as const; // for ever: nothing is better than waiting
const brisk = { initialInterval: '100ms', backoffCoefficient: 1.5, maximumInterval: '5s', maximumAttempts: 8 } as const;

// Whatever is local is done in turn, over all of these.
/** Short reads: local, so that they cost neither a round trip nor history of their own. */
export const probe = inTurn(proxyLocalActivities<Probe>({ startToCloseTimeout: '5s', retry: { ...brisk, maximumAttempts: 3 } }));
/** An attempt is given up before the next one begins: what it calls is bounded to less than its time-out. Never local. */
export const contain = proxyActivities<Contain>({ startToCloseTimeout: '30s', heartbeatTimeout: '5s', retry: brisk });

const judging = proxyActivities<Verify>({ startToCloseTimeout: '30m', heartbeatTimeout: '5s', retry: brisk });
const keeping = proxyActivities<Evidence>({ startToCloseTimeout: '5m', heartbeatTimeout: '5s', retry: brisk });
/** What mostly takes a moment is tried locally first, once; what takes longer is done again, with heartbeats and retries. */
const moment = inTurn(proxyLocalActivities<Verify & Evidence>({ startToCloseTimeout: '2s', retry: { maximumAttempts: 1 } }));
/** Whatever is local keeps alerts waiting: `release` is not, so that those that came during snapshot and proof are seen before anything moves. */
export const verify = {
  release: judging.release,
  stillSound: momentFirst(moment.release, judging.release),
  candidates: momentFirst(moment.candidates, judging.candidates),
  served: momentFirst(moment.served, judging.served),
};
/** `seal` is not local either: an alert that comes meanwhile is the next incident's. */
export const evidence = { snapshot: momentFirst(moment.snapshot, keeping.snapshot), seal: keeping.seal };

/** A signature that cannot be checked now is checked later, not dropped; one that takes long keeps no other waiting. */
const checking = proxyActivities<Verify>({ startToCloseTimeout: '10s', retry: patient });
export const { answer: verifyAnswer, start: verifyStart, statement: verifyStatement } = checking;
/** Of many at once: mostly local, so that what a flood sent is not in the history a second time. */
export const verifySignatures = momentFirst(moment.signatures, checking.signatures);
const quick = inTurn(proxyLocalActivities<Evidence>({ startToCloseTimeout: '10s', retry: { ...brisk, maximumAttempts: 3 } }));
export const { open, lacking: lackingNow } = quick;
/** Writing lines: never local. They are to be in the history before they are in the vault, or a task that is lost would note others. */
export const { append } = proxyActivities<Evidence>({ startToCloseTimeout: '10s', retry: { ...brisk, maximumAttempts: 3 } });
/** Signs what is known, beside whatever goes on. Once, and soon given up: the next one covers it, and the seal at the end waits for all. */
export const { checkpoint } = proxyActivities<Evidence>({ scheduleToCloseTimeout: '8s', retry: { maximumAttempts: 1 } });
/** A page is given up after two minutes, said so on the timeline, and paged again. Never local: one that hangs would delay what comes after. */
export const notify = proxyActivities<Notify>({ startToCloseTimeout: '10s', scheduleToCloseTimeout: '2m', retry: brisk });
