/** The look of a filed record: on a screen, and on A4 without a script or anything from elsewhere. */
export const pageStyle = `
:root { color-scheme: light; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --fill: #f6f8fa; --good: #1a7f37; --bad: #b3261e; --odd: #8a5a00; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 2rem 4rem; max-width: 60rem; color: var(--ink); background: #fff; font: 15px/1.5 'Liberation Sans', 'Helvetica Neue', Arial, sans-serif; }
header { border-bottom: 3px solid var(--ink); padding-bottom: 1rem; margin-bottom: 1.5rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .4rem; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; }
p { margin: .4rem 0; max-width: 46rem; }
.soft { color: var(--soft); }
.badge { display: inline-block; border: 1.5px solid currentColor; border-radius: 4px; padding: 0 .5rem; font-weight: 700; font-size: .8rem; letter-spacing: .04em; text-transform: uppercase; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.odd { color: var(--odd); }
.good, .bad, .odd { font-weight: 600; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border: 1px solid var(--line); overflow-wrap: break-word; }
td.id, td:first-child { min-width: 5.5em; }
td.id, .id { white-space: nowrap; }
td.long { overflow-wrap: anywhere; }
thead th { background: var(--fill); font-size: .88em; color: var(--soft); }
tbody th { font-weight: 600; width: 13rem; background: var(--fill); }
.time { white-space: nowrap; font-variant-numeric: tabular-nums; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td.blank { height: 3.2rem; width: 45%; }
td.sign { height: 2.6rem; width: 26%; }
code, pre { font: .85em/1.45 'Liberation Mono', Menlo, Consolas, monospace; overflow-wrap: anywhere; }
pre { background: var(--fill); border: 1px solid var(--line); padding: .6rem .8rem; white-space: pre; overflow-x: auto; margin: .5rem 0; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: .6rem; color: var(--soft); font-size: .85rem; }
@media screen and (max-width: 40rem) {
  body { padding: 1.5rem 1rem; }
  td { overflow-wrap: anywhere; padding: .35rem .4rem; }
  tbody th { width: 8.5rem; padding: .35rem .4rem; }
  .wide thead { position: absolute; clip-path: inset(50%); }
  .wide table, .wide tbody, .wide tr { display: block; }
  .wide tr { border: 1px solid var(--line); margin: .6rem 0; }
  .wide td { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: .4rem; width: auto; border: 0; text-align: left; white-space: normal; }
  .wide td::before { content: attr(data-head); color: var(--soft); font-weight: 600; }
  .wide td:has(> div:empty):not(.blank, .sign) { display: none; }
}
@page { size: A4; margin: 16mm 15mm 18mm; @bottom-right { content: counter(page) ' / ' counter(pages); font: 8pt sans-serif; color: #57606a; } }
@media print {
  body { padding: 0 1px; max-width: none; font-size: 9.5pt; }
  h1 { font-size: 17pt; }
  h2 { font-size: 12pt; margin-top: 14pt; }
  h2, h3, h2 + p:not(:last-child) { break-after: avoid; }
  .each + .each { break-inside: avoid; }
  table { font-size: 8.5pt; }
  th, td { padding: 3pt 5pt; }
  tr { break-inside: avoid; }
  tr:first-child:not(:last-child), tr:nth-last-child(2) { break-after: avoid; }
  thead { display: table-header-group; }
  pre { font-size: 6.5pt; white-space: pre-wrap; overflow: visible; }
  thead th, tbody th, pre { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  td.blank { height: 14mm; }
}
`;
