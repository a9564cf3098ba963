/** Characters, as they are sent. Discord refuses a message of more than 2,000 in all, and a page that is refused wakes nobody. */
const longest = 1_400;
const zeroWidth = '\u200b';

/**
 * One line of Slack's mrkdwn that says `text` and does nothing: no control sequence (`<!channel>`, `<https://...|label>`) survives, no
 * `@name` is a mention and no URL a link, in Slack or in what speaks its format, and no line break or bold ends before ours.
 */
export const slackText = (text: string): string =>
  escaped(text.replace(/\p{C}+/gu, ' '))
    .replace(/[@*_~`]/g, (mark) => `${mark}${zeroWidth}`)
    .replace(/:\/\//g, `:${zeroWidth}//`);

/** A stranger's words, several lines of them, as a block in which nothing is markup, a mention or a link. Cut where it is too long, and says so. */
export function plainText(text: string): string {
  // A backtick would end the block.
  const quoted = escaped(
    text
      .toWellFormed()
      .replace(/`/g, "'")
      .replace(/[^\P{C}\n]+/gu, ' '),
  );
  return `\`\`\`\n${quoted.length > longest ? `${cut(quoted, longest)} (cut)` : quoted}\n\`\`\``;
}

/** The first characters of an escaped text, `most` at most; none of them, and no entity, is halved. */
export const cut = (text: string, most: number): string =>
  text.length > most ? text.slice(0, most).replace(/(&[a-z]*|[\ud800-\udbff])$/, '') : text;

/** The three characters that Slack gives a meaning, as it says to write them. */
const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
