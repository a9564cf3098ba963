import { contain, type Contain } from '../../../activities/contain.ts';
import { evidence, type Evidence } from '../../../activities/evidence.ts';
import { notify, type Notify } from '../../../activities/notify.ts';
import { probe, type Probe } from '../../../activities/probe.ts';
import { verify, type Verify } from '../../../activities/verify.ts';
import type { Stop } from '../../../domain/statements.ts';
import { TargetError } from '../../../domain/target-error.ts';
import type { Targets } from '../../../targets/targets.ts';
import { cases } from './cases.ts';
import { misfortune, type Fault } from './faults.ts';
import type { Clock, Happened } from './journal.ts';
import { judge, type Truth } from './judge.ts';
import type { Files } from './memory-store.ts';
import { packOrigin } from './packs.ts';
import { signers } from './people.ts';
import { platform, type Platform } from './platform.ts';
import { publisher } from './publisher.ts';
import { unlucky } from './unlucky.ts';
import { vault } from './vault.ts';

type Activities = Probe & Verify & Evidence & Contain & Notify;

/** All that one schedule's incidents run against: the product's real activities over doubles of the systems, and the real vault. */
export interface World {
  readonly platform: Platform;
  readonly truth: Truth;
  readonly journal: Happened[];
  readonly clock: Clock;
  readonly activities: Activities;
  /** The files of its vault. */
  readonly files: Files;
  /** Says that automatic containment is stopped from now on, or is not. */
  stop(stop: Stop | null): void;
}

export function world(folder: string, faults: readonly Fault[], truth: Truth): World {
  const files: Files = new Map();
  const journal: Happened[] = [];
  const clock: Clock = { now: 0 };
  const strike = misfortune(faults);
  const there = platform(journal, clock);
  let stopped: Stop | null = null;
  const targets: Omit<Targets, 'trustRoots'> = {
    packs: { origins: [packOrigin(there, strike)] },
    publisher: publisher(there, journal, strike),
    cases: cases(journal, strike),
    vault: vault(folder, files, journal, strike),
    anchor: null,
    roster: { people: [...signers] },
    serving: {
      readers: ['reader-1', 'reader-2'],
      propagationWindow: 0,
      ask: async (reader) => {
        const trouble = strike('serving.ask');
        const outcome = trouble === 'fail' || trouble === 'unknown' ? trouble : 'pass';
        return Promise.resolve([{ check: `resolver at ${reader}`, outcome, why: trouble ?? '' }]);
      },
    },
    pager: {
      page: async ({ incident, role, why }) => {
        const got = !strike('pager.page');
        journal.push({ what: 'paged', incident, role, why, got });
        if (!got) throw new TargetError('Unreachable', 'the pager does not answer', { recoverable: true });
        return Promise.resolve();
      },
    },
    controls: {
      stopped: async () => {
        const trouble = strike('controls.stopped');
        const found = trouble === 'stop' ? { until: Date.UTC(2050, 0), by: 'ana', why: 'a drill' } : stopped;
        journal.push({ what: 'looked for a stop', found: trouble === 'unreachable' ? 'unknown' : found ? 'stop' : 'none' });
        if (trouble === 'unreachable') throw new TargetError('Unreachable', 'Temporal does not answer', { recoverable: true });
        return Promise.resolve(found);
      },
      handsLeft: () => Promise.resolve([]),
    },
  };
  const eye = judge(truth, there, journal, clock, strike);
  const activities: Activities = {
    ...probe({ ...targets, judge: eye }),
    ...verify({ ...targets, judge: eye }),
    ...evidence(targets as Targets),
    ...unlucky(contain(targets), strike),
    ...notify(targets),
  };
  return { clock, platform: there, truth, journal, activities, files, stop: (stop) => void (stopped = stop) };
}
