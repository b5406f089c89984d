import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { eraseCustomers, type Household } from './erase.ts';

/** The erasure of a request and its report. Done again from the start when it was cut off, or when an import was in the way. */
export async function eraseForRequest(ctx: Ctx, house: Household, requestId: number): Promise<void> {
  const { rows } = await sql<{ customer_id: number }>`
    select customer_id from privacy.requests
    where request_id = ${requestId} and kind = 'erasure' and state = 'working'`.execute(ctx.db);
  const [request] = rows;
  if (!request) return;
  const outcome = await eraseCustomers(ctx, house, [request.customer_id]);
  await ctx.db
    .updateTable('privacy.requests')
    .set({ state: 'done', outcome: JSON.stringify(outcome), closed_at: ctx.now, closed_by: ctx.actor.name })
    .where('request_id', '=', requestId)
    .execute();
}
