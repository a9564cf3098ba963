/** RB-05 Bad-pack rollback. The prose is docs/runbooks/bad-pack-rollback.md; its headings are `steps`, in this order. */
import type { IncidentStart, Outcome, Runbook } from '../domain/runbook.ts';
import { sameChannel, type Channel } from '../domain/scope.ts';
import { hours, minutes } from '../domain/time.ts';
import { fixForward, liftHold } from './bad-pack-rollback/afterwards.ts';
import { askAboutMore, judge, type Judgement } from './bad-pack-rollback/judge.ts';
import { signOffPlan, told } from './bad-pack-rollback/plans.ts';
import { Reach } from './bad-pack-rollback/reach.ts';
import { rehearsed } from './bad-pack-rollback/rehearsal.ts';
import { isIntact, isolate, rollBack, type Bad, type Checked, type Restored } from './bad-pack-rollback/restore.ts';
import { followRunbook } from './incident/follow-runbook.ts';

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
    // Stop the spread before anyone is sure (KOA-T6, KOA-61a). From here only a person's decision takes the holds off.
    const reach = new Reach(incident);
    const { checked, suspects, isProven, decisions } = await judge(incident, reach);
    if (incident.observing) return incident.end('handed-over', await rehearsed(incident, reach, suspects, checked));
    if (suspects.length === 0) {
      await every(checked, (one) => liftHold(incident, reach, one, decisions.get(one)!));
      return incident.end('false-alarm', `${namesOf([...decisions.values()])} found it sound: ${told(checked)}${unknownText(reach)}`);
    }
    incident.steeredBy([...decisions.values()].filter(({ verdict }) => verdict === 'bad').flatMap(({ by }) => by));
    const confirmations = isProven ? [] : suspects.map((suspect) => decisions.get(suspect)!);
    const how = isProven ? `proven: ${told(suspects)}` : `confirmed by ${namesOf(confirmations)}: ${incident.observed}`;
    incident.impactConfirmed(isProven ? Date.now() : Math.min(...confirmations.map(({ at }) => at)), how);
    const byPeople = !isProven || (await incident.clearance(`Roll back ${suspects.map(({ channel }) => channel.name).join(', ')}`));
    const at = Date.now();
    const all = [...checked];
    incident.beside(() => askAboutMore(incident, reach, all));

    let left = await every(suspects, (suspect) => isolate(incident, reach, suspect, { byPeople, at }));
    const restored = new Map<Bad, Restored>();
    const isSafe = (): boolean => [...restored.values()].every(({ unconfirmed }) => unconfirmed === null); // BK-P1: what is not known is no pass
    while (left.length > 0) {
      for (const one of await every(left, (bad) => rollBack(incident, reach, bad))) restored.set(one.bad, one);
      const safe = isSafe();
      if (safe) incident.met('safe');
      const found = await every(left, async (bad) => ({ bad, intact: await isIntact(incident, restored.get(bad)!) }));
      left = found.filter(({ intact }) => !intact).map(({ bad }) => bad);
      if (left.length > 0 && safe) incident.broken('safe'); // what is bound now is not whole: the next one
    }
    incident.met('intact');

    const rolledBack = [...restored.values()];
    for (const one of rolledBack) await fixForward(incident, reach, one, told(suspects));
    const record = await incident.checkpoint(); // whoever signs off countersigns it
    const held = [...all];
    const signedOff = await incident.ask(
      `Sign off the rollback? ${rolledBack.map(movedText).join('; ')}`,
      { accept: ['incident-commander'], reject: ['incident-commander'] },
      signOffPlan(held, rolledBack, record),
    );
    if (signedOff.verdict === 'reject') return incident.end('handed-over', `rejected by ${signedOff.by.join(', ')}; still held`);
    const movedOf = ({ channel }: Checked) => rolledBack.find(({ bad }) => sameChannel(bad.channel, channel));
    await every(held, (one) => liftHold(incident, reach, one, signedOff, movedOf(one)));
    const by = signedOff.by.join(', ');
    const later = reach.channels.filter((channel) => !held.some((one) => sameChannel(one.channel, channel))); // held after the plan was signed: not his to lift
    if (later.length > 0) return incident.end('handed-over', `signed off by ${by}, but ${names(later)} was held after that and still is`);
    if (reach.asked.length > 0)
      return incident.end(
        'handed-over',
        `signed off by ${by}, but alerts name ${names(reach.asked)} too, and nobody said whether to hold it`,
      );
    if (reach.unknown.length > 0)
      return incident.end(
        'handed-over',
        `signed off by ${by}, but alerts name ${names(reach.unknown)} too, which the platform does not know`,
      );
    return incident.end('closed', `${rolledBack.map(backText).join(', ')}; signed off by ${by}`);
  });
}

const every = <T, U>(items: readonly T[], work: (item: T) => Promise<U>): Promise<U[]> => Promise.all(items.map(work));
const movedText = ({ bad: { channel, proof }, good, byOthers }: Restored): string =>
  `${channel.name} went from ${proof.release.id} back to ${good.id}${byOthers ? ' (not by Holdfast; whoever moved it must not sign)' : ''}`;
const unknownText = ({ unknown }: Reach): string =>
  unknown.length > 0 ? `; alerts name ${names(unknown)} too, which the platform does not know` : '';
const backText = ({ bad, good, unconfirmed }: Restored): string =>
  `${bad.channel.name} is back on ${good.id}${unconfirmed === null ? '' : `, not confirmed at every reader (${unconfirmed})`}`;
const names = (channels: readonly Channel[]): string => channels.map(({ name }) => name).join(', ');
const namesOf = (decisions: readonly Judgement[]): string => [...new Set(decisions.flatMap(({ by }) => by))].join(', ');
