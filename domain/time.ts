/** Milliseconds: a length of time, or an instant since the epoch. Lengths are written `minutes(15)`, as the runbook's page says it. */
export type Millis = number;
export const seconds = (count: number): Millis => count * 1_000;
export const minutes = (count: number): Millis => seconds(count * 60);
export const hours = (count: number): Millis => minutes(count * 60);

/** A length of time as people say it, rounded down to two units: `14 min 20 s`, `2 h 5 min`, `3 d`. */
export function spoken(length: Millis): string {
  const whole = Math.max(0, Math.floor(length / 1000));
  const units = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3_600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ] as const;
  const first = units.findIndex(([count]) => count > 0);
  if (first < 0) return '0 s';
  const said = units.slice(first, first + 2).filter(([count]) => count > 0);
  return said.map(([count, unit]) => `${count} ${unit}`).join(' ');
}

/** A length of time to the millisecond, so that parts add up to the whole: `0.361 s`, `14 min 20.500 s`, `2 h 0 min 3.000 s`. */
export function exactly(length: Millis): string {
  const units = [
    [Math.floor(length / hours(1)), 'h'],
    [Math.floor(length / minutes(1)) % 60, 'min'],
  ] as const;
  const first = units.findIndex(([count]) => count > 0);
  const said = first < 0 ? [] : units.slice(first).map(([count, unit]) => `${count} ${unit} `);
  return `${said.join('')}${((length % minutes(1)) / 1000).toFixed(3)} s`;
}
