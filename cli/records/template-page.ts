import type { RecordTemplate } from '../../contracts/records/record-template.ts';
import { markup } from './markup.ts';
import { page, section } from './page.ts';

/** A template as one page, with room to write in: each field, what belongs there and who fills it in. */
export function templatePage({ title, asked, why, fields }: RecordTemplate): string {
  const rows = fields.map(
    ({ id, field, what, by, value }) =>
      markup`<tr>
        <td class="id">${id}</td>
        <td><strong>${field}</strong><br /><span class="soft">${what}</span></td>
        <td>${by}</td>
        <td class="blank">${value}</td>
      </tr>\n`,
  );
  return page(`${title}: template`, [
    markup`<header>
      <h1>${title}: ${asked}</h1>
      <p><span class="badge odd">Template</span> to be filled in; it is no record</p>
      <p>${why}</p>
    </header>\n`,
    section(
      'To be filled in',
      markup`<table>
        <thead>
          <tr>
            <th scope="col">Id</th>
            <th scope="col">Field</th>
            <th scope="col">Filled in by</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>\n`,
    ),
    section(
      'Signed off',
      markup`<table>
        <thead>
          <tr>
            <th scope="col">Role</th>
            <th scope="col">Name</th>
            <th scope="col">Date, UTC</th>
            <th scope="col">Signature</th>
          </tr>
        </thead>
        <tbody>
          ${[...new Set(fields.map(({ by }) => by))].map(
            (by) =>
              markup`<tr>
                <td>${by}</td>
                <td class="sign"></td>
                <td class="sign"></td>
                <td class="sign"></td>
              </tr>\n`,
          )}
        </tbody>
      </table>\n`,
    ),
  ]);
}
