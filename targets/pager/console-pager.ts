import type { Pager } from '../targets.ts';

/** Pages as lines that a person reads, for development. `write` gets each line with its line break, for example to stderr. */
export function consolePager(write: (line: string) => void): Pager {
  return {
    page({ incident, role, people, why }) {
      const who = people.length > 0 ? people.join(', ') : 'nobody has this role';
      write(`PAGE ${plain(`${role} (${who}) for ${incident}: ${why}`)}\n`);
      return Promise.resolve();
    },
  };
}

/** One line, whatever an alert's text brings: no line breaks, no control sequences. */
const plain = (text: string): string => text.replace(/\p{C}+/gu, ' ');
