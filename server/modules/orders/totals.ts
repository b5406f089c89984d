/**
 * What a customer's orders come to: totals up to `ctx.now`, and running totals by day. Both are made in one pass over the
 * orders in the order of customer and day, and only rows that change are written.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { fillTable } from '#platform/fill-table.ts';

/**
 * Of the chosen customers, in one statement. Answers how many customers' totals changed. Ten million orders of a million
 * customers are read and sorted once.
 */
export async function writeTotals(ctx: Ctx, chosen: RawBuilder<unknown>): Promise<number> {
  const { numAffectedRows } = await sql`
    with buyers as materialized (${totalsOf(ctx, chosen)}),
    running as (${insertRunningTotals(chosen)})
    ${insertRollups(ctx, chosen)}`.execute(ctx.db);
  return Number(numAffectedRows ?? 0);
}

export async function writeEverybodysTotals(ctx: Ctx): Promise<number> {
  const { rows } = await sql<{ customers: number }>`
    select count(*)::int as customers from customers.customers`.execute(ctx.db);
  return fillTable(ctx, 'orders.rollups', rows[0]?.customers ?? 0, () => writeTotals(ctx, sql`true`));
}

/**
 * One row per customer with orders. Cancelled ones do not count, and one worth nothing is no order, though what came back
 * with it is money. What lies after `ctx.now` does not exist yet for the totals; the running totals know days to come, and
 * who reads them says up to which day. The last order of a day carries what was bought up to the end of it.
 */
const totalsOf = (ctx: Ctx, chosen: RawBuilder<unknown>) => sql`
  select customer_id, count(*) filter (where sold and happened)::int as orders,
    platform.whole_sum(gross_cents) filter (where happened) as gross_cents,
    platform.whole_sum(discount_cents) filter (where happened) as discount_cents,
    platform.whole_sum(returned_cents) filter (where happened) as returned_cents,
    min(placed_at) filter (where sold and happened) as first_order_at,
    max(placed_at) filter (where sold and happened) as last_order_at,
    count(distinct placed_on) filter (where sold and happened)::int as purchase_days,
    min(placed_on) filter (where sold and happened) as first_purchase_day,
    max(placed_on) filter (where sold and happened) as last_purchase_day,
    array_agg(placed_on order by placed_on) filter (where ends_day) as days,
    array_agg(orders_so_far order by placed_on) filter (where ends_day) as orders_by_day,
    array_agg(gross_so_far order by placed_on) filter (where ends_day) as gross_by_day,
    array_agg(net_so_far order by placed_on) filter (where ends_day) as net_by_day
  from (
    select customer_id, placed_at, placed_on, gross_cents, discount_cents, returned_cents,
      placed_at <= ${ctx.now} as happened, gross_cents > 0 as sold,
      lead(placed_on) over so_far is distinct from placed_on as ends_day,
      (count(*) filter (where gross_cents > 0) over so_far)::int as orders_so_far,
      platform.whole_sum(gross_cents) over so_far as gross_so_far,
      platform.whole_sum(gross_cents - discount_cents - returned_cents) over so_far as net_so_far
    from orders.orders where status <> 'cancelled' and ${chosen}
    window so_far as (partition by customer_id order by placed_on rows unbounded preceding)
  ) as told
  group by customer_id`;

const RUNNING = ['days', 'orders', 'gross_cents', 'net_cents'];

const insertRunningTotals = (chosen: RawBuilder<unknown>) => sql`
  insert into orders.running_totals as stored (customer_id, ${names(RUNNING)})
  select fresh.customer_id, ${names(RUNNING, 'fresh')}
  from (
    select customer_id, coalesce(days, '{}') as days, array[0] || orders_by_day as orders,
      array[0::bigint] || gross_by_day as gross_cents, array[0::bigint] || net_by_day as net_cents
    from buyers
    union all select customer_id, '{}', array[0], array[0::bigint], array[0::bigint] from (${nonBuyers(chosen)}) as others
  ) as fresh
  ${whatDiffers('orders.running_totals', RUNNING)}`;

/** Apart from the buyers, so that nothing as long as their totals has to be joined with everybody. */
const nonBuyers = (chosen: RawBuilder<unknown>) => sql`
  select customer_id from customers.customers c
  where ${chosen} and not exists (select from buyers b where b.customer_id = c.customer_id)`;

const ROLLUP = [
  'orders',
  'gross_cents',
  'discount_cents',
  'returned_cents',
  'net_cents',
  'first_order_at',
  'last_order_at',
  'purchase_days',
  'first_purchase_day',
  'last_purchase_day',
];

const insertRollups = (ctx: Ctx, chosen: RawBuilder<unknown>) => sql`
  insert into orders.rollups as stored (customer_id, ${names(ROLLUP)}, as_of)
  select fresh.customer_id, ${names(ROLLUP, 'fresh')}, ${ctx.now}
  from (
    select customer_id, orders, coalesce(gross_cents, 0) as gross_cents,
      coalesce(discount_cents, 0) as discount_cents, coalesce(returned_cents, 0) as returned_cents,
      coalesce(gross_cents - discount_cents - returned_cents, 0) as net_cents, first_order_at, last_order_at, purchase_days,
      first_purchase_day, last_purchase_day
    from buyers
    union all select customer_id, 0, 0, 0, 0, 0, null, null, 0, null, null from (${nonBuyers(chosen)}) as others
  ) as fresh
  ${whatDiffers('orders.rollups', ROLLUP, sql`, as_of = excluded.as_of`)}`;

/**
 * Rows of `fresh` that differ from what is kept go in, or in its place. They are chosen before they are written: to find out
 * on the conflict is to lock the row, and to lock a million rows is to write them.
 */
const whatDiffers = (table: string, columns: readonly string[], stamped = sql``) => sql`
  left join ${sql.table(table)} as held using (customer_id)
  where (${names(columns, 'held')}) is distinct from (${names(columns, 'fresh')})
  on conflict (customer_id) do update set
    ${sql.join(columns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`))} ${stamped}
  where (${names(columns, 'stored')}) is distinct from (${names(columns, 'excluded')})`;

const names = (columns: readonly string[], of?: string) =>
  sql.join(columns.map((column) => sql.ref(of ? `${of}.${column}` : column)));
