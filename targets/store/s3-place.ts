import { TargetError } from '../../domain/target-error.ts';
import type { Millis } from '../../domain/time.ts';
import { staysInside } from '../inside.ts';

/** Where in which object storage things are kept, and with which key. */
export interface S3Place {
  /** How errors name it, such as `vault` or `primary`. */
  readonly name: string;
  /** Absolute `http` or `https` URL, without a path. Nothing else is ever called. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** What every key begins with, `/` between its parts and at neither end; empty for the whole bucket. */
  readonly prefix: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** Puts each object under retention. Only for what Holdfast writes. */
  readonly objectLock?: ObjectLock | undefined;
  /** How long an answer may take to begin; bytes get more time by their number. Default 10 s. */
  readonly patience?: Millis | undefined;
}

/** Until then nobody, or with `governance` nobody without a special permission, can delete what was written. */
export interface ObjectLock {
  readonly mode: 'governance' | 'compliance';
  readonly days: number;
}

/** The whole key of a path below the place's prefix. Escapes for a path that could name something outside it. */
export function keyIn({ prefix }: Pick<S3Place, 'prefix'>, path: string): string {
  if (!staysInside(path)) throw new TargetError('Escapes', `'${path}' is not a path inside its folder`);
  return prefix === '' ? path : `${prefix}/${path}`;
}

/** What the keys of everything in the place begin with. */
export const placePrefix = ({ prefix }: Pick<S3Place, 'prefix'>): string => (prefix === '' ? '' : `${prefix}/`);

/** A place for messages: `s3://bucket/prefix`, no secret in it. */
export const placeText = ({ bucket, prefix }: Pick<S3Place, 'bucket' | 'prefix'>): string =>
  prefix === '' ? `s3://${bucket}` : `s3://${bucket}/${prefix}`;
