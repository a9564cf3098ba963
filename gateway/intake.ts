import type { Logger } from 'pino';
import { z } from 'zod';
import type { Alert } from '../domain/alerts.ts';
import { workflowIdOf } from '../domain/scope.ts';
import type { Item } from './alertmanager.ts';
import type { Carried, RoutedAlert } from './carry.ts';
import type { Deliver } from './deliver.ts';
import { FewTriages } from './few-triages.ts';
import { LateFirings } from './late-firings.ts';
import type { GatewayMetrics } from './metrics.ts';
import { aboutOf, routeOf, type Route } from './route.ts';
import { trim } from './trim.ts';
import type { UnroutedAlerts } from './unrouted.ts';

/** What became of one alert of a delivery. */
export const alertResultSchema = z.object({
  fingerprint: z.string(),
  outcome: z.enum(['started', 'joined', 'suppressed', 'resolved', 'malformed']),
  incident: z.string().nullable().describe("The incident's workflow id."),
  runId: z.string().nullable(),
  why: z.string().describe('The reason, where the outcome needs one; why no route fits it, where it went to triage; what is malformed.'),
});
export type AlertResult = z.infer<typeof alertResultSchema>;

export interface IntakeParts {
  readonly routes: readonly Route[];
  readonly deliver: Deliver;
  readonly unrouted: UnroutedAlerts;
  readonly metrics: GatewayMetrics;
  readonly log: Logger;
}

/** An alert on its way. `unrouted`: why it goes to triage and not where it should. */
interface Going extends RoutedAlert {
  readonly unrouted: string | null;
}

/**
 * Takes in the alerts of one delivery: each is routed and delivered; one that no route or scope fits goes to triage (BK-A8), and is kept as
 * unrouted besides. What is no alert is counted, logged and told. Answers in their order once Temporal has all of them; fails as a whole
 * when it does not have one.
 */
export function intake({
  routes,
  deliver,
  unrouted,
  metrics,
  log,
}: IntakeParts): (items: readonly Item[], source: string) => Promise<readonly AlertResult[]> {
  const lateFirings = new LateFirings();
  const fewTriages = new FewTriages();

  async function keep({ alert, unrouted: why }: Going): Promise<void> {
    if (why === null) return;
    const { source, fingerprint } = alert;
    log.warn({ source, fingerprint, alertname: alert.labels['alertname'], why }, 'an alert fits no route or scope');
    await unrouted.add(alert, why);
  }

  function routed(alert: Alert): Going {
    const found = routeOf(alert.labels, routes);
    const scope = found.runbook === 'triage' ? fewTriages.scopeFor(found.scope, alert.receivedAt) : found.scope;
    const destination = { ...found, scope };
    const about = aboutOf(alert.labels);
    const kept = trim(about ? { ...alert, about } : alert);
    const over = lateFirings.isOver(kept, workflowIdOf(destination.runbook, destination.scope));
    return { ...destination, alert: kept, over };
  }

  function refused(item: Exclude<Item, { alert: Alert }>, source: string): AlertResult {
    log.warn({ source, why: item.malformed }, 'an alert of a delivery is malformed');
    metrics.outcomes.inc({ source, outcome: 'malformed' });
    return { fingerprint: item.fingerprint, outcome: 'malformed', incident: null, runId: null, why: item.malformed };
  }

  return async (items, source) => {
    metrics.received.inc({ source }, items.length);
    const going = items.flatMap((item) => ('alert' in item ? [routed(item.alert)] : []));
    const [carried] = await Promise.all([deliver(going), Promise.all(going.map(keep))]);
    const results = going.map((one, index) => resultOf(one, carried[index]!));
    going.forEach(({ unrouted: why }, index) =>
      metrics.outcomes.inc({ source, outcome: why === null ? results[index]!.outcome : 'unrouted' }),
    );
    const inOrder = results.values();
    return items.map((item) => ('alert' in item ? inOrder.next().value! : refused(item, source)));
  };
}

const resultOf = ({ alert: { fingerprint }, unrouted }: Going, { outcome, run, why }: Carried): AlertResult => ({
  fingerprint,
  outcome,
  incident: run?.workflowId ?? null,
  runId: run?.runId ?? null,
  why: [unrouted, why].filter(Boolean).join('; '),
});
