import { checkText } from '../check-text.ts';
import { plainJson } from '../plain-text.ts';
import { hanging, padded } from '../wrapped.ts';
import { calledAs } from '../called-as.ts';
import type { Check, CheckResult, Dependencies } from '../dependencies.ts';
import { CommandFailed } from '../failed.ts';
import { lookFor } from '../look.ts';
import { counted } from '../list-text.ts';

/** `holdfast doctor`: one line for each thing that must be there. Fails when any is not. */
export async function doctor(options: { readonly json?: true; readonly config?: string }, dependencies: Dependencies): Promise<void> {
  const checks = await dependencies.checks(options.config ?? null);
  // Scripts get each thing on one line.
  const width = dependencies.columns === undefined ? Infinity : lookFor(dependencies, dependencies.env).width;
  const found = await Promise.all(
    checks.map(async (check) => ({ name: check.name, ...(await looked(check, calledAs(dependencies.env))) })),
  );
  const bad = found.filter(({ state }) => state !== 'ok');
  if (options.json) dependencies.out(`${plainJson(found, 2)}\n`);
  else dependencies.out(found.flatMap((result) => linesOf(result, width)).join('\n') + '\n');
  if (bad.length > 0)
    throw new CommandFailed(`${counted(bad.length, 'thing')} of ${found.length} not ok: ${bad.map(({ name }) => name).join(', ')}`);
}

/** On a terminal as wide as the board. Commands and paths to copy are not broken. */
function linesOf(result: CheckResult & { readonly name: string }, width: number): readonly string[] {
  return hanging(`${padded(result.state, 11)}  `, checkText(result), width, true);
}

/** A check that breaks is bad news about what it looks at, not the end of the others. */
async function looked(check: Check, command: string): Promise<CheckResult> {
  try {
    return await check.check();
  } catch (err) {
    return {
      state: 'unreachable',
      say: err instanceof Error ? err.message : String(err),
      fix: `look at what it says, and run ${command} doctor again`,
    };
  }
}
