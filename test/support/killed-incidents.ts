import { expect } from '@jest/globals';
import type { Board } from '../../domain/board.ts';
import { minutes } from '../../domain/time.ts';
import { containFunctions, momentOf, type ContainFunction, type Moment } from './contain-moments.ts';
import type { Door, Stopped } from './door.ts';
import type { IncidentInHand } from './incident-in-hand.ts';
import type { Place, Product } from './product.ts';
import { until } from './until.ts';

/** An incident that waits at an exact moment of one `contain`. */
export interface Waiting {
  readonly place: Place;
  readonly name: ContainFunction;
  readonly incident: IncidentInHand;
  readonly stopped: Stopped;
}

/** Publishes a release that is proven bad without a person, starts its incident, and leads it to that moment. */
async function leadTo(product: Product, door: Door, place: Place, name: ContainFunction, moment: Moment): Promise<Waiting> {
  const stopped = door.stop(momentOf(place, name, moment));
  const at = { tenant: place.tenant, channel: place.name };
  await product.staging.fault('payload-corrupted', at);
  if (name === 'serveBaseline') await product.staging.fault('no-good-release', at);
  const incident = await product.alert(place);
  if (name === 'serveBaseline') expect(await incident.answers('Ivo', 'serve-baseline')).toMatchObject({ status: 200 });
  if (name === 'liftHold') expect(await incident.answers('Ivo', 'accept')).toMatchObject({ status: 200 });
  await stopped.reached;
  return { place, name, incident, stopped };
}

const usual = { hold: 1, quarantine: 1, rebind: 1, pin: 1, lift: 1 };
const withBaseline = { hold: 1, quarantine: 1, baseline: 1, lift: 1 };

/** Signs off, where that was not done yet, and waits until it is closed as it should be. */
export async function expectToClose(product: Product, waiting: Waiting): Promise<void> {
  const who = waiting.name === 'serveBaseline' ? 'Dee' : 'Ivo'; // the other pair of eyes
  if (waiting.name !== 'liftHold') await signOff(waiting.incident, who);
  await expectClosed(product, waiting);
}

/** Until it is acknowledged, as a person does; or until it is refused because one before it was counted and nobody could say so. */
export async function signOff(incident: IncidentInHand, person: string): Promise<void> {
  const send = (): Promise<number> =>
    incident.answers(person, 'accept').then(
      ({ status }) => status,
      () => 0, // the question is not asked yet, or was answered meanwhile
    );
  const isCounted = async (): Promise<boolean> => [200, 409].includes(await send()) || (await incident.board()).ended !== null;
  await until(isCounted, Boolean, minutes(15));
}

/** Closed, with each effect once as the platform counts, the readers served right, and nobody asked anything but what is always asked. */
export async function expectClosed(product: Product, { place, name, incident }: Waiting): Promise<void> {
  const byBaseline = name === 'serveBaseline';
  const settled = ({ ended, questions }: Board): boolean => ended !== null || questions.some(({ verdicts }) => 'retry' in verdicts);
  const { questions } = await until(incident.board, settled, minutes(3)); // a step that failed would wait for a person for ever
  expect(questions.map(({ text }) => text)).toEqual([]);
  expect(await incident.ended()).toMatchObject({ ending: 'closed' });
  expect(await product.effects(place)).toEqual(byBaseline ? withBaseline : usual);
  expect(await product.readersServe(place)).toEqual(['2026.05', '2026.05', '2026.05']);
  expect(await product.cases(place)).toHaveLength(1);
  expect(await product.holds(place)).toEqual([]);
  const { events, record, receipts } = await incident.record();
  const asked = events.flatMap((entry) => (entry.kind === 'asked' ? [entry.verdicts] : []));
  expect(asked).toEqual([...(byBaseline ? [['serve-baseline', 'hand-over']] : []), ['accept', 'reject']]);
  expect(events.filter(({ kind }) => kind === 'failed')).toEqual([]);
  expect(events.filter(({ kind }) => kind === 'counted')).toHaveLength(byBaseline ? 2 : 1); // however often it was sent
  expect(record.interventions).toHaveLength(byBaseline ? 5 : 6);
  expect(receipts).toHaveLength(byBaseline ? 5 : 6);
}

/** How often Temporal had to begin what this incident waited in. */
export async function attempts(product: Product, { incident, name }: Waiting): Promise<number> {
  const { events } = await product.client.workflow.getHandle(incident.workflowId).fetchHistory();
  const scheduled = events?.find((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === name)?.eventId;
  const started = events?.map((event) => event.activityTaskStartedEventAttributes);
  return started?.find((one) => String(one?.scheduledEventId) === String(scheduled))?.attempt ?? 0;
}

/** A channel for each function: as many incidents as wait at once, one killed worker is the end of. */
const places: Readonly<Record<ContainFunction, Place>> = {
  hold: { tenant: 'globex', name: 'baseline' },
  quarantine: { tenant: 'acme', name: 'au-vic' },
  rollBack: { tenant: 'acme', name: 'nz-akl' },
  openCase: { tenant: 'acme', name: 'baseline' },
  serveBaseline: { tenant: 'globex', name: 'au-nsw' },
  pin: { tenant: 'globex', name: 'nz-akl' },
  liftHold: { tenant: 'acme', name: 'au-nsw' },
};

/** Leads an incident to the middle of each function of `contain`. Answers when all of them wait. */
export async function leadAll(product: Product, door: Door, momentOfEach: (name: ContainFunction) => Moment): Promise<readonly Waiting[]> {
  const led = (name: ContainFunction): Promise<Waiting> => leadTo(product, door, places[name], name, momentOfEach(name));
  const first = await Promise.all(everyFunction.filter((name) => name !== 'hold').map(led));
  return [...first, await led('hold')]; // on the baseline that has to be sound when another incident looks for one
}

const everyFunction = Object.keys(containFunctions) as readonly ContainFunction[];
