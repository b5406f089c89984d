/** Calendar months (YYYY-MM) and days (YYYY-MM-DD) as the pictures need them. */

/** Short for an axis: the year stands with the first month and with each January. */
export function monthLabels(months: readonly string[], language: string): string[] {
  const short = new Intl.DateTimeFormat(language, { month: 'short', timeZone: 'UTC' });
  return months.map((month, index) => {
    const [year = ''] = month.split('-');
    const name = short.format(firstMoment(month));
    return index === 0 || month.endsWith('-01') ? `${name}\n${year}` : name;
  });
}

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
