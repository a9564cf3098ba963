import { digestOfBytes, digestPattern } from '../../contracts/digest.ts';
import { checkLog, type SealedLog } from '../../contracts/evidence/check-log.ts';
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
  const odd = heads.find((head) => !digestPattern.test(head));
  if (odd !== undefined) throw usage(`'${odd}' is not a digest: write sha256: and 64 hex digits, as the anchor received it`);
  const keys = await Promise.all((options.key ?? []).map(publicKeyIn));
  const log = await sealedLog(options.config ?? null);
  const verdict = await checkLog(log, keys, heads);
  const { problems, records, head } = verdict;
  if (options.json) out(`${plainJson(verdict, 2)}\n`);
  else
    out(
      `${counted(records, 'record')} in the log; the newest is ${head ?? 'none'}\n${problems.map((one) => `FAIL  ${plainText(one)}\n`).join('')}`,
    );
  if (problems.length > 0) throw new CommandFailed(`the log does not hold: ${counted(problems.length, 'problem')}`);
  if (options.json) return;
  out(`None is missing, reordered or rewritten${signedBy(keys.length)}.\n`);
  out(await tailText(log, heads, head));
}

/** What the heads given cannot say: whether records after the newest of them were cut off. */
async function tailText(log: SealedLog, heads: readonly string[], newest: string | null): Promise<string> {
  if (heads.length === 0) return 'That the newest was not cut off is only known with --head, from your anchor.\n';
  if (newest !== null && heads.includes(newest)) return '';
  const number = await newestNamed(log, heads);
  return `Not cut off before record ${number}; that the newest was not is only known with the newest --head, from your anchor.\n`;
}

/** The number of the newest record that one of `heads` names; 0 when none does. */
async function newestNamed(log: SealedLog, heads: readonly string[]): Promise<number> {
  for (const number of (await log.numbers()).toReversed()) {
    if (heads.includes(digestOfBytes(await log.entry(number)))) return number;
  }
  return 0;
}

function signedBy(keys: number): string {
  if (keys === 0) return '; give --key to check who signed them';
  return keys === 1 ? ', and each was signed with this key' : ', and each was signed with one of these keys';
}
