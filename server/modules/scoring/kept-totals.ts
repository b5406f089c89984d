import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';

/**
 * Keeps last order and money beside the judgement, also where the judgement itself is the same as before. For some
 * customers after their orders came; for everybody after a sweep.
 */
export async function keepTotals(ctx: Ctx, customerIds: readonly number[] | null): Promise<void> {
  await sql`
    update scoring.scores s set last_order_at = t.last_order_at, total_net_cents = t.net_cents from orders.rollups t
    where t.customer_id = s.customer_id
      and (t.last_order_at is distinct from s.last_order_at or t.net_cents is distinct from s.total_net_cents)
      ${customerIds ? sql`and s.customer_id = any(${customerIds}::bigint[])` : sql``}`.execute(ctx.db);
}
