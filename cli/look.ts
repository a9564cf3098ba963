import { calledAs } from './called-as.ts';

const unicodeMarks = { done: '✔', 'in hand': '▶', failed: '✘', ahead: '·', warning: '!', rule: '─', used: '█', left: '░' } as const;
const asciiMarks = { done: '+', 'in hand': '>', failed: 'x', ahead: '.', warning: '!', rule: '-', used: '#', left: '.' } as const;
const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

export type Mark = keyof typeof unicodeMarks;
export type Colour = keyof typeof codes;

/** How a screen is drawn. Nothing is said by colour alone. */
export interface Look {
  /** Columns. */
  readonly width: number;
  readonly colour: boolean;
  /** False where the terminal's language is not UTF-8: then everything is ASCII. */
  readonly unicode: boolean;
  /** On a low screen: of a question only what decides which command to copy; `decide` shows the whole plan before it signs. */
  readonly brief?: boolean;
  /** How the program is called, in commands to copy; `holdfast` unless said. */
  readonly command?: string;
}

export const markOf = (mark: Mark, { unicode }: Look): string => (unicode ? unicodeMarks : asciiMarks)[mark];

export const painted = (text: string, colour: Colour, look: Look): string =>
  look.colour ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text;

/** The look for this terminal: NO_COLOR (no-color.org), LC_ALL, LC_CTYPE and LANG are honoured; 60 to 100 columns, 80 where nobody knows. */
export function lookFor(
  terminal: { readonly isTerminal: boolean; readonly columns: number | undefined },
  env: Readonly<Record<string, string | undefined>>,
): Look {
  const language = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return {
    width: Math.min(100, Math.max(60, terminal.columns ?? 80)),
    colour: terminal.isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    unicode: /utf-?8/i.test(language),
    command: calledAs(env),
  };
}

/** A section's title in a rule across the screen, with what belongs to it at the right. */
export function ruled(title: string, right: string, colour: Colour, look: Look): string {
  const rule = markOf('rule', look);
  const end = right === '' ? '' : ` ${right} ${rule.repeat(2)}`;
  const room = look.width - title.length - 4 - end.length;
  return `${rule.repeat(2)} ${painted(title, colour, look)} ${rule.repeat(Math.max(2, room))}${end}`;
}
