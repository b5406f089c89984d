import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';

/**
 * Keeps the last order beside the judgement, also where the judgement itself is the same as before. For some customers
 * after their orders came; for everybody, half a second a million, after a sweep.
 */
export async function keepLastOrders(ctx: Ctx, customerIds: readonly number[] | null): Promise<void> {
  await sql`
    update scoring.scores s set last_order_at = t.last_order_at from orders.rollups t
    where t.customer_id = s.customer_id and t.last_order_at is distinct from s.last_order_at
      ${customerIds ? sql`and s.customer_id = any(${customerIds}::bigint[])` : sql``}`.execute(ctx.db);
}
