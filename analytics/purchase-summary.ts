/**
 * From a customer's purchase days to the four numbers the value models need: x, tx, T and the mean repeat spend m.
 *
 * Conventions (Fader & Hardie's CDNOW preparation; the `summary_data_from_transaction_data` of lifetimes):
 *   – purchases of one period (a day, or a week from Monday) are one purchase, their amounts summed;
 *   – x   repeat periods: distinct purchase periods less the first;
 *   – tx  from the first to the last purchase period, 0 when x = 0;
 *   – T   from the first purchase period to the end of observation;
 *   – m   mean amount of the *repeat* periods, the first excluded; 0 when x = 0.
 * Days in, periods out: with 'day' x counts days and tx, T are in days (divide by 7 for CDNOW's weeks); with 'week' tx and T
 * are differences of calendar weeks.
 *
 * Purchases after the end of observation are ignored; a customer with none before has no summary (null).
 * Cost. O(n log n) in the customer's purchases, O(n) when they come sorted.
 * Example. Days 0 and 36 with amounts 1 and 2, observed until day 37 → { x: 1, tx: 36, T: 37, m: 2 }.
 */
export interface PurchaseSummary {
  readonly x: number;
  readonly tx: number;
  readonly T: number;
  readonly m: number;
}

/** One purchase: a whole day number (days since 1970-01-01 in the business's zone), and what was paid, in any unit. */
export interface Purchase {
  readonly day: number;
  readonly amount: number;
}

export type PurchasePeriod = 'day' | 'week';

/** The summary of one customer as of the end of `observedUntil` (a day number), or null when nothing was bought by then. */
export function summarisePurchases(
  purchases: readonly Purchase[],
  observedUntil: number,
  period: PurchasePeriod = 'day',
): PurchaseSummary | null {
  const seen = purchases.filter((purchase) => purchase.day <= observedUntil).sort((one, other) => one.day - other.day);
  if (seen.length === 0) return null;
  const first = periodOf(seen[0]!.day, period);
  let last = first;
  let repeats = 0;
  let repeatAmount = 0;
  for (const { day, amount } of seen) {
    const at = periodOf(day, period);
    if (at > last) {
      repeats++;
      last = at;
    }
    if (at > first) repeatAmount += amount;
  }
  return {
    x: repeats,
    tx: last - first,
    T: periodOf(observedUntil, period) - first,
    m: repeats > 0 ? repeatAmount / repeats : 0,
  };
}

/** Purchase periods in (after, until]: what a hold-out counts against the forecast. */
export function purchasePeriodsBetween(
  purchases: readonly Purchase[],
  after: number,
  until: number,
  period: PurchasePeriod = 'day',
): number {
  const periods = new Set<number>();
  for (const { day } of purchases) if (day > after && day <= until) periods.add(periodOf(day, period));
  return periods.size;
}

/** Day number 0 was a Thursday; weeks run from Monday. */
function periodOf(day: number, period: PurchasePeriod): number {
  return period === 'day' ? day : Math.floor((day + 3) / 7);
}
