import type { Decision } from '../../domain/decisions.ts';
import type { runbook } from '../bad-pack-rollback.ts';
import type { ChannelState } from '../../domain/packs.ts';
import type { Channel } from '../../domain/scope.ts';
import type { Incident } from '../incident/incident.ts';
import { probe, verify } from '../incident/ports.ts';
import { confirmPlan, told, widenPlan } from './plans.ts';
import type { Reach } from './reach.ts';
import type { Checked } from './restore.ts';

type ThisIncident = Incident<typeof runbook>;

/** Every channel that is held, with the judgement of its active release, and what people said of it where nothing is proven. */
export interface Judged {
  readonly checked: readonly Checked[];
  /** What is to be rolled back: what is proven bad, or where nothing is, what people say is. */
  readonly suspects: readonly Checked[];
  readonly isProven: boolean;
  readonly decisions: ReadonlyMap<Checked, Judgement>;
}

export type Judgement = Decision<'bad' | 'false-alarm'>;

/**
 * Holds what the alerts name, takes the evidence, judges, asks. Alerts that widen the scope meanwhile are held, judged and asked about
 * too, before anything moves.
 */
export async function judge(incident: ThisIncident, reach: Reach): Promise<Judged> {
  const checked: Checked[] = [];
  const decisions = new Map<Checked, Judgement>();
  let fresh = await reach.unheld([incident.scope, ...incident.joined()]);
  for (; fresh.length > 0; fresh = await reach.unheld(incident.joined())) {
    await incident.clearance(`Hold ${fresh.map(({ name }) => name).join(', ')}`);
    const judged = await holdAndCheck(incident, reach, fresh);
    checked.push(...judged);
    if (checked.some(isBad) || incident.observing) continue;
    const record = await incident.checkpoint();
    await Promise.all(judged.map(async (one) => decisions.set(one, await confirm(incident, one, record))));
  }
  const proven = checked.filter(isBad);
  const isProven = proven.length > 0;
  return { checked, suspects: isProven ? proven : checked.filter((one) => decisions.get(one)?.verdict === 'bad'), isProven, decisions };
}

/** A release that fails its own checks is confirmed by that (KOA-62); anything softer needs a person's eyes, for each channel by itself. */
function confirm(incident: ThisIncident, one: Checked, record: string | null): Promise<Judgement> {
  return incident.ask(
    `Is the active release bad? Reported: ${incident.observed}. Its own checks: ${told([one])}`,
    { bad: ['on-call'], 'false-alarm': ['on-call'] },
    confirmPlan([one], record),
    incident.starters,
  );
}

/** From now on, an alert that names more opens a question beside the others; what is held then is judged, and signed off with the rest. */
export async function askAboutMore(incident: ThisIncident, reach: Reach, checked: Checked[]): Promise<void> {
  for (;;) {
    const fresh = await reach.unheld(await incident.joining());
    if (fresh.length === 0) continue;
    const names = fresh.map(({ name }) => name).join(', ');
    const answer = incident.ask(
      `Alerts now name ${names} too, while the rollback goes on. Hold it?`,
      { hold: ['on-call'], leave: ['on-call'] },
      widenPlan(fresh),
    );
    const { verdict, by } = await reach.askedAbout(fresh, answer);
    if (verdict !== 'hold') continue;
    incident.steeredBy(by);
    checked.push(...(await holdAndCheck(incident, reach, fresh)));
  }
}

async function holdAndCheck(incident: ThisIncident, reach: Reach, named: readonly Channel[]): Promise<readonly Checked[]> {
  const channels = await reach.hold(named);
  if (channels.length === 0) return [];
  const active = await incident.step('Read the active release', () => probe.active(channels));
  return Promise.all(
    active.map(async (state) => ({
      channel: state.channel,
      proof: await incident.step('Check the active release', () => verify.release(state.channel, state.current), state.channel),
      marks: marksOf(state),
    })),
  );
}

/** Whoever calls a release bad must see that the last incident rolled back to it. Of a long list the newest three are enough. */
function marksOf({ current, pinned, quarantined }: ChannelState): string {
  const good = pinned.includes(current.id) ? ', which is pinned as good' : '';
  return good + (quarantined.length > 0 ? `; quarantined: ${quarantined.slice(-3).join(', ')}` : '');
}

const isBad = ({ proof }: Checked): boolean => proof.verdict === 'bad';
