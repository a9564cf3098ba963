import { painted, type Look } from '../../cli/look.ts';
import { hanging, wrapped } from '../../cli/wrapped.ts';
import { scriptText } from './script-text.ts';

/** The demo's voice: numbered chapters, each with its facts. */
export interface Story {
  readonly title: (text: string) => void;
  readonly chapter: (title: string, about: string) => void;
  readonly fact: (text: string) => void;
  /** What happened when. */
  readonly event: (when: string, what: string) => void;
  readonly readers: (said: readonly { readonly reader: string; readonly release: string; readonly answer: string }[]) => void;
  readonly check: (held: boolean, what: string) => void;
  /** Something already laid out, such as a board. */
  readonly page: (text: string) => void;
  /** What verify.sh printed. */
  readonly script: (text: string) => void;
}

export function story(out: (text: string) => void, look: Look): Story {
  let chapters = 0;
  const lines = (plain: string, drawn: string, text: string): void => {
    const [first = '', ...more] = hanging(plain, text, look.width, true);
    out(`${[drawn + first.slice(plain.length), ...more].join('\n')}\n`);
  };
  const fact = (text: string): void => lines('   ', '   ', text);
  const page = (text: string): void => out(`\n${text.replaceAll(/^(?=.)/gm, '   ')}\n`);
  return {
    title: (text) =>
      out(
        `${wrapped(text, look.width)
          .map((line) => painted(line, 'bold', look))
          .join('\n')}\n\n`,
      ),
    chapter: (title, about) => {
      const heading = `${++chapters}. ${title}: `;
      out('\n');
      lines(heading, painted(heading, 'bold', look), about);
    },
    fact,
    event: (when, what) => lines(`   ${when}  `, `   ${when}  `, what),
    readers: (said) => {
      for (const { reader, release, answer } of said) fact(`${reader} (${release}) says: ${answer}`);
    },
    check: (held, what) => {
      const [good, bad] = look.unicode ? ['✔', '✘'] : ['ok', 'NOT'];
      const mark = held ? good : bad;
      lines(`   ${mark} `, `   ${painted(mark, held ? 'green' : 'red', look)} `, what);
    },
    page,
    script: (text) => page(scriptText(text, look.width - 3)),
  };
}
