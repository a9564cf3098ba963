import { plainJson, plainText } from '../plain-text.ts';
import { padded } from '../wrapped.ts';
import type { Check, CheckResult, Dependencies } from '../dependencies.ts';
import { CommandFailed } from '../failed.ts';
import { counted } from '../list-text.ts';

/** `holdfast doctor`: one line for each thing that must be there. Fails when any is not. */
export async function doctor(options: { readonly json?: true; readonly config?: string }, dependencies: Dependencies): Promise<void> {
  const checks = await dependencies.checks(options.config ?? null);
  const found = await Promise.all(checks.map(async (check) => ({ name: check.name, ...(await looked(check)) })));
  const bad = found.filter(({ state }) => state !== 'ok');
  if (options.json) dependencies.out(`${plainJson(found, 2)}\n`);
  else dependencies.out(found.map((result) => lineOf(result)).join(''));
  if (bad.length > 0)
    throw new CommandFailed(`${counted(bad.length, 'thing')} of ${found.length} not ok: ${bad.map(({ name }) => name).join(', ')}`);
}

function lineOf({ name, state, say, fix }: CheckResult & { readonly name: string }): string {
  return `${padded(state, 11)}  ${plainText(name)}: ${plainText(say)}${state !== 'ok' && fix ? `. To do: ${plainText(fix)}` : ''}\n`;
}

/** A check that breaks is bad news about what it looks at, not the end of the others. */
async function looked(check: Check): Promise<CheckResult> {
  try {
    return await check.check();
  } catch (err) {
    return {
      state: 'unreachable',
      say: err instanceof Error ? err.message : String(err),
      fix: 'look at what it says, and run holdfast doctor again',
    };
  }
}
