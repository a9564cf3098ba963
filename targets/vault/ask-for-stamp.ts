import { readBundle } from '../../contracts/evidence/bundle.ts';
import { TargetError } from '../../domain/target-error.ts';
import type { Sealed } from '../targets.ts';
import type { Sealer } from './sealer.ts';

/** An RFC 3161 answer over a signature, DER, or null when there is none to be had. Never throws what the authority did. */
export type AskForStamp = (signature: Uint8Array) => Promise<Buffer | null>;

/** Who seals while others seal signs anew each time; an authority is then not asked for ever. */
const mostAsked = 3;

/** How one seal asks for its time stamp, and what it says when it has none: a record is sealed with or without (BK-RO3). */
export function stampsOf({ stamp }: Sealer): {
  readonly ask: AskForStamp;
  /** Why this signed statement has no time stamp, where an authority is configured. */
  lacking(bundle: Buffer): Pick<Sealed, 'unstamped'>;
} {
  let asked = 0;
  let why: string | null = null;
  return {
    ask: async (signature) => {
      if (!stamp || why !== null) return null;
      asked += 1;
      if (asked > mostAsked) why = 'other records were sealed meanwhile, each time that the authority answered';
      try {
        return why === null ? await stamp(signature) : null;
      } catch (error) {
        if (!(error instanceof TargetError)) throw error;
        why = error.message;
        return null;
      }
    },
    lacking: (bundle) => {
      if (!stamp) return {};
      const read = readBundle(bundle);
      if (typeof read === 'string' || read.timestamp !== null) return {};
      return { unstamped: why ?? 'an earlier attempt at the seal got none' };
    },
  };
}
