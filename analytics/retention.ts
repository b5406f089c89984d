/**
 * # Retention: who came back, by month of the first purchase
 *
 * - **cohort table**  customers grouped by the month of their first purchase; of each cohort, how many bought again in the
 *                     first, second, … month after. Reading a row shows how a cohort fades, a column whether newer cohorts
 *                     fade faster, a diagonal what a calendar month did to everybody
 * - **by age**        the cohorts added up at equal age, only those old enough: the retention curve of the business
 * - **repeat rate**   customers with two orders or more ÷ customers with one or more
 *
 * A month is an integer, year · 12 + month − 1, in the time zone of the business: `monthIndex(2010, 12)` is 24131.
 * Cells that lie in the future are null, never 0. The last month is usually not over yet and reads low.
 *
 * With returns, corrected or merged orders a cell may shrink afterwards; the table is recomputed, never patched.
 *
 * For time until leaving with customers still staying, see `kaplan-meier.ts`. A customer who skips a month and returns
 * has not "churned": cohort cells count activity, and a later cell may exceed an earlier one.
 */
import { wilsonInterval } from '#analytics/proportion.ts';

export type Cohort = {
  /** Month of the first purchase. */
  readonly month: number;
  readonly size: number;
  /** Distinct customers who bought k months after, k from 0; null for months that have not come. */
  readonly active: readonly (number | null)[];
};

export type AgeRetention = {
  readonly age: number;
  /** Customers of the cohorts old enough, and how many of them were active at this age. */
  readonly customers: number;
  readonly active: number;
  readonly share: number;
  readonly interval: readonly [number, number];
};

/** Months counted from year 0, so that ages are differences. `month` is 1 to 12. */
export const monthIndex = (year: number, month: number): number => year * 12 + month - 1;

/**
 * The cohort table of purchases given as two columns, one row per purchase in any order. `lastMonth` is the latest month
 * shown; default the latest purchase. Every cohort has as many cells as the oldest. O(purchases) time, one
 * second for a million, and memory for the distinct (customer, month) pairs.
 *
 * Example: customer 1 in months 0 and 2, customer 2 in month 0: one cohort of size 2 with active 2, 0, 1.
 */
export function cohortTable(
  customers: ArrayLike<number | string>,
  months: ArrayLike<number>,
  lastMonth?: number,
): Cohort[] {
  if (customers.length !== months.length) throw new RangeError('customers and months differ in length');
  const active = activeMonths(customers, months);
  if (active.size === 0) return [];
  let last = lastMonth ?? -Infinity;
  if (lastMonth === undefined) for (const own of active.values()) for (const month of own) last = Math.max(last, month);
  const first = (own: ReadonlySet<number>): number => Math.min(...own);
  const cells = new Map<number, number[]>();
  let oldest = Infinity;
  for (const own of active.values()) {
    const start = first(own);
    if (start > last) continue;
    oldest = Math.min(oldest, start);
    const row = cells.get(start) ?? Array.from({ length: last - start + 1 }, () => 0);
    cells.set(start, row);
    for (const month of own) if (month <= last) row[month - start]! += 1;
  }
  const width = last - oldest + 1;
  return [...cells]
    .sort(([a], [b]) => a - b)
    .map(([month, row]) => ({
      month,
      size: row[0]!,
      active: Array.from({ length: width }, (_, age) => row[age] ?? null),
    }));
}

/**
 * Share active at each age over all cohorts that have reached it, with Wilson's interval. Later ages rest on fewer and
 * older cohorts: a curve that rises at the end usually says that the early cohorts were better, not that age is.
 */
export function retentionByAge(cohorts: readonly Cohort[], level = 0.95): AgeRetention[] {
  const width = cohorts[0]?.active.length ?? 0;
  return Array.from({ length: width }, (_, age) => {
    const reached = cohorts.filter((cohort) => cohort.active[age] !== null);
    const customers = reached.reduce((sum, { size }) => sum + size, 0);
    const active = reached.reduce((sum, cohort) => sum + (cohort.active[age] ?? 0), 0);
    return { age, customers, active, share: active / customers, interval: wilsonInterval(active, customers, level) };
  });
}

/**
 * Customers with two orders or more ÷ customers with one or more, from orders per customer in a window. A customer
 * without an order counts on neither side. The rate grows with the window by itself: compare equal windows only.
 */
export function repeatRate(
  orders: ArrayLike<number>,
  level = 0.95,
): {
  readonly buyers: number;
  readonly repeaters: number;
  readonly rate: number | null;
  readonly interval: readonly [number, number];
} {
  let buyers = 0;
  let repeaters = 0;
  for (let i = 0; i < orders.length; i++) {
    if (orders[i]! >= 1) buyers++;
    if (orders[i]! >= 2) repeaters++;
  }
  const rate = buyers === 0 ? null : repeaters / buyers;
  return { buyers, repeaters, rate, interval: wilsonInterval(repeaters, buyers, level) };
}

/** Per customer the distinct months with a purchase. */
function activeMonths(
  customers: ArrayLike<number | string>,
  months: ArrayLike<number>,
): Map<number | string, Set<number>> {
  const active = new Map<number | string, Set<number>>();
  for (let i = 0; i < customers.length; i++) {
    const own = active.get(customers[i]!);
    if (own === undefined) active.set(customers[i]!, new Set([months[i]!]));
    else own.add(months[i]!);
  }
  return active;
}
