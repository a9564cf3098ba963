import type { EvidenceFields } from '../../domain/record.ts';
import type { FiledRecord } from '../../contracts/records/filed-record.ts';
import { evidencePart } from './evidence-part.ts';
import { markup, type Html } from './markup.ts';
import { marked, page, pairs, paragraph, section, table, timeText } from './page.ts';
import { objectivesPart } from './objectives-part.ts';

/** A filed record as one page that an auditor reads on a screen or on paper. It shows all that the JSON beside it has. */
export function recordPage(record: FiledRecord): string {
  const { title, incident, interventions } = record;
  return page(`${title}: ${incident}`, [
    heading(record),
    section('The incident', fieldsOf(record)),
    section(
      'Severity',
      table(
        ['Severity', 'Given by', 'Why', 'When'],
        record.severities.map(({ severity, by, why, at }) => [severity, by, why, timeText(at)]),
        'It is not known.',
      ),
    ),
    objectivesPart(record),
    checklistPart(record),
    section('Who decided', decisionsOf(record)),
    section(
      'Waivers',
      table(
        ['What was done without', 'Waived by', 'Why', 'When'],
        record.waivers.map(({ fields, by, why, at }) => [fields.join(', '), by.join(', '), why, timeText(at)]),
        'Nothing was waived.',
      ),
    ),
    section(
      'Done by hand',
      table(
        ['What', 'Stands for', 'What it shows', 'By', 'When'],
        record.by_hand.map(({ what, proves, text, by, at }) => [what, proves ?? '', text ?? '', by.join(', '), timeText(at)]),
        'Nothing was done or attached by hand.',
      ),
      ...(record.by_hand.length > 0
        ? [
            paragraph(
              'A change that people made by hand proves no objective that it led to (BK-P5). A file that was attached only shows something.',
            ),
          ]
        : []),
    ),
    section(
      'Unresolved',
      table(
        ['Step', 'Key', 'Why it is not known whether it took effect', 'When'],
        record.unresolved.map(({ step, key, why, at }) => [step, markup`<code>${key}</code>`, why, timeText(at)]),
        'What became of every change is known.',
      ),
    ),
    section(
      'Notes',
      table(
        ['Who', 'Note', 'When'],
        record.notes.map(({ person, text, at }) => [person, text, timeText(at)]),
        'There are no notes.',
      ),
    ),
    ...givenPart(record),
    section('Steps', stepsOf(record)),
    section(
      'Interventions',
      paragraph(`Each single change, with the same nine fields (BK-E1): ${interventions.length} in all.`),
      ...interventions.map(
        (one, index) =>
          markup`<div class="each">
            <h3>${index + 1}. <code>${one.key}</code></h3>
            ${fieldsOf(one)}
          </div>\n`,
      ),
    ),
    evidencePart(record),
  ]);
}

function heading({ title, incident, runbook, scope, ending, because, is_drill: isDrill, ended_at: endedAt, sealed }: FiledRecord): Html {
  const how = ending === 'closed' ? marked('good', ending) : marked('odd', ending);
  const badge = isDrill
    ? markup`<span class="badge odd">Drill</span> in the environment staging`
    : markup`<span class="badge bad">Incident</span>`;
  return markup`<header>
    <h1>${title}: ${incident}</h1>
    <p>${badge}</p>
    <p>Runbook ${runbook} on <strong>${scope}</strong>. Ended ${timeText(endedAt)} as ${how}: ${because}.</p>
    <p class="soft">Sealed statement <code>${sealed.statement}</code></p>
  </header>\n`;
}

/** BK-E1's nine fields. */
const fieldsOf = (fields: EvidenceFields): Html =>
  pairs([
    ['Timestamp', timeText(fields.timestamp)],
    ['Scope', fields.scope],
    ['Trigger or alert source', fields.trigger],
    ['Observed failure mode', fields.observed_failure_mode],
    ['Containment action', listed(fields.containment_action)],
    ['Rollback or kill-switch action', listed(fields.rollback_or_kill_switch_action)],
    ['Verification result', fields.verification_result],
    ['Operator or owner', fields.operator],
    ['Follow-up', fields.follow_up],
  ]);

/** The record tells several changes in one field, with `; ` between. */
const listed = (text: string): Html => markup`${text.split('; ').map((line) => markup`<div>${line}</div>`)}`;

function checklistPart({ checklist, waivers }: FiledRecord): Html {
  const waived = new Set(waivers.flatMap(({ fields }) => fields));
  const proof = (id: string, evidence: string | null): Html | string => {
    if (evidence !== null) return evidence;
    return waived.has(id) ? marked('odd', 'waived: see below') : marked('bad', 'no proof');
  };
  return section(
    'Checklist',
    table(
      ['Item', 'What had to be shown', 'Proof', 'By'],
      checklist.map(({ id, item, evidence, by_hand: byHand }) => [id, item, proof(id, evidence), byHand ? 'by hand' : 'runbook']),
      'This runbook has no checklist.',
    ),
  );
}

const decisionsOf = ({ decisions }: FiledRecord): Html =>
  table(
    ['When', 'Asked', 'Verdict', 'Signed by', 'Notes'],
    decisions.map(({ at, question, verdict, signed_by: signers, notes }) => [
      timeText(at),
      question,
      verdict,
      signers.map(({ person, roles }) => `${person} (${roles.join(', ')})`).join('; '),
      notes.join('; '),
    ]),
    'Nobody decided anything.',
  );

const stepsOf = ({ steps }: FiledRecord): Html =>
  table(
    ['Began', 'Ended', 'Step', 'Outcome'],
    steps.map(({ step, about, began, ended, outcome }) => [
      timeText(began),
      ended === null ? 'not' : timeText(ended),
      about === null ? step : `${step}, ${about}`,
      outcome,
    ]),
    'No step was begun.',
  );

/** What the command line named: marked as such, for nobody sealed it. */
function givenPart({ filed_with: { app_build: build, validation_localities: localities } }: FiledRecord): readonly Html[] {
  if (build === null && localities === null) return [];
  const shown = (localities ?? []).map(({ locality, shown: found }) => [
    locality,
    found ?? marked('bad', 'nothing: the incident did not touch it'),
  ]);
  return [
    section(
      'Named when this was filed',
      paragraph('Given on the command line; it is in no sealed file.'),
      ...(build === null ? [] : [pairs([['App build', build]])]),
      ...(localities === null ? [] : [table(['Validation locality', 'What the evidence shows of it'], shown, 'No locality was named.')]),
    ),
  ];
}
