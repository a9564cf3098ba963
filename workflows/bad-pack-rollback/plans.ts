import type { Plan } from '../../domain/decisions.ts';
import { trouble, type Finding } from '../../domain/findings.ts';
import type { Baseline, Proof, Release } from '../../domain/packs.ts';
import { sameChannel, type Channel } from '../../domain/scope.ts';
import type { Checked, Restored } from './restore.ts';

// What each verdict will do, in words for the person who signs it. The signature covers these very words.

/** For "is the active release bad?". */
export function confirmPlan(checked: readonly Checked[], record: string | null): Plan<'bad' | 'false-alarm'> {
  const target = checked.map(({ channel }) => channel.name).join(', ');
  const releases = checked.map(({ channel, proof, marks }) => `${channel.name} serves ${proof.release.id}${marks}`).join(', ');
  const before = `${releases}; new releases are held`;
  return {
    bad: {
      target,
      before,
      after: `${checked.map(({ proof }) => proof.release.id).join(', ')} quarantined, and the newest earlier release that verifies now is made current`,
      affects: `everyone who reads ${target}: they get the earlier release`,
      undo: 'publish a fixed release; a quarantined one does not come back',
    },
    'false-alarm': {
      target,
      before,
      after: 'the holds of this incident are lifted, and the releases stay as they are',
      affects: `publishers of ${target}: they may publish again; readers see no change`,
      undo: 'a new alert, or `holdfast start`, holds again',
      lifts: checked.map(({ channel }) => channel),
      ...countersigning(record),
    },
  };
}

/** For a reader that lags or is silent after the propagation window. */
export function readersPlan(channel: Channel, good: Release, served: readonly Finding[]): Plan<'go-on' | 'look-again' | 'hand-over'> {
  const common = {
    target: channel.name,
    before: `${good.id} is bound; ${trouble(served)}`,
    undo: 'none needed: the pointer does not move',
  };
  return {
    'go-on': {
      ...common,
      after: 'these readers are taken as known to you; integrity is checked next',
      affects: 'readers named above may still serve the bad release',
    },
    'look-again': { ...common, after: 'every reader is asked again for one propagation window', affects: 'nobody' },
    'hand-over': {
      ...common,
      after: 'the incident ends, still held; you take over',
      affects: 'readers named above may still serve the bad release',
    },
  };
}

/** For a check of the bound release that could not be completed: that is never a pass, and no proof against the release either. */
export function integrityPlan(channel: Channel, { release, because }: Proof): Plan<'look-again' | 'try-next' | 'hand-over'> {
  const common = { target: channel.name, before: `${release.id} is bound and served; ${because}` };
  return {
    'look-again': { ...common, after: 'the release is checked again', affects: 'nobody', undo: 'nothing to undo' },
    'try-next': {
      ...common,
      after: `the next earlier release that verifies is made current instead of ${release.id}`,
      affects: `everyone who reads ${channel.name}: they get the earlier release`,
      undo: 'publish a fixed release',
    },
    'hand-over': {
      ...common,
      after: 'the incident ends, still held; you take over',
      affects: `${channel.name} stays on ${release.id}`,
      undo: '`holdfast start` adopts the holds',
    },
  };
}

/** For the sign-off. Accepting lifts the holds on all that were checked; whoever signs sees what was not rolled back, and why. */
export function signOffPlan(
  checked: readonly Checked[],
  rolledBack: readonly Restored[],
  record: string | null,
): Plan<'accept' | 'reject'> {
  const held = checked.map(({ channel }) => channel);
  const target = held.map(({ name }) => name).join(', ');
  const moved = rolledBack.map(
    ({ bad: { channel, proof }, good, unconfirmed }) =>
      `${channel.name} ${servedText(good, unconfirmed)}; ${proof.release.id} is quarantined`,
  );
  const left = checked.filter(({ channel }) => !rolledBack.some((one) => sameChannel(one.bad.channel, channel)));
  const stayed = left.map(({ channel, proof }) => `${channel.name} was not rolled back from ${proof.release.id}: ${proof.because}`);
  const before = `${[...moved, ...stayed].join('; ')}; new releases are held`;
  return {
    accept: {
      target,
      before,
      after: 'the holds of this incident are lifted, and the incident is closed',
      affects: `publishers of ${target}: they may publish again; readers keep what they have`,
      undo: 'a new alert, or `holdfast start`, holds again',
      lifts: held,
      ...countersigning(record),
    },
    reject: {
      target,
      before,
      after: 'the incident ends, handed over, and everything stays held',
      affects: `publishers of ${target}: they still cannot publish`,
      undo: '`holdfast start` adopts the holds',
      ...countersigning(record),
    },
  };
}

/** For alerts that name more once the rollback goes on. */
export function widenPlan(channels: readonly Channel[]): Plan<'hold' | 'leave'> {
  const target = channels.map(({ name }) => name).join(', ');
  const common = { target, before: `alerts name ${target}, which this incident does not hold` };
  return {
    hold: {
      ...common,
      after: 'new releases are held there, the evidence is taken and the active release is checked; it is not rolled back by this incident',
      affects: `publishers of ${target}: they cannot publish`,
      undo: 'the sign-off lifts it with the rest',
    },
    leave: {
      ...common,
      after: 'it stays as it is',
      affects: `readers of ${target} go on being served what was reported`,
      undo: 'a new alert, or `holdfast start`',
    },
  };
}

/** For a channel that has nothing left of its own (BK-BP3). */
export function baselinePlan(channel: Channel, baseline: Baseline): Plan<'serve-baseline' | 'hand-over'> {
  const common = { target: channel.name, before: `no release of ${channel.name} itself verifies; readers may be served the bad one` };
  return {
    'serve-baseline': {
      ...common,
      after: `every reader of ${channel.name} is answered from ${baseline.channel.name} ${baseline.release.id}, without what is local to ${channel.name}; answer this only where that is true`,
      affects: `everyone who reads ${channel.name}`,
      undo: 'a rollback to a release of its own, or a fixed release',
      baselines: [channel],
    },
    'hand-over': {
      ...common,
      after: 'the incident ends, still held; you take over',
      affects: 'readers may still serve the bad release',
      undo: '`holdfast start` adopts the holds',
    },
  };
}

/** What was found about each channel, in one line. */
export const told = (checked: readonly Checked[]): string =>
  checked.map(({ channel, proof }) => `${channel.name}: ${proof.because}`).join('; ');

/** What whoever signs off is told that readers get: no more than was seen (BK-P1). */
const servedText = ({ id }: Release, unconfirmed: string | null): string =>
  unconfirmed === null
    ? `serves ${id}, read back at every reader`
    : `is bound to ${id}, not confirmed at every reader, some may still serve the bad release: ${unconfirmed}`;

/** Whoever signs a plan that ends the incident countersigns the newest checkpoint of its record with it. */
const countersigning = (record: string | null): { readonly record?: string } => (record === null ? {} : { record });
