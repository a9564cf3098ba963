const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** How many columns a terminal gives to this text. */
export const columns = (text: string): number => [...text].reduce((sum, char) => sum + (wide.test(char) ? 2 : 1), 0);

/** `text` with spaces up to `width` columns. */
export const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - columns(text)));

/** `left`, and `right` at the right edge; on a line of its own, still at the right, where both do not fit. */
export function spread(left: string, right: string, width: number): readonly string[] {
  const gap = width - columns(left) - columns(right);
  if (gap >= 2) return [left + ' '.repeat(gap) + right];
  return [left, ' '.repeat(Math.max(0, width - columns(right))) + right];
}

/** `text` in lines of at most `width` columns, broken between words; a longer word is broken inside, unless it is to stay `whole`. At least one line. */
export function wrapped(text: string, width: number, whole = false): readonly string[] {
  const room = Math.max(8, width);
  const lines = [''];
  for (const word of text.split(' ').flatMap((long) => (whole ? [long] : pieces(long, room)))) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (columns(line) + 1 + columns(word) <= room) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/**
 * `first` and then `text`, wrapped, with every further line as far in as `first` is long. `whole`: words longer than a line, such as paths to
 * copy, are not broken.
 */
export function hanging(first: string, text: string, width: number, whole = false): readonly string[] {
  return wrapped(text, width - columns(first), whole).map((line, index) => (index === 0 ? first : ' '.repeat(columns(first))) + line);
}

function pieces(word: string, room: number): readonly string[] {
  const cut: string[] = [''];
  for (const char of word) {
    const last = cut.at(-1) ?? '';
    if (columns(last) + columns(char) <= room) cut[cut.length - 1] = last + char;
    else cut.push(char);
  }
  return cut;
}
