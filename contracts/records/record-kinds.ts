import { receiptsIn } from '../../domain/containment.ts';
import { of, type Entry } from '../../domain/timeline.ts';

/** What an auditor can ask for by name; part of the command line (BK-E3), never changed. */
export const recordKinds = ['rollback', 'bad-pack-rebind', 'ai-kill-switch', 'launch-day'] as const;
export type RecordKind = (typeof recordKinds)[number];

/** Where records of a kind are filed, and which incidents they are of. */
export interface KindOfRecord {
  /** Its fixed place below the configured root (BK-E4). */
  readonly folder: string;
  readonly title: string;
  /** The runbook whose incidents it is of, by the name that they were sealed with. */
  readonly runbook: string;
  /** What an incident of that runbook must have done, and the words for it. */
  readonly shows: (entries: readonly Entry[]) => boolean;
  readonly showing: string;
}

const changed = (entries: readonly Entry[]) =>
  of(entries, 'did')
    .flatMap(({ result }) => receiptsIn(result))
    .filter(({ dryRun }) => !dryRun);
const rolledBack = (entries: readonly Entry[]): boolean =>
  changed(entries).some(({ action }) => action === 'rebind' || action === 'baseline');

/** BK-E3, BK-E4. The runbooks of the last two do not exist yet: their records are templates until one has left an incident in the vault. */
export const kindsOfRecord: Readonly<Record<RecordKind, KindOfRecord>> = {
  rollback: {
    folder: '01-rollback-drill',
    title: 'Rollback record',
    runbook: 'bad-pack-rollback',
    shows: rolledBack,
    showing: 'rolled something back',
  },
  'bad-pack-rebind': {
    folder: '03-bad-pack-kill-switch-manifest-rebind',
    title: 'Bad pack: manifest rebind record',
    runbook: 'bad-pack-rollback',
    shows: rolledBack,
    showing: 'rebound a manifest',
  },
  'ai-kill-switch': {
    folder: '02-ai-kill-switch-activation',
    title: 'AI kill switch activation record',
    runbook: 'ai-kill-switch',
    shows: (entries) => changed(entries).length > 0,
    showing: 'changed something',
  },
  'launch-day': {
    folder: '04-launch-day-production-validation',
    title: 'Launch-day production validation record',
    runbook: 'launch-day',
    shows: () => true,
    showing: 'validated anything',
  },
};
