import { painted, type Look } from '../../cli/look.ts';

/** The demo's voice: numbered chapters, each with its facts. */
export interface Story {
  readonly title: (text: string) => void;
  readonly chapter: (title: string, about: string) => void;
  readonly fact: (text: string) => void;
  readonly readers: (said: readonly { readonly reader: string; readonly release: string; readonly answer: string }[]) => void;
  readonly check: (held: boolean, what: string) => void;
  /** Something already laid out, such as a board. */
  readonly page: (text: string) => void;
}

export function story(out: (text: string) => void, look: Look): Story {
  let chapters = 0;
  const mark = (held: boolean): string => {
    const [good, bad] = look.unicode ? ['✔', '✘'] : ['ok', 'NOT'];
    return held ? painted(good, 'green', look) : painted(bad, 'red', look);
  };
  return {
    title: (text) => out(`${painted(text, 'bold', look)}\n\n`),
    chapter: (title, about) => out(`\n${painted(`${++chapters}. ${title}`, 'bold', look)}: ${about}\n`),
    fact: (text) => out(`   ${text}\n`),
    readers: (said) => {
      for (const { reader, release, answer } of said) out(`   ${reader} (${release}) says: ${answer}\n`);
    },
    check: (held, what) => out(`   ${mark(held)} ${what}\n`),
    page: (text) => out(`\n${text.replaceAll(/^(?=.)/gm, '   ')}\n`),
  };
}
