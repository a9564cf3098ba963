import type { FiledRecord } from '../../contracts/records/filed-record.ts';
import type { Html } from './markup.ts';
import { marked, pairs, paragraph, section, table, timeText } from './page.ts';

/** What the runbooks promise by these names; another name stands for itself. */
const promises: Readonly<Record<string, string>> = {
  safe: 'safe: a safe release is active (BK-RO1)',
  intact: 'intact: manifest and pack agree (BK-RO2)',
  recorded: 'recorded: the record is complete (BK-RO3)',
};

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
    promises[name] ?? name,
    marked(state === 'met' ? 'good' : 'bad', state),
    timeText(at),
    after ?? '',
    spent?.people ?? '',
    spent?.target ?? '',
    spent?.propagation ?? '',
    spent?.temporal ?? '',
    byHand ? marked('odd', 'by hand: proves nothing') : 'runbook',
  ]);
  return section(
    'Objectives',
    confirmed,
    table(
      ['Objective', 'Outcome', 'At', 'Minutes from impact', 'People', 'Platform', 'Propagation', 'Other', 'By'],
      rows,
      'No objective was met or missed.',
    ),
    ...(rows.length > 0
      ? [
          paragraph(
            'Where those minutes went. People: questions were open. Platform: steps were in hand. Propagation: readers were asked until they had followed. ' +
              'Other: none of these. Minutes, rounded to hundredths.',
          ),
        ]
      : []),
  );
}
