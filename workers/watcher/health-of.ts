import { seconds, spoken, type Millis } from '../../domain/time.ts';
import type { HealthCheck } from '../../gateway/health.ts';
import { incidentsText, stuckFix } from './incidents-text.ts';
import type { Sight } from './sight.ts';

/** What the last look showed, and when; or why it could not look. */
export type Seen = { readonly sight: Sight; readonly idle: boolean; readonly at: Millis } | { readonly away: string };

/** As `/readyz` says it. */
export function healthOf(seen: Seen | null, now: Millis): readonly HealthCheck[] {
  if (seen === null) return [{ name: 'incidents', state: 'unknown', say: 'not looked at yet' }];
  if ('away' in seen) return [{ name: 'incidents', state: 'unknown', say: `they could not be looked at: ${seen.away.slice(0, 300)}` }];
  const { sight, idle, at } = seen;
  const age = now - at > seconds(60) ? `, ${spoken(now - at)} ago` : '';
  const text = `${incidentsText(sight)}${age}`;
  return [
    sight.stuck.length === 0
      ? { name: 'incidents', state: 'ok', say: text }
      : { name: 'incidents', state: 'trouble', say: `${text}; ${stuckFix}` },
    idle
      ? { name: 'workers', state: 'trouble', say: 'no worker asks for tasks: start `holdfast serve`' }
      : { name: 'workers', state: 'ok', say: 'a worker asks for tasks' },
    sight.unsealed === 0
      ? { name: 'records', state: 'ok', say: 'no incident of the last 24 h was stopped from outside' }
      : {
          name: 'records',
          state: 'trouble',
          say: `${sight.unsealed} incidents of the last 24 h were stopped from outside, without a sealed record`,
        },
  ];
}
