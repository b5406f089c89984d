import { sql } from 'kysely';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { withoutIndexes } from './without-indexes.ts';

export const ORDERS_PER_CUSTOMER = 10;
/** Of a beginning up to 1,500 days ago and a stay of at most that: 750 · 0.8 · (1 − e^−1.25). */
const MEAN_STAY_DAYS = 428;

/** Customers who begin within four years, buy at their own rate and stay or leave: about ten orders each. */
export async function fillPurchases(ctx: Ctx, customers: number): Promise<number> {
  await sql`
    insert into customers.customers (customer_id, code, registered_at, created_at, updated_at)
    select n, 'C' || lpad(n::text, 8, '0'), ${ctx.now}::timestamptz - interval '1500 days', ${ctx.now}, ${ctx.now}
    from generate_series(1, ${customers}::int) n`.execute(ctx.db);
  await sql`select setseed(0.5)`.execute(ctx.db);
  const orders = await inTransaction(ctx, async (ctx) => {
    // Making the data is not what is measured: no check of ten million foreign keys.
    await sql`set local session_replication_role = replica`.execute(ctx.db);
    const { numAffectedRows } = await withoutIndexes(ctx, 'orders.orders', () =>
      sql`
      with lives as materialized (
        select customer_id, began, stayed, 1 + round(-ln(random()) * stayed / ${MEAN_STAY_DAYS} * ${ORDERS_PER_CUSTOMER - 1})::int as orders
        from (
          select customer_id, began, began * least(1, -ln(random()) * 0.8) as stayed
          from (select customer_id, 1500 * random() as began from generate_series(1, ${customers}::int) customer_id) as drawn
        ) as lived
      )
      insert into orders.orders (customer_id, order_id, source_id, external_id, placed_at, placed_on, status, currency,
        gross_cents, discount_cents, returned_cents, digest, recorded_at)
      select customer_id, row_number() over (), 3, customer_id || '-' || k, placed_at,
        (placed_at at time zone 'Asia/Shanghai')::date, 'completed', 'CNY',
        (exp(8 + customer_id * 104_729::bigint % 1000 / 666.0 + random() * 1.5))::bigint, 0, case when random() < 0.05 then 1000 else 0 end, '', ${ctx.now}
      from (
        select customer_id, k, ${ctx.now}::timestamptz
          - (began - case when k = 1 then 0 else stayed * random() end) * interval '1 day' as placed_at
        from lives cross join generate_series(1, orders) k
      ) as placed`.execute(ctx.db),
    );
    return Number(numAffectedRows);
  });
  await sql`vacuum analyze customers.customers, orders.orders`.execute(ctx.db);
  return orders;
}
