/** Every way in which a target can fail. The list is closed; docs/errors.md explains each, and a test holds both to each other. */
export const targetErrorCodes = [
  'Unreachable',
  'TimedOut',
  'Refused',
  'Conflict',
  'Raced',
  'NotFound',
  'NoSuchChannel',
  'Malformed',
  'TooLarge',
  'HostNotAllowed',
  'Unsupported',
  'NotTrusted',
  'NotAuthorized',
  'EvidenceConflict',
  'Escapes',
  'Full',
] as const;
export type TargetErrorCode = (typeof targetErrorCodes)[number];

export const isTargetErrorCode = (code: unknown): code is TargetErrorCode => (targetErrorCodes as readonly unknown[]).includes(code);

/** A target's failure. `recoverable` says whether trying again unchanged may help. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
  readonly code: TargetErrorCode;
  readonly recoverable: boolean;
  /** How long the target asked to be left alone, milliseconds, where that is to be heeded. */
  readonly retryAfter: number | null;
  /** Whether what was asked for may have taken effect all the same (GOV-11): asked for by its key before anything else is done. */
  readonly unresolved: boolean;

  constructor(
    code: TargetErrorCode,
    message: string,
    {
      recoverable = false,
      retryAfter = null,
      unresolved = false,
      cause,
    }: {
      readonly recoverable?: boolean;
      readonly retryAfter?: number | null;
      readonly unresolved?: boolean;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.recoverable = recoverable;
    this.retryAfter = retryAfter;
    this.unresolved = unresolved;
  }
}

/** How a failed activity tells its workflow that what it was to change is unresolved (GOV-11). */
export const unresolvedDetail = 'unresolved';

/** Whether this is a target's failure of that kind. */
export const isTargetError = (error: unknown, code: TargetErrorCode): error is TargetError =>
  error instanceof TargetError && error.code === code;
