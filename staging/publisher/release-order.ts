/** Releases of a channel are called `2026.01`, `2026.02` and so on; later ones sort behind. */
export const releaseName = (number: number): string => `2026.${String(number).padStart(2, '0')}`;

/** Whether `release` came before `other`. */
export const isOlder = (release: string, other: string): boolean => ordinal(release) < ordinal(other);

const ordinal = (release: string): number => Number(release.split('.')[1] ?? 0);
