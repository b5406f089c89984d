import type { Ctx } from '#platform/context.ts';
import { copyOut } from '#platform/copy.ts';
import type { Features } from './features.ts';
import { NOTHING_BESIDE } from './beside.ts';
import { NOTHING_LATELY, RECENT_DAYS, YEAR_DAYS } from './windows.ts';

/** Enough to fit four parameters to a hundredth; more customers cost time and change nothing one could see. */
const MOST_CUSTOMERS = 12_000;

/** An even part of the buyers: every k-th by id, always the same ones while the base is. */
export function sampleOf(buyers: readonly number[] | Float64Array): number[] {
  const stride = Math.max(1, Math.ceil(buyers.length / MOST_CUSTOMERS));
  const sample: number[] = [];
  for (let i = 0; i < buyers.length; i += stride) sample.push(buyers[i]!);
  return sample;
}

/** One customer's orders and returns, by day; several of a day are one entry. Days count from 1970-01-01. */
export type History = {
  customerId: number;
  day: Int32Array;
  /** Orders that count, placed on the day. */
  orders: Int32Array;
  grossCents: Float64Array;
  netCents: Float64Array;
  returnedCents: Float64Array;
  returns: Int32Array;
};

/**
 * Histories up to `ctx.now` of the customers named, by COPY, in a transaction: some hundred thousand rows for a full
 * sample, read by index. Whoever has none is left out.
 */
export async function loadHistories(ctx: Ctx, customerIds: readonly number[]): Promise<History[]> {
  if (customerIds.length === 0) return [];
  const stream = await copyOut(
    ctx,
    `select customer_id, placed_on - date '1970-01-01' as day,
       count(*) filter (where gross_cents > 0), sum(gross_cents), sum(gross_cents - discount_cents - returned_cents),
       sum(returned_cents), count(*) filter (where returned_cents > 0)
     from orders.orders
     where customer_id = any('{${customerIds.join(',')}}'::bigint[]) and status <> 'cancelled'
       and placed_at <= '${ctx.now.toISOString()}'
     group by 1, 2 order by 1, 2`,
  );
  const histories: History[] = [];
  let rows: number[][] = [];
  let rest = '';
  const close = (): void => {
    if (rows.length > 0) histories.push(historyFrom(rows));
    rows = [];
  };
  for await (const chunk of stream) {
    const lines = (rest + (chunk as Buffer).toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const row = line.split('\t').map(Number);
      if (rows.length > 0 && rows[0]![0] !== row[0]) close();
      rows.push(row);
    }
  }
  close();
  return histories;
}

function historyFrom(rows: readonly number[][]): History {
  const column = (index: number): number[] => rows.map((row) => row[index] ?? 0);
  return {
    customerId: rows[0]?.[0] ?? 0,
    day: Int32Array.from(column(1)),
    orders: Int32Array.from(column(2)),
    grossCents: Float64Array.from(column(3)),
    netCents: Float64Array.from(column(4)),
    returnedCents: Float64Array.from(column(5)),
    returns: Int32Array.from(column(6)),
  };
}

/** What was known of the customer on `today`, of what happened up to the end of `until`: the features of a past day. */
export function featuresAsOf(history: History, until: number, today: number): Features {
  const one: Features = { ...NOTHING_LATELY, ...NOTHING_BESIDE, ...NO_TOTALS, customerId: history.customerId };
  for (let i = 0; i < history.day.length; i++) {
    const day = history.day[i]!;
    if (day > until) break;
    one.orders += history.orders[i]!;
    one.grossCents += history.grossCents[i]!;
    one.netCents += history.netCents[i]!;
    if (history.orders[i]! > 0) {
      one.purchaseDays++;
      one.firstDay ??= day;
      one.lastDay = day;
    }
    if (day > today - RECENT_DAYS) {
      one.recentOrders += history.orders[i]!;
      one.recentNetCents += history.netCents[i]!;
      one.recentGrossCents += history.grossCents[i]!;
      one.recentReturnedCents += history.returnedCents[i]!;
      one.recentReturns += history.returns[i]!;
    } else if (day > today - YEAR_DAYS) {
      one.earlierOrders += history.orders[i]!;
      one.earlierNetCents += history.netCents[i]!;
    }
  }
  return one;
}

const NO_TOTALS: Omit<Features, keyof typeof NOTHING_LATELY | keyof typeof NOTHING_BESIDE | 'customerId'> = {
  tieKey: '',
  orders: 0,
  grossCents: 0,
  netCents: 0,
  purchaseDays: 0,
  firstDay: null,
  lastDay: null,
  lastLoginDay: null,
};

/** First day with an order that counts from `from` on; null: none. */
export function nextPurchaseDay(history: History, from: number): number | null {
  for (let i = 0; i < history.day.length; i++)
    if (history.day[i]! >= from && history.orders[i]! > 0) return history.day[i]!;
  return null;
}

export const firstPurchaseDay = (history: History): number | null => nextPurchaseDay(history, -Infinity);
