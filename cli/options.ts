import { Option } from 'commander';

// The options that several commands have, in the same words.
export const configOption = () => new Option('--config <file>', 'holdfast.yaml; without it, the run whose .holdfast is here');
export const jsonOption = () => new Option('--json', 'print JSON');
export const asOption = () => new Option('--as <name>', 'a person of the demo, whose key is in .holdfast/keys');
/** With `--as` it is refused: whose signature it is must not be a guess. */
export const keyOption = () => new Option('--key <file>', 'your SSH private key (Ed25519, OpenSSH format, no passphrase)').conflicts('as');
export const example = (text: string): string => `\nExample:\n  $ ${text}\n`;
/** How a signed command is called, in one line: what it must have is not left out, as it would be among `[options]`. */
export const signedUsage = (words: string): string => `${words} (--key FILE | --as NAME) [options]`;
