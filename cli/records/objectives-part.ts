import type { FiledRecord } from '../../contracts/records/filed-record.ts';
import type { Html } from './html.ts';
import { marked, pairs, paragraph, section, table, timeText } from './page.ts';

/** BK-RO1..4: each objective with both times, and where the time between them went. */
export function objectivesPart({ objectives, impact, declared_after_confirmed_minutes: lag }: FiledRecord): Html {
  const confirmed = impact
    ? pairs([
        ['Impact confirmed since', timeText(impact.confirmed_since)],
        ['Declared', timeText(impact.declared_at)],
        ['Declared after confirmed', lag === null ? 'unknown' : `${lag} min`],
        ['How it was confirmed', impact.how],
      ])
    : paragraph('No impact was confirmed, so that no clock ran.');
  const rows = objectives.map(({ name, state, at, minutes_from_impact: after, spent, by_hand: byHand }) => [
    name,
    marked(state === 'met' ? 'good' : 'bad', state),
    timeText(at),
    after ?? '',
    spent?.people ?? '',
    spent?.target ?? '',
    spent?.propagation ?? '',
    spent?.temporal ?? '',
    byHand ? marked('odd', 'by hand: proves nothing') : 'the runbook',
  ]);
  return section(
    'Objectives',
    confirmed,
    table(
      ['Objective', 'Outcome', 'At', 'Minutes from the impact', 'of it: people', 'platform', 'propagation', 'waiting', 'By'],
      rows,
      'No objective was met or missed.',
    ),
    ...(rows.length > 0
      ? [
          paragraph(
            'People: questions were open. Platform: steps were in hand. Propagation: readers were asked until they had followed. ' +
              'Waiting: none of these. Minutes, rounded to hundredths.',
          ),
        ]
      : []),
  );
}
