/** The exact command that gives a verdict, to copy. `signing` is the option that signs, such as `--key ~/.ssh/id_ed25519`. */
export function decideCommand(
  incident: string,
  verdict: string,
  { asking, signing }: { readonly asking: number | null; readonly signing: string },
): string {
  const number = asking === null ? '' : ` --asking ${asking}`;
  return `holdfast decide ${incident} ${quoted(verdict)}${number} ${signing}`;
}

const quoted = (word: string): string => (/^[\w.-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
