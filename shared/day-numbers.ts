/** Days and months as whole numbers, so that differences are subtractions. Days count from 1970-01-01, months from year 0. */

const DAY_MS = 86_400_000;

export const dayNumber = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);

export const dayFromNumber = (number: number): string => new Date(number * DAY_MS).toISOString().slice(0, 10);

/** Of a day (YYYY-MM-DD) or a month (YYYY-MM). */
export const monthNumber = (text: string): number => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 1;

/** YYYY-MM. */
export const monthFromNumber = (number: number): string =>
  `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`;

export const firstDayOfMonth = (number: number): string => `${monthFromNumber(number)}-01`;

export const lastDayOfMonth = (number: number): string => dayFromNumber(dayNumber(firstDayOfMonth(number + 1)) - 1);

/**
 * The day `n` days, weeks, months or years away, and then `days` more. A month's end stays one: 31 March less a month is
 * the last day of February.
 */
export function addCalendar(day: string, n: number, unit: 'day' | 'week' | 'month' | 'year', days = 0): string {
  if (unit === 'day' || unit === 'week') return dayFromNumber(dayNumber(day) + n * (unit === 'week' ? 7 : 1) + days);
  const month = monthNumber(day) + n * (unit === 'year' ? 12 : 1);
  const last = lastDayOfMonth(month);
  const same = `${monthFromNumber(month)}-${day.slice(8)}`;
  return dayFromNumber(dayNumber(same < last ? same : last) + days);
}
