import { markup, type Html } from './markup.ts';
import { pageStyle } from './page-style.ts';

type Cell = Html | string | number;

/** A whole page: one file, which loads nothing and runs nothing, and says so to the browser as well. */
export function page(title: string, body: readonly Html[]): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
  const whole = markup`<!doctype html>
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
    </html>\n`;
  return whole.html;
}

/** A heading and what is below it. */
export const section = (title: string, ...parts: readonly Html[]): Html =>
  markup`<section>
    <h2>${title}</h2>
    ${parts}
  </section>\n`;

export const paragraph = (text: Cell): Html => markup`<p>${text}</p>\n`;

/** Rows of a name and a value. */
export const pairs = (rows: readonly (readonly [string, Cell])[]): Html =>
  markup`<table>
    <tbody>
      ${rows.map(
        ([name, value]) =>
          markup`<tr>
            <th scope="row">${name}</th>
            ${cellOf(value, name)}
          </tr>\n`,
      )}
    </tbody>
  </table>\n`;

/** A table under headings; on a narrow screen each row is a list of headings and values. Of an empty one, what there is none of. */
export function table(heads: readonly string[], rows: readonly (readonly Cell[])[], none: string): Html {
  if (rows.length === 0) return markup`<p class="soft">${none}</p>\n`;
  return tableOf(
    heads,
    rows.map((row) => row.map((cell, index) => cellOf(cell, heads[index] ?? ''))),
  );
}

/** The same of cells that are made already, each with its heading. */
export const tableOf = (heads: readonly string[], rows: readonly (readonly Html[])[]): Html =>
  markup`<div class="wide">
    <table>
      <thead>
        <tr>
          ${heads.map((head) => markup`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            markup`<tr>
              ${row}
            </tr>\n`,
        )}
      </tbody>
    </table>
  </div>\n`;

/** A cell that says its heading itself where there is no room for a row of them. */
export const cellUnder = (head: string, look: string, cell: Cell): Html =>
  markup`<td${look === '' ? [] : markup` class="${look}"`} data-head="${head}"><div>${cell}</div></td>`;

/** `2026-11-21 17:43:28 UTC`. */
export const timeText = (iso: string): Html => markup`<span class="time">${iso.slice(0, 19).replace('T', ' ')} UTC</span>`;

/** A word with the colour that it also says. */
export const marked = (look: 'good' | 'bad' | 'odd', word: string): Html => markup`<span class="${look}">${word}</span>`;

/** Words are never broken but where one is too long for any line: a digest, a key, an address. */
function cellOf(cell: Cell, head: string): Html {
  if (typeof cell === 'number') return cellUnder(head, 'number', cell);
  const words = typeof cell === 'string' ? cell : cell.html.replaceAll(/<[^>]*>/g, ' ');
  if (/^[A-Z]+-[A-Z]*\d+$/.test(words)) return cellUnder(head, 'id', cell);
  return cellUnder(head, /\S{26}/.test(words) ? 'long' : '', cell);
}
