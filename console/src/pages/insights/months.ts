/** Calendar months (YYYY-MM) and days (YYYY-MM-DD) as the pictures need them. */

/** More months than this are named by quarter. */
const NAMED_MONTHS = 14;

/** Short for an axis: the year stands with each January, and with the first month unless they would touch. */
export function monthLabels(months: readonly string[], language: string): string[] {
  const short = new Intl.DateTimeFormat(language, { month: 'short', timeZone: 'UTC' });
  const named = (month: string) => months.length <= NAMED_MONTHS || /-(01|04|07|10)$/.test(month);
  const first = months[1]?.endsWith('-01') ? undefined : months.find(named);
  return months.map((month) => {
    if (!named(month)) return '';
    const name = short.format(firstMoment(month));
    return month === first || month.endsWith('-01') ? `${name}\n${month.slice(0, 4)}` : name;
  });
}

/** An axis of months. */
export const monthAxis = (months: readonly string[], language: string) => ({
  type: 'category' as const,
  data: monthLabels(months, language),
  axisLabel: { lineHeight: 16, interval: 0, hideOverlap: true },
});

export function monthName(month: string, language: string): string {
  return new Intl.DateTimeFormat(language, { year: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    firstMoment(month),
  );
}

const firstMoment = (month: string): Date => new Date(`${month}-01T00:00:00Z`);

/** The calendar day in a time zone. */
export const dayIn = (timeZone: string, moment: Date): string => moment.toLocaleDateString('sv-SE', { timeZone });

export function addDays(day: string, days: number): string {
  const moved = new Date(`${day}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

export const PERIODS = ['30d', '90d', '365d', 'year', 'own'] as const;
export type PeriodName = (typeof PERIODS)[number];

/** First and last day, both included, of a period named relative to today. */
export function periodOf(name: string, today: string, own: { from: string; to: string }): { from: string; to: string } {
  if (name === '30d') return { from: addDays(today, -29), to: today };
  if (name === '90d') return { from: addDays(today, -89), to: today };
  if (name === 'year') return { from: `${today.slice(0, 4)}-01-01`, to: today };
  if (name === 'own' && own.from !== '' && own.to !== '') return own;
  return { from: addDays(today, -364), to: today };
}

/** Filters of the customer list: those whose first order that counts lies in the month. */
export const newIn = (month: string): string[] => [
  `orders.firstOrderAt:min:${month}-01`,
  `orders.firstOrderAt:max:${lastDayOf(month)}`,
];

export function lastDayOf(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
}
