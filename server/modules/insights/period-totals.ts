import { sql, type RawBuilder } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { dayFromNumber, dayNumber, monthNumber } from '#shared/day-numbers.ts';
import { startOfDay } from '#shared/days.ts';
import { monthOf, placedOrders, shareOf, type OrderFilter } from './counted.ts';
import type { Period } from './periods.ts';

/** `fresh` customers ordered for the first time ever in the period. */
export type PeriodTotals = {
  active: number;
  fresh: number;
  repeaters: number;
  orders: number;
  grossCents: number;
  netCents: number;
  returnedCents: number;
};
export type MonthTotals = Omit<PeriodTotals, 'repeaters'> & { month: number };

const SUMS = sql`count(*) filter (where gross_cents > 0) as orders, sum(gross_cents) as gross,
  sum(gross_cents - discount_cents - returned_cents) as net, sum(returned_cents) as returned`;

const TOTALS = sql`coalesce(sum(orders), 0)::int as orders, coalesce(sum(gross), 0)::bigint as "grossCents",
  coalesce(sum(net), 0)::bigint as "netCents", coalesce(sum(returned), 0)::bigint as "returnedCents"`;

/** One pass over the orders of the period, grouped by customer. */
export async function countPeriod(ctx: Ctx, period: Period, filter: OrderFilter): Promise<PeriodTotals> {
  const { start, placed } = await within(ctx, period, filter);
  const { rows } = await sql<PeriodTotals>`
    select count(*) filter (where each.orders > 0)::int as active,
      count(*) filter (where each.orders > 0 and first_order_at >= ${start})::int as fresh,
      count(*) filter (where each.orders > 1)::int as repeaters, ${TOTALS}
    from (select customer_id, ${SUMS} from orders.orders where ${placed} group by customer_id) as each
    left join (select customer_id, first_order_at from orders.rollups) as ever using (customer_id)`.execute(ctx.db);
  return rows[0]!;
}

/** The same by calendar month; a customer is fresh in the month of the first order. */
export async function countMonths(ctx: Ctx, period: Period, filter: OrderFilter): Promise<MonthTotals[]> {
  const { start, placed, timeZone } = await within(ctx, period, filter);
  const { rows } = await sql<MonthTotals>`
    select month, count(*) filter (where each.orders > 0)::int as active,
      count(*) filter (where each.orders > 0 and first_order_at >= ${start}
        and month = ${monthOf('first_order_at', timeZone)})::int as fresh, ${TOTALS}
    from (select customer_id, ${monthOf('placed_at', timeZone)} as month, ${SUMS}
      from orders.orders where ${placed} group by customer_id, month) as each
    left join (select customer_id, first_order_at from orders.rollups) as ever using (customer_id)
    group by month order by month`.execute(ctx.db);
  const found = new Map(rows.map((row) => [row.month, row]));
  const first = monthNumber(period.from);
  return Array.from({ length: monthNumber(period.to) - first + 1 }, (_, i) => {
    const none = { active: 0, fresh: 0, orders: 0, grossCents: 0, netCents: 0, returnedCents: 0 };
    return found.get(first + i) ?? { month: first + i, ...none };
  });
}

export type TopRow = {
  key: string;
  name: string | null;
  customers: number;
  orders: number;
  grossCents: number;
  netCents: number;
  share: number;
};

const TOP = 10;

export async function topStores(ctx: Ctx, period: Period, filter: OrderFilter, gross: number): Promise<TopRow[]> {
  const names = await ctx.db.selectFrom('access.stores').select(['store_id', 'name']).execute();
  const nameOf = new Map(names.map((store) => [String(store.store_id), store.name]));
  return top(ctx, 'store_id', period, filter, gross, (key) => nameOf.get(key) ?? null);
}

export async function topChannels(ctx: Ctx, period: Period, filter: OrderFilter, gross: number): Promise<TopRow[]> {
  return top(ctx, 'channel', period, filter, gross, (key) => (key === '' ? null : key));
}

/** Best by gross revenue; orders without a store or channel stand under the empty key. */
async function top(
  ctx: Ctx,
  column: 'store_id' | 'channel',
  period: Period,
  filter: OrderFilter,
  gross: number,
  nameOf: (key: string) => string | null,
): Promise<TopRow[]> {
  const { placed } = await within(ctx, period, filter);
  const { rows } = await sql<Omit<TopRow, 'name' | 'share'>>`
    select coalesce(key::text, '') as key, count(*) filter (where each.orders > 0)::int as customers, ${TOTALS}
    from (select ${sql.ref(column)} as key, customer_id, ${SUMS} from orders.orders where ${placed} group by 1, 2) as each
    group by 1 order by sum(gross) desc, 1 limit ${TOP}`.execute(ctx.db);
  return rows.map(({ key, customers, orders, grossCents, netCents }) => ({
    key,
    name: nameOf(key),
    customers,
    orders,
    grossCents,
    netCents,
    share: shareOf(grossCents, gross),
  }));
}

type Within = { start: Date; placed: RawBuilder<unknown>; timeZone: string };

async function within(ctx: Ctx, { from, to }: Period, filter: OrderFilter): Promise<Within> {
  const { timeZone } = await getOrganisation(ctx);
  const start = startOfDay(from, timeZone);
  const end = startOfDay(dayFromNumber(dayNumber(to) + 1), timeZone);
  return {
    start,
    timeZone,
    placed: sql`${placedOrders(ctx, filter)} and placed_at >= ${start} and placed_at < ${end}`,
  };
}
