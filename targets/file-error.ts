import { TargetError } from '../domain/target-error.ts';

/**
 * What an error of the file system means. `doing` starts the message, such as `reading pointer of acme/production/au at primary`; `root`, where
 * it is known, says which disk is full.
 */
export function fileError(error: unknown, doing: string, root?: string): TargetError {
  if (error instanceof TargetError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  const text = typeof code === 'string' ? code : 'unexpected error';
  if (code === 'ENOENT') return new TargetError('NotFound', `${doing}: there is no such file`, { cause: error });
  if (code === 'ELOOP') return new TargetError('Escapes', `${doing}: a symbolic link is in the way`, { cause: error });
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new TargetError('Full', `${doing}: the disk${root === undefined ? '' : ` of ${root}`} is full (${code}): make room there`, {
      recoverable: true,
      cause: error,
    });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new TargetError('NotAuthorized', `${doing}: not permitted (${text}): check owner, mode and mount options`, { cause: error });
  }
  return new TargetError('Unreachable', `${doing}: ${text}`, { recoverable: true, cause: error });
}
