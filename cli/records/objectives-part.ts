import type { FiledRecord } from '../../contracts/records/filed-record.ts';
import { exactly } from '../../domain/time.ts';
import { markup, type Html } from './markup.ts';
import { ledByText } from '../objective-text.ts';
import { marked, pairs, paragraph, section, table, timeText } from './page.ts';

/** What the runbooks promise by these names, and within what time; another name stands for itself. */
const promises: Readonly<Record<string, Html>> = {
  safe: markup`safe: a safe release within 15\u00a0min <span class="id">(BK-RO1)</span>`,
  intact: markup`intact: manifest and pack agree within 30\u00a0min <span class="id">(BK-RO2)</span>`,
  recorded: markup`recorded: complete within the incident window <span class="id">(BK-RO3)</span>`,
};

const onOneLine = (length: string): string => length.replaceAll(' s', '\u00a0s');

/** BK-P5: what was met by hand is no pass, here as on the board. */
function lookOf(state: string, byHand: boolean): 'good' | 'bad' | 'odd' {
  if (state !== 'met') return 'bad';
  return byHand ? 'odd' : 'good';
}

/** BK-RO1..4: each objective with both times, and where the time between them went. */
export function objectivesPart({ objectives, impact, declared_after_confirmed_milliseconds: lag }: FiledRecord): Html {
  const confirmed = impact
    ? pairs([
        ['Impact confirmed since', timeText(impact.confirmed_since)],
        ['Declared', timeText(impact.declared_at)],
        ['Declared after confirmed', lag === null ? 'unknown' : exactly(lag)],
        ['How it was confirmed', impact.how],
      ])
    : paragraph('No impact was confirmed, so that no clock ran.');
  const rows = objectives.map(({ name, state, at, milliseconds_from_impact: after, spent, by_hand: byHand }) => [
    promises[name] ?? name,
    marked(lookOf(state, byHand), state),
    timeText(at),
    ...[after, spent?.people, spent?.target, spent?.propagation, spent?.temporal].map((length) =>
      typeof length === 'number' ? onOneLine(exactly(length)) : '',
    ),
    byHand ? marked('odd', `${ledByText(name)}: proves nothing`) : 'runbook',
  ]);
  return section(
    'Objectives',
    confirmed,
    table(
      ['Objective', 'Outcome', 'At', 'From the impact', 'People', 'Platform', 'Propagation', 'Other', 'By'],
      rows,
      'No objective was met or missed.',
    ),
    ...(rows.length > 0
      ? [
          paragraph(
            'Where the time from the impact went; together the four are all of it. People: questions were open. Platform: steps were in hand. Propagation: readers were asked until they had followed. ' +
              'Other: none of these.',
          ),
        ]
      : []),
  );
}
