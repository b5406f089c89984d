import { getOrganisation } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { dayOf } from '#shared/days.ts';

/** Half a year up to today, and the time before it that makes the year full. */
export const RECENT_DAYS = 182;
export const YEAR_DAYS = 365;

/** What happened lately: the recent half year against the one before. Orders are those that count. */
export type Lately = {
  recentOrders: number;
  earlierOrders: number;
  recentNetCents: number;
  earlierNetCents: number;
  recentGrossCents: number;
  recentReturnedCents: number;
  /** Documents that gave something back. */
  recentReturns: number;
};

export const NOTHING_LATELY: Lately = {
  recentOrders: 0,
  earlierOrders: 0,
  recentNetCents: 0,
  earlierNetCents: 0,
  recentGrossCents: 0,
  recentReturnedCents: 0,
  recentReturns: 0,
};

export const netOf12Months = (lately: Lately): number => lately.recentNetCents + lately.earlierNetCents;

/** In the order of `latelySql`. */
export const LATELY_COLUMNS = [
  'recent_orders',
  'earlier_orders',
  'recent_net_cents',
  'earlier_net_cents',
  'recent_gross_cents',
  'recent_returned_cents',
  'recent_returns',
] as const;

/**
 * A subquery with one row per customer who ordered within a year of `ctx.now`. One pass over the orders, or over those
 * of the customers chosen by `chosen`, a condition on `customer_id`.
 */
export async function latelySql(ctx: Ctx, chosen: string): Promise<string> {
  const { timeZone } = await getOrganisation(ctx);
  const today = dayNumber(dayOf(ctx.now, timeZone));
  const literal = (day: number) => `date '${dayFromNumber(day)}'`;
  const recent = literal(today - RECENT_DAYS + 1);
  const earlier = literal(today - YEAR_DAYS + 1);
  const net = 'gross_cents - discount_cents - returned_cents';
  return `
    select customer_id,
      count(*) filter (where gross_cents > 0 and placed_on >= ${recent})::int as recent_orders,
      count(*) filter (where gross_cents > 0 and placed_on < ${recent})::int as earlier_orders,
      coalesce(sum(${net}) filter (where placed_on >= ${recent}), 0)::bigint as recent_net_cents,
      coalesce(sum(${net}) filter (where placed_on < ${recent}), 0)::bigint as earlier_net_cents,
      coalesce(sum(gross_cents) filter (where placed_on >= ${recent}), 0)::bigint as recent_gross_cents,
      coalesce(sum(returned_cents) filter (where placed_on >= ${recent}), 0)::bigint as recent_returned_cents,
      count(*) filter (where returned_cents > 0 and placed_on >= ${recent})::int as recent_returns
    from orders.orders
    where status <> 'cancelled' and placed_on >= ${earlier} and placed_at <= '${ctx.now.toISOString()}' and ${chosen}
    group by customer_id`;
}
