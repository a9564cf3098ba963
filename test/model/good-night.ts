import { sha256 } from '../../contracts/digest.ts';
import type { Receipt } from '../../domain/containment.ts';
import type { Answer, Decision } from '../../domain/decisions.ts';
import { minutes } from '../../domain/time.ts';
import type { Entry, Happening } from '../../domain/timeline.ts';
import type { History } from './history.ts';
import { channelOf, releaseOf } from './world/platform.ts';
import type { Happened, Standing } from './world/journal.ts';

const id = 'INC-7Q2M4K';
const key = (step: string): string => `${id}~${step}~acme.production.au-nsw~1`;
const snapshot = 'sha256:snapshot';

/** Pointers, from generation 5 on: `after` is what the next one says. */
const stand = (generation: number, release: string, holds: readonly string[], quarantined: readonly string[]): Standing => ({
  generation,
  current: releaseOf('au-nsw', release),
  holds,
  quarantined,
  baseline: null,
});
const pointers = [
  stand(5, '2026.05', [], []),
  stand(6, '2026.05', ['night'], []),
  stand(7, '2026.05', ['night'], ['2026.05']),
  stand(8, '2026.04', ['night'], ['2026.05']),
  stand(9, '2026.04', [], ['2026.05']),
] as const;

const change = (step: string, action: string, subject: string, to: 1 | 2 | 3 | 4): readonly Happened[] => [
  { what: 'asked of a key', key: key(step), wasThere: false },
  { what: 'sent', key: key(step), action, channel: 'au-nsw' },
  { what: 'moved', channel: 'au-nsw', key: key(step), action, subject, at: 0, before: pointers[to - 1]!, after: pointers[to] },
];

const answer = (nonce: string): Answer => ({ incident: id, asking: 1, verdict: 'accept', plan: '', note: nonce, nonce, signature: '' });
const decision = {
  asking: 1,
  verdict: 'accept',
  by: ['ivo'],
  at: 0,
  plan: { accept: { target: '', before: '', after: '', affects: '', undo: '', lifts: [channelOf('au-nsw')] } },
  answers: [answer('nonce-2')],
} as unknown as Decision;

const happened: readonly (readonly [minute: number, Happening])[] = [
  [
    0,
    {
      kind: 'opened',
      runbook: 'bad-pack-rollback',
      scope: { ...channelOf('au-nsw'), kind: 'channel' },
      severity: 'SEV-1',
      by: 'an alert',
      linkedTo: null,
    },
  ],
  [0, { kind: 'counted', asking: 0, person: 'ana', roles: ['on-call'], verdict: 'bad', note: 'nonce-1' }],
  [0, { kind: 'decided', decision: { ...decision, verdict: 'bad', by: ['ana'], answers: [answer('nonce-1')] } }],
  [0, { kind: 'impact', since: 0, how: 'confirmed by ana' }],
  [
    0,
    {
      kind: 'did',
      step: 'Read the active release',
      occasion: 1,
      result: [{ channel: channelOf('au-nsw'), current: releaseOf('au-nsw', '2026.05') }],
    },
  ],
  [0, { kind: 'began', step: 'Roll back', occasion: 1 }],
  [15, { kind: 'objective', name: 'safe', state: 'missed' }],
  [20, { kind: 'objective', name: 'safe', state: 'met' }],
  [20, { kind: 'objective', name: 'intact', state: 'met' }],
  [20, { kind: 'asked', asking: 1, text: 'Sign off the rollback?', verdicts: ['accept', 'reject'] }],
  [40, { kind: 'counted', asking: 1, person: 'ivo', roles: ['incident-commander'], verdict: 'accept', note: 'nonce-2' }],
  [40, { kind: 'decided', decision }],
  [40, { kind: 'ended', ending: 'closed', because: 'au-nsw is back on 2026.04' }],
];
const timeline: readonly Entry[] = happened.map(([minute, line], index) => ({ seq: index + 1, at: minutes(minute), ...line }));

function chain(entries: readonly Entry[]): readonly string[] {
  let prev = '0'.repeat(64);
  return entries.map((entry) => {
    const line = JSON.stringify({ ...entry, prev });
    prev = sha256(line);
    return line;
  });
}

const receipt = (step: string, action: Receipt['action']): Receipt =>
  ({ key: key(step), action, subject: '2026.04', evidence: { digest: snapshot, where: 'vault' } }) as unknown as Receipt;

/** A night as it should be: confirmed by one person, rolled back, too late for one objective, signed off by another. Not run: written down. */
export const goodNight: History = {
  schedule: {
    scope: 'channel',
    isObserving: false,
    isByHand: false,
    window: 24,
    releases: ['bad'],
    faults: [],
    happenings: [],
    morning: { isSomebodyUp: true, verdicts: [0] },
  },
  holder: 'night',
  journal: [
    { what: 'looked for a stop', found: 'none' },
    ...change('Hold-activation', 'hold', 'night', 1),
    { what: 'kept', incident: id, name: 'snapshot-1/acme-production-au-nsw/channel-index.json', digest: 'sha256:index' },
    { what: 'kept', incident: id, name: 'snapshot-1/items.json', digest: snapshot },
    { what: 'judged', channel: 'au-nsw', release: '2026.04', verdict: 'sound', at: 0 },
    ...change('Quarantine-the-bad-release', 'quarantine', '2026.05', 2),
    ...change('Roll-back', 'rebind', '2026.04', 3),
    { what: 'paged', incident: id, role: 'duty-manager', why: "objective 'safe' is missed", got: true },
    ...change('Lift-the-hold', 'lift', 'night', 4),
    { what: 'appended', incident: id, entries: timeline },
    { what: 'sealed', incident: id, digest: 'sha256:sums' },
  ],
  incidents: [
    {
      id,
      timeline,
      sealed: {
        lines: chain(timeline),
        receipts: [
          receipt('Hold-activation', 'hold'),
          receipt('Quarantine-the-bad-release', 'quarantine'),
          receipt('Roll-back', 'rebind'),
          receipt('Lift-the-hold', 'lift'),
        ],
        files: { 'record.json': 'aa' },
        sums: { 'record.json': 'aa' },
        digest: 'sha256:sums',
      },
      waiting: null,
    },
  ],
  sent: [
    { who: 'ana', how: 'well', answer: answer('nonce-1') },
    { who: 'ivo', how: 'well', answer: answer('nonce-2') },
  ],
  standing: { 'au-nsw': pointers[4] },
  clock: minutes(60),
};
