import { seconds } from '../../domain/time.ts';
import type { ActivationState } from '../reader/follower.ts';
import type { Reader } from './reader-fleet.ts';

/** What one reader says of all its channels, or why it could not be asked. */
export interface ReaderState {
  readonly reader: string;
  readonly channels: readonly ActivationState[];
  readonly unreachable: string | null;
}

/** Asks a reader over HTTP, as anybody outside would. Answers the parsed JSON with its status; throws when nobody answers in a second. */
export async function askReader({ url }: Reader, path: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(seconds(1)) });
  return { status: answer.status, body: await answer.json() };
}

/** The state of every reader; one that does not answer is `unreachable`, and the others are still asked. */
export function readerStates(readers: readonly Reader[]): Promise<readonly ReaderState[]> {
  return Promise.all(
    readers.map(async (reader) => {
      try {
        const { body } = await askReader(reader, '/state');
        return { reader: reader.name, channels: (body as { readonly channels: readonly ActivationState[] }).channels, unreachable: null };
      } catch (error) {
        return { reader: reader.name, channels: [], unreachable: error instanceof Error ? error.message : String(error) };
      }
    }),
  );
}
