/** Prints rows under their headings, in columns: the first to the left, numbers to the right. */
export function print(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = headings.map((heading, at) => Math.max(heading.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  ');
  process.stdout.write(`${[headings, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n')}\n`);
}
