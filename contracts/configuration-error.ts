/** One thing that is wrong with `holdfast.yaml`, where it is, and what to write instead. Never a value that may be a secret. */
export interface ConfigurationProblem {
  readonly file: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
  /** As in `people[0].keys[0]`. Empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** `holdfast.yaml` cannot be used. Names everything that is wrong with it at once. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[]) {
    super(problems.map(problemText).join('\n'));
    this.problems = problems;
  }
}

/** `holdfast.yaml:12:5 people[0].keys[0]: write an Ed25519 SSH public key: ssh-ed25519 AAAA...`, as editors and terminals link it. */
export const problemText = ({ file, line, column, path, message }: ConfigurationProblem): string =>
  `${file}:${line}:${column} ${path ? `${path}: ` : ''}${message}`;
