/**
 * Per customer the days with orders, and the totals up to each of them: how much was bought between any two days is the
 * difference of two entries, found by bisection. Without them a count over "the last year" groups millions of orders.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';

/**
 * Recomputes those of the chosen customers from their orders. Cancelled ones do not count, and one worth nothing is no
 * order, though what came back with it is money. Unlike the rollups these know orders of days to come: who reads them
 * says up to which day. Rows that would not change are not written.
 */
export async function writeRunningTotals(ctx: Ctx, chosen: RawBuilder<unknown>): Promise<void> {
  await sql`
    insert into orders.running_totals as stored (customer_id, days, orders, gross_cents, net_cents)
    select customer_id, coalesce(days, '{}'), array[0] || orders, array[0::bigint] || gross_cents,
      array[0::bigint] || net_cents
    from (select customer_id from customers.customers where ${chosen}) as everybody
    left join (
      select customer_id, array_agg(placed_on order by placed_on) as days, array_agg(orders order by placed_on) as orders,
        array_agg(gross_cents order by placed_on) as gross_cents, array_agg(net_cents order by placed_on) as net_cents
      from (
        select customer_id, placed_on, (sum(count(*) filter (where gross_cents > 0)) over so_far)::int as orders,
          (sum(sum(gross_cents)) over so_far)::bigint as gross_cents,
          (sum(sum(gross_cents - discount_cents - returned_cents)) over so_far)::bigint as net_cents
        from orders.orders where status <> 'cancelled' and ${chosen}
        group by customer_id, placed_on
        window so_far as (partition by customer_id order by placed_on)
      ) as by_day
      group by customer_id
    ) as totals using (customer_id)
    on conflict (customer_id) do update set
      days = excluded.days, orders = excluded.orders, gross_cents = excluded.gross_cents, net_cents = excluded.net_cents
    where (stored.days, stored.orders, stored.gross_cents, stored.net_cents)
      is distinct from (excluded.days, excluded.orders, excluded.gross_cents, excluded.net_cents)`.execute(ctx.db);
}

/** `customer_id, orders, gross_cents, net_cents` from day `from` (null: the first) to day `to`, both included; nothing where `to` is before `from`. */
export function totalsBetween(from: string | null, to: string, among: RawBuilder<unknown>): RawBuilder<unknown> {
  const upTo = sql`width_bucket(${to}::date, r.days) + 1`;
  const before = from === null ? sql`1` : from > to ? upTo : sql`width_bucket(${from}::date - 1, r.days) + 1`;
  const between = (column: string) => sql`r.${sql.ref(column)}[${upTo}] - r.${sql.ref(column)}[${before}]`;
  return sql`(select r.customer_id, ${between('orders')} as orders, ${between('gross_cents')} as gross_cents,
    ${between('net_cents')} as net_cents from orders.running_totals r where true ${among})`;
}
