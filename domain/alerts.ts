import { isScope, type Scope } from './scope.ts';
import type { Millis } from './time.ts';

/** An alert as it reaches an incident: parsed, trimmed, authenticated. */
export interface Alert {
  /** Which configured source sent it. */
  readonly source: string;
  readonly fingerprint: string;
  readonly status: 'firing' | 'resolved';
  readonly startsAt: string;
  readonly summary: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What its own labels say it is about. A route may give the incident a wider scope, and an alert that joins may widen it. */
  readonly about?: Scope;
  /** How many alerts the sender left out of the same delivery: above 0 the scope is unknown, and may be wider. */
  readonly truncated: number;
  readonly receivedAt: Millis;
}

/** Whether something that reached Temporal has the shape of an alert. Sizes are bounded, for it goes on the timeline. */
export function isAlert(value: unknown): value is Alert {
  if (typeof value !== 'object' || value === null) return false;
  const { source, fingerprint, status, startsAt, summary, labels, about, truncated, receivedAt } = value as Record<string, unknown>;
  const texts = [source, fingerprint, startsAt, summary].every((text) => typeof text === 'string' && text.length <= longestText);
  const counts = [truncated, receivedAt].every((count) => Number.isFinite(count));
  return texts && counts && (about === undefined || isScope(about)) && (status === 'firing' || status === 'resolved') && areLabels(labels);
}

const longestText = 4_096;
const mostLabels = 100;

function areLabels(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const labels = Object.entries(value);
  return (
    labels.length <= mostLabels && labels.every(([name, text]) => typeof text === 'string' && name.length + text.length <= longestText)
  );
}

/** Alerts are delivered at least once: this tells one firing from the next (source, fingerprint, start). */
export const identityOf = ({ source, fingerprint, startsAt }: Pick<Alert, 'source' | 'fingerprint' | 'startsAt'>): string =>
  `${source}/${fingerprint}/${startsAt}`;
