/** What the YAML parser finds wrong, without the text that it quotes from the file: that may be a secret which was written there. */
export const yamlComplaint = (message: string): string =>
  message
    .split('\n', 1)[0]!
    .replace(/^(Invalid escape sequence|Unknown directive|Unsupported YAML version).*/, '$1')
    .replace(/:( .*)?$/, '');
