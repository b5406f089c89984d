/** Birthdays as people write them, and how nearly two of them are one. */
import { editDistance } from '#analytics/string-similarity.ts';
import { dayIn } from '../occurrence.ts';

/** 1985-7-20, 1985年7月20日 and 19850720 are one; 7月20日 has no year; what is no such date is compared digit by digit. */
export function birthdayOf(text: string | null | undefined): string {
  if (!text) return '';
  const said = text.normalize('NFKC').trim();
  const [, year, month, day] = /^\D*(\d{4})\D+(\d{1,2})\D+(\d{1,2})(?!\d)/.exec(said) ?? [];
  if (year && month && day) return year + two(month) + two(day);
  const [, onlyMonth, onlyDay] = /^\D*(\d{1,2})\D+(\d{1,2})\D*$/.exec(said) ?? [];
  if (onlyMonth && onlyDay) return two(onlyMonth) + two(onlyDay);
  return said.replace(/\D/g, '').slice(0, 8);
}

const two = (number: string): string => number.padStart(2, '0');

const WHOLE = 8;
const WITHOUT_YEAR = 4;

/** Month and day, where one of the two says no more and both say the same. */
export const sameWithoutYear = (a: string, b: string): boolean =>
  Math.min(a.length, b.length) === WITHOUT_YEAR &&
  Math.max(a.length, b.length) === WHOLE &&
  a.slice(-4) === b.slice(-4);

/** A digit or so, day and month exchanged, by sun and by moon; something in common; another day. */
export function birthdayLevel(a: string, b: string): number {
  if (a.length !== WHOLE || b.length !== WHOLE) return editDistance(a, b, 1) <= 1 ? 1 : 3;
  const dayAndMonth = a.slice(0, 4) + a.slice(6) + a.slice(4, 6);
  if (dayAndMonth === b || editDistance(a, b, 1) <= 1 || isByMoon(a, b) || isByMoon(b, a)) return 1;
  return a.slice(0, 4) === b.slice(0, 4) || a.slice(4) === b.slice(4) || editDistance(a, b, 2) <= 2 ? 2 : 3;
}

/** Days from the first of a lunar month to the first of the solar month of its number: three weeks to seven. */
const LEAST_DAYS = 15;
const MOST_DAYS = 60;
const FIRST_YEAR = 1901;
const LAST_YEAR = 2100;

/** The elder generation tells its birthday by the moon: the fifth of the eighth month is a day in September. */
function isByMoon(lunar: string, solar: string): boolean {
  const days = roughDays(solar) - roughDays(lunar);
  if (days < LEAST_DAYS || days > MOST_DAYS) return false;
  const [year, month, day] = [lunar.slice(0, 4), lunar.slice(4, 6), lunar.slice(6)].map(Number) as [
    number,
    number,
    number,
  ];
  if (year < FIRST_YEAR || year > LAST_YEAR || day > 30) return false;
  return [false, true].some(
    (leap) => dayIn({ calendar: 'lunar', year, month, day, leap, yearly: false }, year)?.replaceAll('-', '') === solar,
  );
}

const roughDays = (date: string): number =>
  Number(date.slice(0, 4)) * 365.25 + Number(date.slice(4, 6)) * 30.44 + Number(date.slice(6));
