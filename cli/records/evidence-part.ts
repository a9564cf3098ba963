import type { FiledRecord } from '../../contracts/records/filed-record.ts';
import { markup, type Html } from './markup.ts';
import { pairs, paragraph, section, table } from './page.ts';

/** What this page was made of, how that was checked, and how the reader checks it again. */
export function evidencePart({ incident, sealed }: FiledRecord): Html {
  const { temporal, product, log, events, checkpoints, countersigned, runbook } = sealed;
  const vouched = [...new Set(countersigned.map(({ person }) => person))].join(', ');
  return section(
    'The sealed evidence',
    paragraph(
      `This page is not evidence: it repeats what the sealed folder ${incident} of the vault says, and the folder was verified when the page was made. ` +
        'Believe the folder, and check it with a public key that you have from elsewhere. The commands are for where both lie side by side, and the last one for where ' +
        'the vault is. A verify.sh of a release is better than the one in the folder, which may have been changed with it:',
    ),
    markup`<pre>${sealed.verify_with.map((line) => markup`${line}\n`)}</pre>\n`,
    pairs([
      ['Digest of the sealed statement', markup`<div>${code(sealed.statement)}</div><div>of evidence.sigstore.json</div>`],
      ['Sealed with the key', code(sealed.signed_by)],
      ['Sealed by', `${sealed.instance}, ${product.name} ${product.version}; its record ${log.number}`],
      ['Record before it', code(log.previous ?? 'none')],
      ['Time stamp', sealed.is_timestamped ? 'RFC 3161, in the statement' : 'none was configured'],
      ['Countersigned by', vouched || 'nobody'],
      ['What it holds', `${sealed.files} files, ${events.lines} lines, ${checkpoints.count} checkpoints`],
      ['Last line', code(`sha256:${events.head}`)],
      ['Workflow', code(`${temporal.workflow_id} in ${temporal.namespace}`)],
      ['Its runs', markup`${temporal.run_ids.map((run) => markup`<div>${code(run)}</div>`)}`],
      ['Configuration', code(sealed.configuration)],
      ['Code of the runbook', code(runbook.code)],
    ]),
    table(
      ['Checked', 'Found'],
      sealed.checked.map(({ name, found }) => [name, found]),
      'Nothing was checked.',
    ),
    paragraph(
      'Not proven by it: that the platform told the truth when it was asked, and that no other record was taken away (log check does that). ' +
        'Who stands behind the signatures is only known with the roster of people (--people).',
    ),
  );
}

const code = (text: string): Html => markup`<code>${text}</code>`;
