import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { plainText } from '../../cli/plain-text.ts';
import type { Question } from '../../domain/decisions.ts';

interface Asking {
  /** The reader wants to go. */
  readonly left: AbortSignal;
  /** Whether the question is open no more. */
  readonly settled: () => Promise<boolean>;
  readonly input?: NodeJS.ReadableStream;
  readonly output?: NodeJS.WritableStream;
}

/** What the reader chooses to answer; null when the question was settled elsewhere meanwhile. Throws when the reader leaves. */
export async function choice(
  { verdicts }: Pick<Question, 'verdicts'>,
  person: string,
  { left, settled, input = process.stdin, output = process.stdout }: Asking,
): Promise<string | null> {
  const offered = Object.keys(verdicts);
  const chosen = new AbortController();
  const elsewhere = new AbortController();
  const watching = watch(settled, elsewhere, chosen.signal);
  const terminal = createInterface({ input, output });
  const signal = AbortSignal.any([left, elsewhere.signal]);
  try {
    for (;;) {
      const typed =
        (await terminal.question(`   You are ${person}. Answer ${offered.join(' or ')} [${offered[0]}]: `, { signal })).trim() ||
        offered[0]!;
      if (offered.includes(typed)) return typed;
      output.write(`   '${plainText(typed)}' is not one of the answers. Nothing was sent.\n`);
    }
  } catch (err) {
    output.write('\n'); // what is said next does not belong to the question
    if (elsewhere.signal.aborted && !left.aborted) return null;
    throw err;
  } finally {
    chosen.abort();
    terminal.close();
    await watching;
  }
}

/** A look that fails says nothing of the question: the next one may. */
async function watch(settled: () => Promise<boolean>, elsewhere: AbortController, chosen: AbortSignal): Promise<void> {
  while (!chosen.aborted) {
    await pause(300, undefined, { signal: chosen }).catch(() => undefined);
    if (!chosen.aborted && (await settled().catch(() => false))) return elsewhere.abort();
  }
}
