import { platformProblemSchema } from '../contracts/platform-api.ts';
import { isTargetError, TargetError, type TargetErrorCode } from '../domain/target-error.ts';
import { readHeader as read } from './read-header.ts';
import { retryAfter } from './retry-after.ts';

export interface Taking {
  readonly limit: number;
  readonly where: string;
  readonly take: (piece: Uint8Array) => void;
  /** Takes secrets out of whatever the other side repeats. */
  readonly blot: (text: Buffer) => Buffer;
  /** Whether a 429's error says how long to wait. */
  readonly heedRetryAfter: boolean;
}

const longestProblem = 16_384;

/**
 * Hands a good answer on piece by piece; TooLarge at the first byte over the limit, or at once where the answer says its length. Throws what a
 * bad answer means. Answers the size.
 */
export async function answerOf(response: Response, taking: Taking): Promise<number> {
  if (response.ok) return drain(response, taking);
  const pieces: Uint8Array[] = [];
  await drain(response, { ...taking, limit: longestProblem, take: (piece) => pieces.push(piece) }).catch(unlessTooLarge);
  throw meaning(response, Buffer.concat(pieces), taking);
}

async function drain(response: Response, taking: Taking): Promise<number> {
  const { limit, take } = taking;
  if (Number(read(response.headers, 'content-length')) > limit) {
    await response.body?.cancel();
    throw tooLarge(taking);
  }
  let size = 0;
  // Leaving the loop cancels the body, so that an answer without end costs nothing more.
  for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += piece.length;
    if (size > limit) throw tooLarge(taking);
    take(piece);
  }
  return size;
}

const tooLarge = ({ where, limit }: Taking): TargetError => new TargetError('TooLarge', `${where} answered more than ${limit} bytes`);

/** The status says enough of an endless problem document. */
function unlessTooLarge(error: unknown): number {
  if (isTargetError(error, 'TooLarge')) return 0;
  throw error;
}

function meaning({ status, headers }: Response, body: Buffer, { where, blot, heedRetryAfter }: Taking): TargetError {
  const { code, said } = problemIn(blot(body).toString('utf8'));
  const text = `${where} answered ${status}${code ? ` ${code}` : ''}${said ? `: ${said}` : ''}`;
  const [errorCode, recoverable] = codeFor(status, code);
  const wait = heedRetryAfter && status === 429 ? retryAfter(read(headers, 'retry-after')) : null;
  return new TargetError(errorCode, text, { recoverable, retryAfter: wait });
}

function codeFor(status: number, problem: string): readonly [TargetErrorCode, boolean] {
  if (status === 401 || status === 403) return ['NotAuthorized', false];
  if (status === 404 || status === 410) return ['NotFound', false];
  if (status === 408) return ['TimedOut', true];
  if (status === 409 || status === 412) return ['Conflict', true];
  if (status === 429) return ['Refused', true];
  if (status === 501 || problem === 'unsupported') return ['Unsupported', false];
  if (status >= 500) return ['Unreachable', true];
  return ['Refused', false];
}

function problemIn(body: string): { readonly code: string; readonly said: string } {
  const parsed = platformProblemSchema.safeParse(json(body));
  if (!parsed.success) return { code: '', said: '' };
  const { code, detail, generation } = parsed.data;
  return {
    code: plain(code, 60),
    said: plain([detail, generation === undefined ? '' : `generation ${generation}`].filter(Boolean).join(', '), 500),
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** One printable line of what the other side said. */
const plain = (text: string, most: number): string => text.replace(/\p{C}+/gu, ' ').slice(0, most);
