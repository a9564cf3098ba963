import { CommanderError } from 'commander';
import { ConfigurationError, problemText } from '../contracts/configuration-error.ts';
import type { Dependencies } from './dependencies.ts';
import { CommandFailed } from './failed.ts';
import { plainText } from './plain-text.ts';
import { buildProgram } from './program.ts';

/** Runs `holdfast` with these arguments (without node and script) and answers the exit code: 0 done; 1 failed or refused; 2 usage. Never throws. */
export async function runProgram(args: readonly string[], dependencies: Dependencies): Promise<0 | 1 | 2> {
  try {
    await buildProgram(dependencies).parseAsync(args, { from: 'user' });
    return 0;
  } catch (err) {
    // Commander has said what was wrong, and ends help and version this way too.
    if (err instanceof CommanderError) return err.exitCode === 0 ? 0 : 2;
    dependencies.err(errorText(err));
    return err instanceof CommandFailed ? err.exitCode : 1;
  }
}

/** Each mistake in holdfast.yaml on a line of its own, as editors and terminals link it; everything else on one line. */
function errorText(err: unknown): string {
  if (err instanceof ConfigurationError) return err.problems.map((problem) => `${plainText(problemText(problem))}\n`).join('');
  return `holdfast: ${plainText(err instanceof Error ? err.message : String(err))}\n`;
}
