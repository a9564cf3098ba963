/** Every change of a pointer that this platform can make for an operator. */
export const changeActions = ['hold', 'lift', 'quarantine', 'rebind', 'pin', 'baseline'] as const;
export type ChangeAction = (typeof changeActions)[number];
