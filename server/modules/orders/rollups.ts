import { sql, type RawBuilder } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { holdCustomers } from '#modules/customers/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { writeRunningTotals } from './running-totals.ts';

/** Recomputes the totals of some customers from their orders. */
export async function refreshRollups(ctx: Ctx, { customerIds }: { customerIds: readonly number[] }): Promise<void> {
  if (customerIds.length > 0) await refreshWhere(ctx, sql`customer_id = any(${customerIds}::bigint[])`);
}

/** Recomputes everybody's: one pass over all orders. Answers how many customers' totals changed. */
export function refreshAllRollups(ctx: Ctx): Promise<number> {
  return refreshWhere(ctx, sql`true`);
}

/**
 * Totals are a function of the customer's orders up to `ctx.now`: what lies after it does not exist yet, a cancelled
 * order does not count, and neither does one worth nothing. Rows that would not change are not written.
 */
function refreshWhere(ctx: Ctx, chosen: RawBuilder<unknown>): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    await holdCustomers(ctx);
    await writeRunningTotals(ctx, chosen);
    return writeRollups(ctx, chosen);
  });
}

async function writeRollups(ctx: Ctx, chosen: RawBuilder<unknown>): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into orders.rollups as stored (customer_id, orders, gross_cents, discount_cents, returned_cents, net_cents,
      first_order_at, last_order_at, purchase_days, first_purchase_day, last_purchase_day, as_of)
    select customer_id, coalesce(total.orders, 0), coalesce(gross_cents, 0), coalesce(discount_cents, 0),
      coalesce(returned_cents, 0), coalesce(gross_cents - discount_cents - returned_cents, 0),
      first_order_at, last_order_at, coalesce(purchase_days, 0), first_purchase_day, last_purchase_day, ${ctx.now}
    from (select customer_id from customers.customers where ${chosen}) as everybody
    left join (
      select customer_id, count(*) filter (where gross_cents > 0)::int as orders, sum(gross_cents)::bigint as gross_cents,
        sum(discount_cents)::bigint as discount_cents, sum(returned_cents)::bigint as returned_cents,
        min(placed_at) filter (where gross_cents > 0) as first_order_at,
        max(placed_at) filter (where gross_cents > 0) as last_order_at,
        count(distinct placed_on) filter (where gross_cents > 0)::int as purchase_days,
        min(placed_on) filter (where gross_cents > 0) as first_purchase_day,
        max(placed_on) filter (where gross_cents > 0) as last_purchase_day
      from orders.orders
      where status <> 'cancelled' and placed_at <= ${ctx.now} and ${chosen}
      group by customer_id
    ) as total using (customer_id)
    on conflict (customer_id) do update set
      orders = excluded.orders, gross_cents = excluded.gross_cents, discount_cents = excluded.discount_cents,
      returned_cents = excluded.returned_cents, net_cents = excluded.net_cents,
      first_order_at = excluded.first_order_at, last_order_at = excluded.last_order_at,
      purchase_days = excluded.purchase_days, first_purchase_day = excluded.first_purchase_day,
      last_purchase_day = excluded.last_purchase_day, as_of = excluded.as_of
    where (stored.orders, stored.gross_cents, stored.discount_cents, stored.returned_cents, stored.first_order_at,
        stored.last_order_at, stored.purchase_days)
      is distinct from (excluded.orders, excluded.gross_cents, excluded.discount_cents, excluded.returned_cents,
        excluded.first_order_at, excluded.last_order_at, excluded.purchase_days)`.execute(ctx.db);
  return Number(numAffectedRows ?? 0);
}

/** The organisation's time zone changed, and with it the day of every order. */
export async function redateOrders(ctx: Ctx): Promise<void> {
  const { timeZone } = await getOrganisation(ctx);
  await sql`
    update orders.orders set placed_on = (placed_at at time zone ${timeZone})::date
    where placed_on <> (placed_at at time zone ${timeZone})::date`.execute(ctx.db);
  await sql`
    update orders.order_lines l set placed_on = o.placed_on from orders.orders o
    where (l.customer_id, l.order_id) = (o.customer_id, o.order_id) and l.placed_on <> o.placed_on`.execute(ctx.db);
  await refreshAllRollups(ctx);
}
