/** RB-05 Bad-pack rollback. The prose is docs/runbooks/bad-pack-rollback.md; its headings are `steps`, in this order. */
import type { IncidentStart, Outcome, Runbook } from '../domain/runbook.ts';
import { hours, minutes } from '../domain/time.ts';
import { confirmPlan, signOffPlan } from './bad-pack-rollback/plans.ts';
import { isIntact, isolate, rollBack, type Bad, type Checked, type Restored } from './bad-pack-rollback/restore.ts';
import { followRunbook } from './incident/follow-runbook.ts';
import { contain, evidence, probe, verify } from './incident/ports.ts';

export const runbook = {
  id: 'RB-05',
  name: 'bad-pack-rollback',
  title: 'Bad-pack rollback',
  severity: 'SEV-1', // BK-S1: wrong published truth is active for users
  steps: [
    'Identify the scope',
    'Hold activation',
    'Snapshot the evidence',
    'Read the active release',
    'Check the active release',
    'Find the last known good',
    'Quarantine the bad release',
    'Roll back',
    'Check what readers are served',
    'Check manifest and pack integrity',
    'Open the case to fix forward',
    'Pin the good release',
    'Lift the hold',
  ],
  objectives: { safe: minutes(15), intact: minutes(30), recorded: hours(24) }, // BK-RO1, BK-RO2, BK-RO3
  escalation: ['on-call', 'incident-commander', 'duty-manager'],
} as const satisfies Runbook;

export async function badPackRollback(start: IncidentStart): Promise<Outcome> {
  return followRunbook(runbook, start, async (incident) => {
    const channels = await incident.step('Identify the scope', () => probe.channels(incident.scope));
    // Stop the spread before anyone is sure (KOA-T6, KOA-61a). From here only a person's decision takes the holds off.
    await every(channels, (channel) => incident.step('Hold activation', (step) => contain.hold(step.authorize(), channel), channel));
    const before = await incident.step('Snapshot the evidence', () => evidence.snapshot(incident.id, channels)); // KOA-P4
    const active = await incident.step('Read the active release', () => probe.active(channels));
    const checked = await every(active, async ({ channel, current }) => {
      return { channel, proof: await incident.step('Check the active release', () => verify.release(channel, current), channel) };
    });

    // A release that fails its own checks is confirmed by that (KOA-62); anything softer needs a person's eyes.
    const proven = checked.filter(({ proof }) => proof.verdict === 'bad');
    const confirmed =
      proven.length > 0
        ? null
        : await incident.ask(
            `Is the active release bad? Reported: ${incident.observed}. Its own checks: ${told(checked)}`,
            { bad: ['on-call'], 'false-alarm': ['on-call'] },
            confirmPlan(checked),
            incident.starters,
          );
    if (confirmed?.verdict === 'false-alarm') {
      await every(channels, (channel) =>
        incident.step('Lift the hold', (step) => contain.liftHold(step.authorize(before, confirmed), channel), channel),
      );
      return incident.end('false-alarm', `${confirmed.by.join(', ')} found it sound: ${told(checked)}`);
    }
    const suspects = confirmed ? checked : proven;
    incident.impactConfirmed(
      confirmed?.at ?? Date.now(),
      confirmed ? `confirmed by ${confirmed.by.join(', ')}: ${incident.observed}` : `proven: ${told(suspects)}`,
    );

    let left = await every(suspects, (suspect) => isolate(incident, before, suspect));
    const restored = new Map<Bad, Restored>();
    while (left.length > 0) {
      for (const one of await every(left, (bad) => rollBack(incident, before, bad))) restored.set(one.bad, one);
      incident.met('safe');
      const found = await every(left, async (bad) => ({ bad, intact: await isIntact(incident, restored.get(bad)!) }));
      left = found.filter(({ intact }) => !intact).map(({ bad }) => bad);
      if (left.length > 0) incident.broken('safe'); // what is bound now is not whole: the next one
    }
    incident.met('intact');

    const rolledBack = [...restored.values()].map(({ bad, good }) => ({ channel: bad.channel, bad: bad.proof.release, good }));
    for (const { channel, bad, good } of rolledBack) {
      await incident.step(
        'Open the case to fix forward',
        (step) =>
          contain.openCase(
            step.authorize(before),
            channel,
            `Fix ${channel.name} ${bad.id} forward`,
            `Rolled back to ${good.id}. ${told(suspects)}`,
          ),
        channel,
      );
      await incident.step('Pin the good release', (step) => contain.pin(step.authorize(before), channel, good), channel);
    }
    const signedOff = await incident.ask(
      `Sign off the rollback? ${rolledBack.map(({ channel, bad, good }) => `${channel.name} went from ${bad.id} back to ${good.id}`).join('; ')}`,
      { accept: ['incident-commander'], reject: ['incident-commander'] },
      signOffPlan(checked, rolledBack),
      [...incident.starters, ...(confirmed?.by ?? [])],
    );
    if (signedOff.verdict === 'reject') return incident.end('handed-over', `rejected by ${signedOff.by.join(', ')}; still held`);
    await every(channels, (channel) =>
      incident.step('Lift the hold', (step) => contain.liftHold(step.authorize(before, signedOff), channel), channel),
    );
    return incident.end(
      'closed',
      `${rolledBack.map(({ channel, good }) => `${channel.name} is back on ${good.id}`).join(', ')}; signed off by ${signedOff.by.join(', ')}`,
    );
  });
}

const every = <T, U>(items: readonly T[], work: (item: T) => Promise<U>): Promise<U[]> => Promise.all(items.map(work));
const told = (checked: readonly Checked[]): string => checked.map(({ channel, proof }) => `${channel.name}: ${proof.because}`).join('; ');
