import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { channel, pack, pointer, writeChannel, writePointer } from '../targets/support/pack-store.ts';
import { folder } from '../targets/support/folder.ts';
import { evidenceItems } from '../../domain/evidence-items.ts';
import { planDigest, signAnswer } from '../../contracts/signed-answer.ts';
import { newKeyPair, readPrivateKey } from '../../contracts/sshsig.ts';
import type { Pointer } from '../../contracts/pack-format.ts';
import type { Case, Change, ChangeRequest, Description } from '../../contracts/platform-api.ts';
import type { Authorization, EvidencedAuthorization, SignedAuthorization, Snapshot } from '../../domain/containment.ts';
import { settle, type Decision, type Plan, type Question } from '../../domain/decisions.ts';
import { recordOf } from '../../domain/record.ts';
import { sealer } from '../targets/support/sealer.ts';
import { TargetError } from '../../domain/target-error.ts';
import type { World } from '../../activities/change.ts';
import { fileSystemOrigin } from '../../targets/packs/file-system-origin.ts';
import type { Publisher, Vault } from '../../targets/targets.ts';
import { fileSystemVault } from '../../targets/vault/file-system-vault.ts';

export { channel };
export const holder = 'production~acme~bad-pack-rollback~channel~au-nsw';
export const incident = 'INC-7Q2M4K';
export const [r3, r4, r5] = [pack('r3'), pack('r4'), pack('r5')] as const;

/** How the publisher misbehaves on its next changes, first to last; `null` is a good day. */
export type Mischief = 'times out after the effect' | 'times out before it' | 'dies after the effect' | 'says done and does nothing' | null;

export interface Platform {
  readonly world: World;
  readonly publisher: Publisher;
  readonly vault: Vault;
  readonly vaultFolder: string;
  /** Every call of `outcome` and `change`, in order: `outcome KEY`, `hold KEY`. */
  readonly calls: string[];
  /** How often the pointer really moved. */
  moves(): number;
  pointer(): Pointer;
  /** Somebody else's move. */
  move(change: (pointer: Pointer) => Partial<Pointer>): void;
  readonly mischief: Mischief[];
  description: Description;
}

