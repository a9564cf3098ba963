/** The exact command that gives a verdict, to copy. `signing` is the option that signs, such as `--key ~/.ssh/id_ed25519`. */
export function decideCommand(
  incident: string,
  verdict: string,
  {
    asking,
    signing,
    command = 'holdfast',
  }: { readonly asking: number | null; readonly signing: string; readonly command?: string | undefined },
): string {
  const number = asking === null ? '' : ` --asking ${asking}`;
  return `${command} decide ${incident} ${quoted(verdict)}${number} ${signing}`;
}

const quoted = (word: string): string => (/^[\w.-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
