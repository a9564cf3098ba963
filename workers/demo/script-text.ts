import { hanging, wrapped } from '../../cli/wrapped.ts';

const verdict = /^(\S+ +(?:PASS|FAIL) +| +)(.*)$/;

/** What verify.sh printed, word for word, as wide as the terminal: it breaks its lines for a wide one. Digests to copy are not broken. */
export function scriptText(output: string, width: number): string {
  const paragraphs = output.trimEnd().split(/\n{2,}/);
  return paragraphs.map((text) => paragraph(text.split('\n'), width).join('\n')).join('\n\n');
}

function paragraph(lines: readonly string[], width: number): readonly string[] {
  if (!lines.some((line) => verdict.test(line))) return wrapped(lines.join(' '), width, true);
  return lines.flatMap((line) => {
    const [, first = '', say = line] = verdict.exec(line) ?? [];
    return hanging(first, say, width, true);
  });
}
