import { expect, test } from '@jest/globals';
import { entryText } from '../../cli/entry-text.ts';
import type { Decision } from '../../domain/decisions.ts';
import type { Happening } from '../../domain/timeline.ts';
import { channel, noon } from './boards.ts';
import { noteOf } from './signed-note.ts';

const did = (result: unknown, occasion = 1): Happening => ({ kind: 'did', step: 'Roll back', occasion, result });
const receipt = { kind: 'receipt', action: 'rebind', channel, subject: '2026.07.1', already: false };
const decision = { asking: 1, verdict: 'bad', by: ['Ana', 'Ivo', 'Dee'] } as unknown as Decision;
const alert = {
  source: 'am',
  fingerprint: 'f',
  status: 'firing',
  startsAt: '',
  summary: 'wrong',
  labels: {},
  truncated: 0,
  receivedAt: noon,
} as const;

test.each<[Happening, string]>([
  [
    { kind: 'opened', runbook: 'r', scope: { ...channel, kind: 'channel' }, severity: 'SEV-1', by: 'am: X', linkedTo: null },
    'Opened by am: X: r on acme/production/channel/au-nsw, SEV-1',
  ],
  [
    {
      kind: 'opened',
      runbook: 'r',
      scope: { ...channel, kind: 'channel' },
      severity: 'SEV-1',
      by: 'started by hand: wrong rules',
      linkedTo: null,
      startedBy: {
        kind: 'start',
        runbook: 'r',
        scope: { ...channel, kind: 'channel' },
        why: 'wrong rules',
        at: '',
        nonce: '',
        signature: '',
      },
    },
    'Opened by hand: r on acme/production/channel/au-nsw, SEV-1: "wrong rules"',
  ],
  [{ kind: 'started', person: 'Ivo' }, 'Started by hand by Ivo, who signed it'],
  [{ kind: 'alert', alert, count: 1 }, 'Alert firing from am: wrong'],
  [{ kind: 'alert', alert, count: 100 }, 'Alert firing from am: wrong (came 100 times)'],
  [{ kind: 'began', step: 'Roll back', occasion: 2 }, 'Began: Roll back, for the 2nd time'],
  [did(null), 'Done: Roll back'],
  [did(receipt), 'Done: Roll back: moved acme/production/au-nsw to 2026.07.1'],
  [
    did([{ ...receipt, already: true }], 2),
    'Done: Roll back, for the 2nd time: moved acme/production/au-nsw to 2026.07.1 (it was so already)',
  ],
  [did({ ...receipt, already: true, byHand: true }), 'Done: Roll back: moved acme/production/au-nsw to 2026.07.1 (by hand)'],
  [
    did({ ...receipt, action: 'hold', already: true, since: noon }),
    'Done: Roll back: held acme/production/au-nsw (adopted: on since 2026-07-01 12:00:00 UTC)',
  ],
  [did({ ...receipt, dryRun: true }), 'Done: Roll back: would have moved acme/production/au-nsw to 2026.07.1'],
  [did([{ check: 'a', outcome: 'pass', why: '' }]), 'Done: Roll back: 1 check passed'],
  [did([{ check: 'a', outcome: 'unknown', why: 'timed out' }]), 'Done: Roll back: a: unknown, timed out'],
  [did({ verdict: 'bad', because: 'hashes differ' }), 'Done: Roll back: bad, hashes differ'],
  [{ kind: 'failed', step: 'Roll back', occasion: 1, why: 'HTTP 500', key: 'k' }, 'Failed: Roll back: HTTP 500'],
  [
    { kind: 'failed', step: 'Roll back', occasion: 2, about: 'acme/production/au-nsw', why: 'HTTP 500', key: 'k' },
    'Failed: Roll back on acme/production/au-nsw, for the 2nd time: HTTP 500',
  ],
  [
    { kind: 'failed', step: 'Roll back', occasion: 1, why: 'no answer', key: 'k', unresolved: true },
    'Failed: Roll back: no answer (not known whether it took effect)',
  ],
  [{ kind: 'asked', asking: 1, text: 'Is it bad?', verdicts: ['bad', 'false-alarm'] }, 'Asked question 1 (bad or false-alarm): Is it bad?'],
  [
    { kind: 'counted', asking: 1, person: 'Ana', roles: ['on-call'], verdict: 'bad', note: '' },
    "Ana (on-call) answered 'bad' to question 1",
  ],
  [
    { kind: 'counted', asking: 1, person: 'Ana', roles: ['on-call', 'author'], verdict: 'bad', note: 'seen' },
    `Ana (on-call, author) answered 'bad' to question 1: "seen"`,
  ],
  [{ kind: 'began', step: 'Roll back', occasion: 1, about: 'acme/production/au-nsw' }, 'Began: Roll back on acme/production/au-nsw'],
  [{ kind: 'decided', decision }, "Decided by Ana, Ivo and Dee: 'bad' (question 1)"],
  [
    { kind: 'refused', asking: 1, refusal: { code: 'FourEyes', message: 'another must' } },
    'Refused an answer to question 1 (FourEyes): another must',
  ],
  [{ kind: 'refused', asking: 0, refusal: { code: 'UnknownKey', message: 'not known' } }, 'Refused what was sent (UnknownKey): not known'],
  [
    { kind: 'stated', statement: 'note', person: 'Ana', text: 'told the desk', signed: noteOf('told the desk') },
    'Ana stated (note): told the desk',
  ],
  [
    {
      kind: 'stated',
      statement: 'attachment attachments/0f3a-console.png (sha256:0f3a, 9 bytes)',
      person: 'Ana',
      text: 'the status page',
      signed: { ...noteOf('the status page'), kind: 'attachment', name: 'attachments/0f3a-console.png', digest: 'sha256:0f3a', size: 9 },
    },
    'Ana attached "the status page": attachments/0f3a-console.png, 9 bytes',
  ],
  [
    { kind: 'flood', refused: 1000, untold: { UnknownKey: 948, Malformed: 2 } },
    'Refused 1000 messages in all; without a line each since the last such line: 948 UnknownKey and 2 Malformed',
  ],
  [
    { kind: 'widened', channels: [channel, { ...channel, name: 'au-vic' }] },
    'Reaches further now: acme/production/au-nsw and acme/production/au-vic',
  ],
  [{ kind: 'paged', page: 1, role: 'on-call', why: 'Is it bad?' }, 'Paged on-call: Is it bad?'],
  [{ kind: 'page lost', page: 1, role: 'on-call', why: 'HTTP 502' }, 'A page to on-call got lost: HTTP 502'],
  [{ kind: 'impact', since: noon, how: 'proven: it is bad' }, 'Impact confirmed: proven: it is bad'],
  [{ kind: 'objective', name: 'safe', state: 'half' }, "Objective 'safe' has used half of its time"],
  [{ kind: 'objective', name: 'safe', state: 'late soon' }, "Objective 'safe' has a fifth of its time left"],
  [{ kind: 'objective', name: 'safe', state: 'missed' }, "Objective 'safe' is missed"],
  [{ kind: 'objective', name: 'safe', state: 'met' }, "Objective 'safe' is met"],
  [{ kind: 'objective', name: 'safe', state: 'broken' }, "Objective 'safe' holds no longer: its clock runs again"],
  [{ kind: 'ended', ending: 'closed', because: 'back' }, 'Closed: back'],
  [{ kind: 'ended', ending: 'false-alarm', because: 'sound' }, 'A false alarm: sound'],
  [{ kind: 'ended', ending: 'handed-over', because: 'rejected' }, 'Handed over to people: rejected'],
])('%j is a sentence', (entry, sentence) => {
  expect(entryText(entry)).toBe(sentence);
});
