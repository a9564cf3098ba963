import { checkLog } from '../../contracts/evidence/check-log.ts';
import type { Dependencies } from '../dependencies.ts';
import { CommandFailed, usage } from '../failed.ts';
import { counted } from '../list-text.ts';
import { plainJson, plainText } from '../plain-text.ts';
import { publicKeyIn } from '../public-key.ts';

export interface CheckLogOptions {
  readonly key?: readonly string[];
  readonly head?: readonly string[];
  readonly json?: true;
  readonly config?: string;
}

/** `holdfast log check`: a missing, reordered or rewritten record is named, and fails the command. */
export async function checkTheLog(options: CheckLogOptions, { out, sealedLog }: Pick<Dependencies, 'out' | 'sealedLog'>): Promise<void> {
  const heads = options.head ?? [];
  const odd = heads.find((head) => !/^sha256:[a-f0-9]{64}$/.test(head));
  if (odd !== undefined) throw usage(`'${odd}' is not a digest: write sha256: and 64 hex digits, as the anchor received it`);
  const keys = await Promise.all((options.key ?? []).map(publicKeyIn));
  const verdict = await checkLog(await sealedLog(options.config ?? null), keys, heads);
  const { problems, records, head } = verdict;
  if (options.json) out(`${plainJson(verdict, 2)}\n`);
  else
    out(
      `${counted(records, 'record')} in the log; the newest is ${head ?? 'none'}\n${problems.map((one) => `FAIL  ${plainText(one)}\n`).join('')}`,
    );
  if (problems.length > 0) throw new CommandFailed(`the log does not hold: ${counted(problems.length, 'problem')}`);
  if (options.json) return;
  out(`None is missing, reordered or rewritten${signedBy(keys.length)}.\n`);
  if (heads.length === 0) out('That the newest was not cut off is only known with --head, from your anchor.\n');
}

function signedBy(keys: number): string {
  if (keys === 0) return '; give --key to check who signed them';
  return keys === 1 ? ', and each was signed with this key' : ', and each was signed with one of these keys';
}
