/** Birthdays are days of the calendar, not moments: which ones fall on the days ahead. */
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';

export type BirthdayDay = { day: string; monthDay: string };

const isLeap = (year: number): boolean => new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;

/**
 * The birthdays (MM-DD) kept on `today` and the days after it, each with the day it is kept on. In a year without a
 * 29 February its children are congratulated on the 28th, so that everybody has one birthday a year.
 */
export function birthdayDays(today: string, daysAhead: number): BirthdayDay[] {
  return Array.from({ length: daysAhead + 1 }, (_, ahead) => dayFromNumber(dayNumber(today) + ahead)).flatMap((day) => {
    const monthDay = day.slice(5);
    const leapChildren = monthDay === '02-28' && !isLeap(Number(day.slice(0, 4))) ? [{ day, monthDay: '02-29' }] : [];
    return [{ day, monthDay }, ...leapChildren];
  });
}
