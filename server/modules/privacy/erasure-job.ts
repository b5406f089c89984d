import { sql } from 'kysely';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { eraseCustomers, type Household } from './erase.ts';

/** The erasure of a request and its report, in one transaction: a crash leaves either nothing or all of it done. */
export async function eraseForRequest(ctx: Ctx, house: Household, requestId: number): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { rows } = await sql<{ customer_id: number }>`
      select customer_id from privacy.requests
      where request_id = ${requestId} and kind = 'erasure' and state = 'working' for update`.execute(ctx.db);
    const [request] = rows;
    if (!request) return;
    const outcome = await eraseCustomers(ctx, house, [request.customer_id]);
    await ctx.db
      .updateTable('privacy.requests')
      .set({ state: 'done', outcome: JSON.stringify(outcome), closed_at: ctx.now, closed_by: ctx.actor.name })
      .where('request_id', '=', requestId)
      .execute();
  });
}
