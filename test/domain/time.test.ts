import { expect, test } from '@jest/globals';
import { exactly, hours, minutes, seconds, spoken } from '../../domain/time.ts';

test('lengths are milliseconds', () => {
  expect([seconds(2), minutes(15), hours(24)]).toEqual([2_000, 900_000, 86_400_000]);
});

test.each([
  [0, '0 s'],
  [-5, '0 s'],
  [999, '0 s'],
  [minutes(14) + seconds(20), '14 min 20 s'],
  [hours(2) + minutes(5) + seconds(59), '2 h 5 min'],
  [hours(72), '3 d'],
  [hours(25), '1 d 1 h'],
  [hours(1) + seconds(3), '1 h'],
])('%d ms is said as %s', (length, said) => {
  expect(spoken(length)).toBe(said);
});

test.each([
  [0, '0.000 s'],
  [361, '0.361 s'],
  [minutes(14) + 20_500, '14 min 20.500 s'],
  [hours(26) + seconds(3), '26 h 0 min 3.000 s'],
])('%d ms is told to the millisecond as %s', (length, told) => {
  expect(exactly(length)).toBe(told);
});
