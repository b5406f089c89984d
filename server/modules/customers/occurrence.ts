/**
 * When a remembered date comes next. Pure; days are `YYYY-MM-DD` of the organisation.
 *
 * By the sun: 29 February is kept on 28 February in common years. By the moon: the 30th of a month that has 29 days is
 * kept on its last; a date of a leap month is kept in the leap month in years that have it, else in the month of the same
 * number. A date that does not come again has its day once. Lunar months by `lunar-typescript`, whose tables follow the
 * astronomy of the Purple Mountain Observatory; years 1900 to 2200.
 */
import { LunarYear } from 'lunar-typescript';

export type Remembered = {
  calendar: 'solar' | 'lunar';
  /** Of the calendar. Without it nobody's years are told. */
  year: number | null;
  month: number;
  day: number;
  /** In the leap month of that number. */
  leap: boolean;
  yearly: boolean;
};

export type Occurrence = { on: string; years: number | null };

/** The first day from `today` on; null when there is none: it came once and is past, or lies outside the tables. */
export function nextOccurrence(date: Remembered, today: string): Occurrence | null {
  if (!date.yearly) return onceMore(date, today);
  const thisYear = Number(today.slice(0, 4));
  // The twelfth lunar month ends in the next solar year: a lunar year begins the search one year earlier.
  for (let year = thisYear - 1; year <= thisYear + 2; year += 1) {
    const on = dayIn(date, year);
    if (on === null || on < today || (date.year !== null && year < date.year)) continue;
    return { on, years: date.year === null ? null : year - date.year };
  }
  return null;
}

function onceMore(date: Remembered, today: string): Occurrence | null {
  const on = date.year === null ? null : dayIn(date, date.year);
  return on !== null && on >= today ? { on, years: null } : null;
}

/** The day on which the date is kept in a year of its calendar. */
export function dayIn({ calendar, month, day, leap }: Remembered, year: number): string | null {
  return calendar === 'solar' ? solarDay(year, month, day) : lunarDay(year, month, day, leap);
}

function solarDay(year: number, month: number, day: number): string {
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return written(Date.UTC(year, month - 1, Math.min(day, last)));
}

function lunarDay(year: number, month: number, day: number, leap: boolean): string | null {
  const months = monthsOf(year);
  const found = (leap && months.get(-month)) || months.get(month);
  return found ? written(found.firstMs + (Math.min(day, found.days) - 1) * DAY_MS) : null;
}

const DAY_MS = 86_400_000;
const written = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

type Month = { firstMs: number; days: number };

/** By their number, leap months negative. Working a year out takes milliseconds; a house asks for a handful of years. */
const yearsKnown = new Map<number, ReadonlyMap<number, Month>>();

function monthsOf(year: number): ReadonlyMap<number, Month> {
  const known = yearsKnown.get(year);
  if (known) return known;
  const months = new Map(
    LunarYear.fromYear(year)
      .getMonthsInYear()
      .map((month): [number, Month] => [
        month.getMonth(),
        { firstMs: msOfJulianDay(month.getFirstJulianDay()), days: month.getDayCount() },
      ]),
  );
  yearsKnown.set(year, months);
  return months;
}

/** Julian day 2440587.5 is the beginning of 1970; a month is named by the noon of its first day. */
const msOfJulianDay = (julianDay: number): number => Math.floor(julianDay - 2_440_587.5) * DAY_MS;

/** Whether there can be such a date at all: in some year, or in the year it names. */
export function isDate({ calendar, year, month, day, leap }: Omit<Remembered, 'yearly'>): boolean {
  if (year !== null && (year < 1900 || year > 2200)) return false;
  if (month < 1 || month > 12 || day < 1) return false;
  if (calendar === 'solar') return !leap && day <= new Date(Date.UTC(year ?? 2000, month, 0)).getUTCDate();
  if (year === null) return day <= 30;
  const found = monthsOf(year).get(leap ? -month : month);
  return found !== undefined && day <= found.days;
}
