/** The exact command that gives a verdict, to copy. `signing` is the option that signs, such as `--key ~/.ssh/id_ed25519`; `note`: what its note has to say. */
export function decideCommand(
  incident: string,
  verdict: string,
  {
    asking,
    signing,
    note,
    command = 'holdfast',
  }: {
    readonly asking: number | null;
    readonly signing: string;
    readonly note?: string | undefined;
    readonly command?: string | undefined;
  },
): string {
  const number = asking === null ? '' : ` --asking ${asking}`;
  const said = note === undefined ? '' : ` --note ${quoted(note)}`;
  return `${command} decide ${incident} ${quoted(verdict)}${number} ${signing}${said}`;
}

/** What a command to copy needs besides, to reach the same installation. */
export const sameConfig = ({ config }: { readonly config?: string | null }): string =>
  config === undefined || config === null ? '' : ` --config ${quoted(config)}`;

/** A word as a shell takes it for one. */
export const quoted = (word: string): string => (/^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
