import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { holdCustomers } from '#modules/customers/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { writeEverybodysTotals, writeTotals } from './totals.ts';

/** Recomputes the totals of some customers from their orders. */
export async function refreshRollups(ctx: Ctx, { customerIds }: { customerIds: readonly number[] }): Promise<void> {
  if (customerIds.length === 0) return;
  await inTransaction(ctx, async (ctx) => {
    await holdCustomers(ctx);
    await writeTotals(ctx, sql`customer_id = any(${customerIds}::bigint[])`);
  });
}

/** Recomputes everybody's: one pass over all orders. Answers how many customers' totals changed. */
export function refreshAllRollups(ctx: Ctx): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    await holdCustomers(ctx);
    return writeEverybodysTotals(ctx);
  });
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
