import type { Logger } from 'pino';
import { z } from 'zod';
import type { Alert } from '../domain/alerts.ts';
import { workflowIdOf } from '../domain/scope.ts';
import type { Carried, RoutedAlert } from './carry.ts';
import type { Deliver } from './deliver.ts';
import { LateFirings } from './late-firings.ts';
import type { GatewayMetrics } from './metrics.ts';
import { routeOf, type Route } from './route.ts';
import { trim } from './trim.ts';
import type { UnroutedAlerts } from './unrouted.ts';

/** What became of one alert of a delivery. */
export const alertResultSchema = z.object({
  fingerprint: z.string(),
  outcome: z.enum(['started', 'joined', 'suppressed', 'unrouted', 'resolved']),
  incident: z.string().nullable().describe("The incident's workflow id."),
  runId: z.string().nullable(),
  why: z.string().describe('The reason, where the outcome needs one.'),
});
export type AlertResult = z.infer<typeof alertResultSchema>;

export interface IntakeParts {
  readonly routes: readonly Route[];
  readonly deliver: Deliver;
  readonly unrouted: UnroutedAlerts;
  readonly metrics: GatewayMetrics;
  readonly log: Logger;
}

/**
 * Takes in the alerts of one delivery: each is routed and delivered, or kept as unrouted. Answers in their order once Temporal has all
 * of them; fails as a whole when it does not have one.
 */
export function intake({
  routes,
  deliver,
  unrouted,
  metrics,
  log,
}: IntakeParts): (alerts: readonly Alert[]) => Promise<readonly AlertResult[]> {
  const lateFirings = new LateFirings();

  async function keep(alert: Alert, why: string): Promise<AlertResult> {
    const { source, fingerprint } = alert;
    log.warn({ source, fingerprint, alertname: alert.labels['alertname'], why }, 'an alert fits no route or scope');
    await unrouted.add(alert, why);
    return { fingerprint, outcome: 'unrouted', incident: null, runId: null, why };
  }

  function routed(alert: Alert): { readonly kept: Alert; readonly why: string } | { readonly going: RoutedAlert } {
    const destination = routeOf(alert.labels, routes);
    const kept = trim(alert);
    if ('unrouted' in destination) return { kept, why: destination.unrouted };
    const over = lateFirings.isOver(kept, workflowIdOf(destination.runbook, destination.scope));
    return { going: { ...destination, alert: kept, over } };
  }

  return async (alerts) => {
    for (const { source } of alerts) metrics.received.inc({ source });
    const sorted = alerts.map(routed);
    const delivering = deliver(sorted.flatMap((one) => ('going' in one ? [one.going] : [])));
    const keeping = Promise.all(sorted.flatMap((one) => ('kept' in one ? [keep(one.kept, one.why)] : [])));
    const [delivered, unfit] = await Promise.all([delivering, keeping]);
    const carried = delivered.values();
    const kept = unfit.values();
    const results = sorted.map((one) => ('going' in one ? resultOf(one.going.alert, carried.next().value!) : kept.next().value!));
    results.forEach(({ outcome }, index) => metrics.outcomes.inc({ source: alerts[index]!.source, outcome }));
    return results;
  };
}

const resultOf = ({ fingerprint }: Alert, { outcome, run, why }: Carried): AlertResult => ({
  fingerprint,
  outcome,
  incident: run?.workflowId ?? null,
  runId: run?.runId ?? null,
  why,
});
