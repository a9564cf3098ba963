import { TargetError, type TargetErrorCode } from '../../domain/target-error.ts';

/** What the store calls its refusals, and what they are here. Whatever is not listed goes by the HTTP status. */
const named: Readonly<Record<string, readonly [TargetErrorCode, string]>> = {
  NoSuchKey: ['NotFound', 'there is no such object'],
  NoSuchBucket: ['Unreachable', 'there is no such bucket: create it, or correct its name'],
  // versitygw, for an access key that it does not know: with status 404, of all.
  XAdminUserNotFound: ['NotAuthorized', 'the access key is not known there: check the keys that holdfast.yaml names'],
  RequestTimeTooSkewed: ['NotAuthorized', 'the clocks of this machine and of the store differ too much: set this one right'],
  KeyTooLongError: ['Refused', 'the name is longer than the store takes'],
  EntityTooLarge: ['TooLarge', 'it is larger than the store takes'],
  // Stores that keep objects as files cannot have both `a` and `a/b`.
  ObjectParentIsFile: ['EvidenceConflict', 'an object has the name of a folder on its way; evidence is never overwritten'],
  ExistingObjectIsDirectory: ['EvidenceConflict', 'other objects lie below that name already; evidence is never overwritten'],
  ConditionalRequestConflict: ['Raced', 'another writer is creating the same object: try again'],
  OperationAborted: ['Raced', 'another writer is changing the same object: try again'],
  QuotaExceeded: ['Full', 'the store or its quota is full'],
  XMinioStorageFull: ['Full', 'the store is full'],
  NotImplemented: ['Unsupported', 'the store cannot do that'],
  PermanentRedirect: ['Refused', 'the bucket is elsewhere: correct endpoint and region'],
  AuthorizationHeaderMalformed: ['Refused', 'the region is another one: correct it'],
};

const recoverable: readonly TargetErrorCode[] = ['Unreachable', 'TimedOut', 'Raced', 'Full'];

/**
 * What an error of the S3 client means. `doing` starts the message. Repeats no text of the store's, which may name keys, and does not keep
 * it as the cause either: causes end in histories.
 */
export function s3Error(error: unknown, doing: string, isOver: boolean): TargetError {
  if (error instanceof TargetError)
    return new TargetError(error.code, `${doing}: ${error.message}`, { recoverable: error.recoverable, cause: error });
  if (isOver) return made('TimedOut', 'the store did not answer in time', doing, error);
  const { name, code, status } = partsOf(error);
  const known = Object.hasOwn(named, name) ? named[name] : undefined;
  if (known) return made(known[0], known[1], doing);
  if (status !== null) return byStatus(status, name, doing);
  if (name === 'TimeoutError') return made('TimedOut', 'the store did not answer in time', doing, error);
  return made('Unreachable', code ?? 'no answer', doing, error);
}

function byStatus(status: number, name: string, doing: string): TargetError {
  const said = `the store answered ${status} ${name}`;
  if (status === 401 || status === 403)
    return made('NotAuthorized', `${said}: check the keys that holdfast.yaml names, and what they permit`, doing);
  // Never NotFound: only a store that says by name that an object is missing is believed, for that is read as bad content.
  if (status === 404) return made('Unreachable', `${said}: is the endpoint that of an S3 store?`, doing);
  if (status === 507) return made('Full', 'the store is full', doing);
  if (status === 429) return new TargetError('Refused', `${doing}: ${said}`, { recoverable: true });
  if (status >= 500) return made('Unreachable', said, doing);
  if (status < 300) return made('Malformed', 'the store answered something that is not of the form of S3', doing);
  return made('Refused', said, doing);
}

const made = (code: TargetErrorCode, why: string, doing: string, cause?: unknown): TargetError =>
  new TargetError(code, `${doing}: ${why}`, { recoverable: recoverable.includes(code), cause });

/** The client's errors are of many classes; what counts is these three. */
function partsOf(error: unknown): { readonly name: string; readonly code: string | null; readonly status: number | null } {
  if (typeof error !== 'object' || error === null) return { name: 'unknown', code: null, status: null };
  const { name, code, $metadata } = error as { name?: unknown; code?: unknown; $metadata?: { httpStatusCode?: unknown } };
  const status = $metadata?.httpStatusCode;
  return {
    // From outside, and into a message: no line breaks, no length.
    name: typeof name === 'string' && /^[A-Za-z0-9.]{1,64}$/.test(name) ? name : 'unknown',
    code: typeof code === 'string' ? code : null,
    status: typeof status === 'number' ? status : null,
  };
}
