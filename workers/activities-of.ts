import { contain, type Contain } from '../activities/contain.ts';
import { evidence, type Evidence } from '../activities/evidence.ts';
import { notify, type Notify } from '../activities/notify.ts';
import { probe, type Probe } from '../activities/probe.ts';
import { verify, type Verify } from '../activities/verify.ts';
import type { Targets } from '../targets/targets.ts';
import { judge } from '../targets/verification/judge.ts';

/** Every activity over these targets, by the name that workflows call it. */
export const activitiesOf = (targets: Targets): Probe & Verify & Evidence & Contain & Notify => ({
  ...probe({ ...targets, judge: judge(targets) }),
  ...verify({ ...targets, judge: judge(targets) }),
  ...evidence(targets),
  ...contain(targets),
  ...notify(targets),
});