/** A pack store and a vault on disk, with a publisher in front of them that moves the store's pointer: three releases, r5 current. */
export async function platform(): Promise<Platform> {
  const root = folder();
  const vaultFolder = join(root, 'vault');
  mkdirSync(vaultFolder);
  const store = join(root, 'packs');
  mkdirSync(store);
  writeChannel(store, [r3, r4, r5]);
  const vault = fileSystemVault({ path: vaultFolder, recordOf, sealer });
  await vault.open(incident, 'run-1');
  let current = pointer(3, r5.release);
  const done = new Map<string, Change>();
  const calls: string[] = [];
  const mischief: Mischief[] = [];
  const move = (change: (pointer: Pointer) => Partial<Pointer>): void => {
    current = { ...current, ...change(current), generation: current.generation + 1 };
    writePointer(store, current);
  };

  function act(request: ChangeRequest): Change {
    if (request.expected_generation !== current.generation)
      throw new TargetError('Conflict', 'the generation moved on', { recoverable: true });
    const before = current.generation;
    move(({ holds, quarantined, pinned }) => {
      const since = '2026-06-01T00:00:00Z';
      if (request.action === 'hold')
        return { holds: [...holds, { name: request.name, since, reason: request.reason, notice: request.notice }] };
      if (request.action === 'lift') return { holds: holds.filter(({ name }) => name !== request.name) };
      if (request.action === 'pin') return { pinned: [...pinned, { release_id: request.release_id, by: request.by }] };
      if (request.action === 'baseline') return { baseline_only: request.baseline };
      const { release_id, artifact_id, reason, key } = request;
      if (request.action === 'rebind') return { current: { release_id, artifact_id }, baseline_only: null };
      return { quarantined: [...quarantined, { release_id, artifact_id, reason, key }] };
    });
    return changed(request, before, current.generation);
  }
  const changed = ({ key, action }: ChangeRequest, before: number, after: number): Change => ({
    key,
    action,
    generation_before: before,
    generation_after: after,
    already: false,
    audit_event: { id: `audit/${after}`, at: '2026-06-01T00:00:00Z', actor: 'holdfast', action, digest: 'sha256:0' },
  });

  const publisher: Publisher = {
    describe: () => Promise.resolve(made.description),
    cover: () => Promise.resolve({ channels: [channel], baseline: null }),
    evidence: (_channel, item) => Promise.resolve({ value: Buffer.from(`the ${item}`), origin: `publisher:${item}`, at: 7 }),
    outcome: (_channel, key) => {
      calls.push(`outcome ${key}`);
      return Promise.resolve(done.get(key) ?? null);
    },
    change: (_channel, request) => {
      calls.push(`${request.action} ${request.key}`);
      const today = mischief.shift() ?? null;
      if (today === 'times out before it') return Promise.reject(new TargetError('TimedOut', 'no answer', { recoverable: true }));
      if (today === 'says done and does nothing') return Promise.resolve(changed(request, current.generation, current.generation));
      const change = act(request);
      done.set(request.key, change);
      if (today === 'times out after the effect') return Promise.reject(new TargetError('TimedOut', 'no answer', { recoverable: true }));
      if (today === 'dies after the effect') return Promise.reject(new Error('the worker was killed'));
      return Promise.resolve(change);
    },
  };
  const cases = new Map<string, Case>();
  const made: Platform = {
    world: {
      packs: { origins: [fileSystemOrigin({ name: 'east', path: store })] },
      publisher,
      cases: {
        open: ({ body: _body, ...request }) => {
          const id = `CASE-${cases.size + 1}`;
          const opened: Case = { ...request, id, status: 'open', opened_at: '2026-06-01T00:00:00Z', url: `https://cases.test/${id}` };
          cases.set(id, cases.get(id) ?? opened);
          return Promise.resolve(opened);
        },
        read: (id) => Promise.resolve(cases.get(id)!),
      },
      vault,
      roster: { people: [...roster] },
    },
    publisher,
    vault,
    vaultFolder,
    calls,
    moves: () => current.generation - 3,
    pointer: () => current,
    move,
    mischief,
    description: { actions: ['hold', 'lift', 'quarantine', 'rebind', 'pin'], evidence: [...evidenceItems], absent: [] },
  };
  return made;
}

const keys = { ivo: newKeyPair('ivo'), mallory: newKeyPair('mallory') };
const ivo = { name: 'ivo', roles: ['incident-commander'], keys: [keys.ivo.publicKey] };
const roster = [ivo];

export const paper = (key = 'hold-1'): Authorization => ({
  incident,
  key,
  holder,
  trigger: 'alertmanager: WrongTruth',
  observed: 'wrong rules',
});
export const evidenced = (key: string): EvidencedAuthorization => ({
  ...paper(key),
  snapshot: { digest: 'sha256:5', where: 'vault', at: 0, items: [] } as unknown as Snapshot,
});
export const signed = (decision: Decision, key = 'lift-1'): SignedAuthorization => ({ ...evidenced(key), decision });

const effect = { target: 'au-nsw', before: '', after: '', affects: '', undo: '' };
export const liftPlan: Plan = { accept: { ...effect, lifts: [channel] }, reject: effect };

/** What a person really signed: by ivo unless another signs. */
export function decided(
  { verdict = 'accept', plan = liftPlan, by = 'ivo', about = incident } = {} as Partial<{
    readonly verdict: string;
    readonly plan: Plan;
    readonly by: keyof typeof keys;
    readonly about: string;
  }>,
): Decision {
  const seats = ['incident-commander'];
  const question: Question = {
    asking: 2,
    text: '?',
    verdicts: { accept: seats, reject: seats },
    escalation: [],
    notBy: [],
    plan,
    since: 0,
  };
  const unsigned = { incident: about, asking: 2, verdict, plan: planDigest(plan), note: '', nonce: 'nonce-0001' };
  const answer = signAnswer(unsigned, readPrivateKey(keys[by].privateKey));
  const decision = settle(question, [{ person: ivo, verdict, answer }], 0);
  if (!decision) throw new Error('that settles nothing');
  return decision;
}
