import type { RecordTemplate } from '../../contracts/records/record-template.ts';
import { markup } from './markup.ts';
import { cellUnder, page, section, tableOf } from './page.ts';

/** A template as one page, with room to write in: each field, what belongs there and who fills it in. */
export function templatePage({ title, asked, why, fields }: RecordTemplate): string {
  const rows = fields.map(({ id, field, what, by, value }) => [
    cellUnder('Id', 'id', id),
    cellUnder('Field', '', markup`<strong>${field}</strong><br /><span class="soft">${what}</span>`),
    cellUnder('Filled in by', '', by),
    cellUnder('Value', 'blank', value),
  ]);
  const seats = [...new Set(fields.map(({ by }) => by))].map((by) => [
    cellUnder('Role', '', by),
    ...['Name', 'Date, UTC', 'Signature'].map((head) => cellUnder(head, 'sign', '')),
  ]);
  return page(`${title}: template`, [
    markup`<header>
      <h1>${title}: ${asked}</h1>
      <p><span class="badge odd">Template</span> to be filled in; it is no record</p>
      <p>${why}</p>
    </header>\n`,
    section('To be filled in', tableOf(['Id', 'Field', 'Filled in by', 'Value'], rows)),
    section('Signed off', tableOf(['Role', 'Name', 'Date, UTC', 'Signature'], seats)),
  ]);
}
