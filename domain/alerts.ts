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
  /** How many alerts the sender left out of the same delivery: above 0 the scope is unknown, and may be wider. */
  readonly truncated: number;
  readonly receivedAt: Millis;
}

/** Alerts are delivered at least once: this tells one firing from the next (source, fingerprint, start). */
export const identityOf = ({ source, fingerprint, startsAt }: Pick<Alert, 'source' | 'fingerprint' | 'startsAt'>): string =>
  `${source}/${fingerprint}/${startsAt}`;
