import { sha256 } from '../../../contracts/digest.ts';
import { planDigest, signAnswer } from '../../../contracts/signed-answer.ts';
import { signStart } from '../../../contracts/signed-start.ts';
import { signStatement } from '../../../contracts/signed-statement.ts';
import { newKeyPair, readPrivateKey } from '../../../contracts/sshsig.ts';
import type { Decision, Plan } from '../../../domain/decisions.ts';
import type { Entry } from '../../../domain/timeline.ts';

const pairs = { Ana: newKeyPair('ana'), Ivo: newKeyPair('ivo'), Dee: newKeyPair('dee') };
type Name = keyof typeof pairs;
const keyOf = (name: Name) => readPrivateKey(pairs[name].privateKey);

/** Who they are: what `--people` reads. */
export const people = [
  { name: 'Ana', roles: ['on-call'], keys: [pairs.Ana.publicKey] },
  { name: 'Ivo', roles: ['incident-commander'], keys: [pairs.Ivo.publicKey] },
  { name: 'Dee', roles: ['duty-manager'], keys: [pairs.Dee.publicKey] },
];

const scope = { tenant: 'acme', environment: 'staging', kind: 'channel', name: 'au-nsw' } as const;
const runbook = 'bad-pack-rollback';
const at = '2026-07-01T12:00:00.000Z';
const lacking = 'it lacks BK-RC3 (no proof of a rebound pointer)';
const effect = { target: 'au-nsw', before: 'a', after: 'b', affects: 'readers', undo: 'nothing' };

/** Two people answered this, over a plan that names the checkpoint. */
function decision(incident: string, asking: number, verdict: string, plan: Plan, by: readonly Name[], note = ''): Decision {
  const answers = by.map((name) =>
    signAnswer({ incident, asking, verdict, plan: planDigest(plan), note, nonce: `nonce-${incident}-${asking}-${name}` }, keyOf(name)),
  );
  return { asking, plan, verdict, by, at: 5_000, answers } as unknown as Decision;
}

/** The first two lines of an incident that Ana started. */
export const signedOpening: readonly Entry[] = [
  {
    seq: 1,
    at: 1_000,
    kind: 'opened',
    runbook,
    scope,
    severity: 'SEV-1',
    by: 'started by hand: wrong rules',
    linkedTo: null,
    startedBy: signStart({ kind: 'start', runbook, scope, why: 'wrong rules', at, nonce: 'nonce-start' }, keyOf('Ana')),
  },
  { seq: 2, at: 2_000, kind: 'began', step: 'Hold activation', occasion: 1 },
];

/** And the lines after its first checkpoint: a decision, a note, a waiver, a sign-off by two that countersigns and a file, all signed. */
export function signedEntries(incident: string, checkpoint: string): readonly Entry[] {
  const note = { kind: 'note', incident, text: 'told the desk', at, nonce: 'nonce-of-a-note' } as const;
  const content = `{"of":"${incident}"}`; // as sealed-folder.ts keeps it
  const kept = { name: 'attachments/one.json', digest: `sha256:${sha256(content)}`, size: content.length };
  const file = { kind: 'attachment', incident, text: 'the console', ...kept, at, nonce: 'nonce-of-a-file' } as const;
  return [
    { seq: 3, at: 3_000, kind: 'decided', decision: decision(incident, 1, 'bad', { bad: effect }, ['Ivo']) },
    { seq: 4, at: 3_500, kind: 'stated', statement: 'note', person: 'Ana', text: note.text, signed: signStatement(note, keyOf('Ana')) },
    {
      seq: 5,
      at: 4_000,
      kind: 'decided',
      decision: decision(incident, 2, 'waive', { waive: { ...effect, before: lacking } }, ['Ivo'], 'the log is lost'),
    },
    { seq: 6, at: 4_000, kind: 'waived', fields: ['BK-RC3'], by: ['Ivo'], why: 'the log is lost' },
    {
      seq: 7,
      at: 5_000,
      kind: 'decided',
      decision: decision(incident, 3, 'accept', { accept: { ...effect, record: checkpoint } }, ['Ivo', 'Dee']),
    },
    {
      seq: 8,
      at: 5_500,
      kind: 'stated',
      statement: `attachment ${kept.name} (${kept.digest}, ${kept.size} bytes)`,
      person: 'Dee',
      text: file.text,
      signed: signStatement(file, keyOf('Dee')),
    },
    { seq: 9, at: 6_000, kind: 'ended', ending: 'closed', because: 'for a test' },
  ];
}
