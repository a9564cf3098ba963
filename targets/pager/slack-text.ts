const longest = 2_900;
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
  const kept = text.length > longest ? `${text.slice(0, longest)} (cut)` : text;
  // A backtick would end the block.
  const quoted = kept
    .toWellFormed()
    .replace(/`/g, "'")
    .replace(/[^\P{C}\n]+/gu, ' ');
  return `\`\`\`\n${escaped(quoted)}\n\`\`\``;
}

/** The three characters that Slack gives a meaning, as it says to write them. */
const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
