import { TargetError } from '../../domain/target-error.ts';
import { fileError } from '../file-error.ts';

/** The same error with what was being done in front, such as `keeping a in the vault, for INC-7Q2M4K`. `root` as for `fileError`. */
export function whileDoing(error: unknown, doing: string, root?: string): TargetError {
  if (!(error instanceof TargetError)) return fileError(error, doing, root);
  const { code, recoverable, message } = error;
  return new TargetError(code, `${doing}: ${message}`, { recoverable, cause: error });
}
