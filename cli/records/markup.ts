import { plainText } from '../plain-text.ts';

/** Text that is already HTML. Only this file makes it, so that nothing from an incident gets onto a page unescaped. */
export interface Html {
  readonly html: string;
}

const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as a page shows it: marks that turn or hide text are spelled out, and everything that HTML would obey is escaped. */
export const escaped = (text: string): string => plainText(text).replaceAll(/[&<>"']/g, (mark) => marks[mark] ?? '');

type Part = Html | string | number | readonly Part[];

/** A template whose every value is escaped, other HTML aside. */
export function markup(fixed: TemplateStringsArray, ...values: readonly Part[]): Html {
  return { html: fixed.map((text, index) => text + (index < values.length ? shown(values[index]!) : '')).join('') };
}

function shown(value: Part): string {
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return 'html' in value ? value.html : value.map(shown).join('');
}
