import { secretOf } from '../contracts/secrets.ts';

/** The value of a secret of a configuration that was read: its paths are absolute by now. Throws a SecretError. */
export const secretHere = (reference: string): string => secretOf(reference, '.');
