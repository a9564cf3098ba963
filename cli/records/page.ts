import { html, type Html } from './html.ts';
import { pageStyle } from './page-style.ts';

type Cell = Html | string | number;

/** A whole page: one file, which loads nothing and runs nothing, and says so to the browser as well. */
export function page(title: string, body: readonly Html[]): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
  const whole = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${{ html: pageStyle }}
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html> `;
  return whole.html;
}

/** A heading and what is below it. */
export const section = (title: string, ...parts: readonly Html[]): Html =>
  html`<section>
    <h2>${title}</h2>
    ${parts}
  </section> `;

export const paragraph = (text: Cell): Html => html`<p>${text}</p> `;

/** Rows of a name and a value. */
export const pairs = (rows: readonly (readonly [string, Cell])[]): Html =>
  html`<table>
    <tbody>
      ${rows.map(
        ([name, value]) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td>${value}</td>
          </tr> `,
      )}
    </tbody>
  </table> `;

/** A table under headings; of an empty one, what there is none of. */
export function table(heads: readonly string[], rows: readonly (readonly Cell[])[], none: string): Html {
  if (rows.length === 0) return html`<p class="soft">${none}</p> `;
  return html`<table>
    <thead>
      <tr>
        ${heads.map((head) => html`<th scope="col">${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${row.map((cell) => cellOf(cell))}
          </tr> `,
      )}
    </tbody>
  </table> `;
}

/** `2026-11-21 17:43:28 UTC`. */
export const timeText = (iso: string): Html => html`<span class="time">${iso.slice(0, 19).replace('T', ' ')} UTC</span>`;

/** A word with the colour that it also says. */
export const marked = (look: 'good' | 'bad' | 'odd', word: string): Html => html`<span class="${look}">${word}</span>`;

const cellOf = (cell: Cell): Html => (typeof cell === 'number' ? html`<td class="number">${cell}</td>` : html`<td>${cell}</td>`);
