import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';

/** What lines came to, and what their goods cost where the catalogue knows it. Lines that give back count against both. */
type Totals = { net: number; covered: number; cost: number };

const TOTALS = sql<Totals>`
  coalesce(sum(l.amount_cents - l.discount_cents), 0)::float8 as net,
  coalesce(sum(l.amount_cents - l.discount_cents) filter (where p.cost_cents is not null), 0)::float8 as covered,
  coalesce(sum(l.quantity * p.cost_cents), 0)::float8 as cost`;

/** Share of net revenue left after the cost of the goods, of all a customer bought; null when no cost is known. */
export async function marginOfCustomer(ctx: Ctx, customerId: number): Promise<number | null> {
  const { rows } = await sql<Totals>`
    select ${TOTALS} from orders.orders o
    join orders.order_lines l using (customer_id, order_id) left join catalog.products p using (product_id)
    where o.customer_id = ${customerId} and o.status <> 'cancelled' and o.placed_at <= ${ctx.now}`.execute(ctx.db);
  const total = rows[0];
  return total && total.covered > 0 ? (total.covered - total.cost) / total.covered : null;
}

export type Margin = { rate: number; coveredShare: number };

/** The same over a year of everybody's orders, of the sample of customers given. Null when no cost is known. */
export async function marginOf(ctx: Ctx, customerIds: readonly number[]): Promise<Margin | null> {
  const { rows: known } = await sql`select from catalog.products where cost_cents is not null limit 1`.execute(ctx.db);
  if (known.length === 0 || customerIds.length === 0) return null;
  const { rows } = await sql<Totals>`
    select ${TOTALS} from orders.orders o
    join orders.order_lines l using (customer_id, order_id) left join catalog.products p using (product_id)
    where o.customer_id = any(${customerIds}::bigint[]) and o.status <> 'cancelled'
      and o.placed_at <= ${ctx.now} and o.placed_at > ${ctx.now}::timestamptz - interval '365 days'`.execute(ctx.db);
  const total = rows[0];
  if (!total || total.covered <= 0 || total.net <= 0) return null;
  return { rate: (total.covered - total.cost) / total.covered, coveredShare: Math.min(1, total.covered / total.net) };
}
