import { expect, it } from 'vitest';
import {
  dayFromNumber,
  dayNumber,
  firstDayOfMonth,
  lastDayOfMonth,
  monthFromNumber,
  monthNumber,
} from './day-numbers.ts';

it('counts days from 1970 and back', () => {
  expect(dayNumber('1970-01-02')).toBe(1);
  expect(dayNumber('2011-12-10') - dayNumber('2010-12-10')).toBe(365);
  expect(dayFromNumber(dayNumber('2024-02-29'))).toBe('2024-02-29');
});

it('counts months across the turn of a year, and knows how long they are', () => {
  expect(monthFromNumber(monthNumber('2010-12-31') + 1)).toBe('2011-01');
  expect(firstDayOfMonth(monthNumber('2024-02'))).toBe('2024-02-01');
  expect(lastDayOfMonth(monthNumber('2024-02'))).toBe('2024-02-29');
  expect(lastDayOfMonth(monthNumber('2023-12'))).toBe('2023-12-31');
});
