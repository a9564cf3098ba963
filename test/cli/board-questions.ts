import type { BoardQuestion } from '../../domain/board.ts';
import { seconds } from '../../domain/time.ts';

/** Noon, UTC: when the alert came. */
export const noon = Date.parse('2026-07-01T12:00:00Z');
export const channel = { tenant: 'acme', environment: 'production', name: 'au-nsw' } as const;
const doubt = 'au-nsw 2026.07.2: release 2026.07.2 passed every check at origin-1 and origin-2';
const question1 = `Is the active release bad? ${doubt}`;
const before = 'au-nsw serves 2026.07.2; new releases are held';

export const isItBad: BoardQuestion = {
  asking: 1,
  text: question1,
  verdicts: { bad: ['on-call'], 'false-alarm': ['on-call'] },
  escalation: ['on-call', 'incident-commander', 'duty-manager'],
  notBy: ['Ivo'],
  since: noon + seconds(6),
  votes: [],
  paged: ['on-call', 'incident-commander'],
  plan: {
    bad: {
      target: 'au-nsw',
      before,
      after: '2026.07.2 quarantined, and the newest earlier release that verifies now is made current',
      affects: 'everyone who reads au-nsw: they get the earlier release',
      undo: 'publish a fixed release; a quarantined one does not come back',
    },
    'false-alarm': {
      target: 'au-nsw',
      before,
      after: 'the holds of this incident are lifted, and the releases stay as they are',
      affects: 'publishers of au-nsw: they may publish again; readers see no change',
      undo: 'a new alert, or `holdfast start`, holds again',
      lifts: [channel],
    },
  },
};

const question2 = 'Sign off the rollback? au-nsw went from 2026.07.2 back to 2026.07.1';
const restored = 'au-nsw serves 2026.07.1, read back at every reader; 2026.07.2 is quarantined; new releases are held';

export const signItOff: BoardQuestion = {
  asking: 1,
  text: question2,
  verdicts: { accept: ['incident-commander'], reject: ['incident-commander'] },
  escalation: ['on-call', 'incident-commander', 'duty-manager'],
  notBy: [],
  since: noon + seconds(23),
  votes: [],
  paged: ['incident-commander'],
  plan: {
    accept: {
      target: 'au-nsw',
      before: restored,
      after: 'the holds of this incident are lifted, and the incident is closed',
      affects: 'publishers of au-nsw: they may publish again; readers keep what they have',
      undo: 'a new alert, or `holdfast start`, holds again',
      lifts: [channel],
    },
    reject: {
      target: 'au-nsw',
      before: restored,
      after: 'the incident ends, handed over, and everything stays held',
      affects: 'publishers of au-nsw: they still cannot publish',
      undo: '`holdfast start` adopts the holds',
    },
  },
};
