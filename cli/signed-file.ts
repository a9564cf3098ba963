import { readFile } from 'node:fs/promises';
import { answerSchema, answerText, type UnsignedAnswer } from '../contracts/signed-answer.ts';
import { decisionNamespace, longestSignature } from '../contracts/sshsig.ts';
import type { Answer } from '../domain/decisions.ts';
import { CommandFailed, usage } from './failed.ts';

/**
 * The answer that `ssh-keygen -Y sign` made into `FILE.sig`: its text is FILE, as `--print` wrote it. It must be an answer to what is
 * asked on the command line; note and nonce are those that were signed.
 */
export async function readSignedAnswer(path: string, asked: UnsignedAnswer): Promise<Answer> {
  if (!path.endsWith('.sig'))
    throw usage(`${path} does not end in .sig: pass the file that ssh-keygen -Y sign -n ${decisionNamespace} wrote beside the text`);
  const text = await read(path.slice(0, -'.sig'.length));
  const signature = await read(path);
  if (signature.length > longestSignature) throw new CommandFailed(`${path} is longer than a signature can be`);
  const answer = parsed(path, text, signature);
  const differs = (['incident', 'asking', 'verdict'] as const).find((field) => answer[field] !== asked[field]);
  if (differs) throw new CommandFailed(`${path} is about ${differs} ${answer[differs]}, not ${asked[differs]}: print and sign again`);
  return answer;
}

function parsed(path: string, text: string, signature: string): Answer {
  const checked = answerSchema.safeParse({ ...objectIn(text), signature });
  if (!checked.success || Buffer.from(answerText(checked.data)).toString() !== text) {
    throw new CommandFailed(
      `${path.slice(0, -4)} is not what holdfast decide --print wrote: print again to that file, sign it, and change nothing in between (through npm: npm run -s, which adds no lines of its own)`,
    );
  }
  return checked.data;
}

function objectIn(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {}; // not JSON: the schema refuses it with what to do
  }
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (err) {
    throw new CommandFailed(
      `cannot read ${path} (${(err as NodeJS.ErrnoException).code}): --signature FILE.sig needs both FILE and FILE.sig`,
    );
  }
}
