import type { CheckResult } from './dependencies.ts';
import { plainText } from './plain-text.ts';

/** What a check found and what to do about it, in the words of `doctor`, wherever it is said. One line, whatever others called their things. */
export const checkText = ({ name, state, say, fix }: CheckResult & { readonly name: string }): string =>
  `${plainText(name)}: ${plainText(say)}${state !== 'ok' && fix ? `. To do: ${plainText(fix)}` : ''}`;
