import type { Manifest } from '../../contracts/pack-format.ts';
import { pass, unknown, type Verdict } from './stage.ts';

/** Manifest versions whose meaning this code knows: 3.0 and 3.1, any patch. */
const known = /^3\.[01]\.\d+$/;

/**
 * A manifest of a version that nobody here has read the specification of cannot be judged: unknown, not the pack's fault. The
 * canonicalization profile is held by the schema already, which knows only one (KOA-P6).
 */
export function compatibility({ manifest_version }: Manifest): Verdict {
  return known.test(manifest_version)
    ? pass
    : unknown(`manifest version ${manifest_version} is newer than this Holdfast knows: upgrade it`);
}
