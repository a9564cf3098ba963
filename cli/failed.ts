import type { Refusal } from '../domain/decisions.ts';

/** A command that did not do what was asked: printed as one line, with the exit code. 1: it failed or was refused; 2: it was called wrongly. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** A refusal, with its code. */
export const refusedFor = ({ code, message }: Refusal): CommandFailed => new CommandFailed(`refused (${code}): ${message}`);

export const usage = (message: string): CommandFailed => new CommandFailed(message, 2);
