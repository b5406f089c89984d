import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';

/** Where the id leads: itself, or the customer this record was merged into. */
export async function findLiving(ctx: Ctx, customerId: number): Promise<number> {
  return (await findLivingOf(ctx, [customerId])).get(customerId) ?? customerId;
}

/** Of the ids, those that lead elsewhere. */
export async function findLivingOf(ctx: Ctx, customerIds: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await sql<{ merged_id: number; customer_id: number }>`
    select merged_id, customer_id from customers.tombstones where merged_id = any(${customerIds}::bigint[])`.execute(
    ctx.db,
  );
  return new Map(rows.map((row) => [row.merged_id, row.customer_id]));
}

/** In SQL: the customer a column leads to that was written before a merge. */
export const livingIn = (column: RawBuilder<unknown>): RawBuilder<number> =>
  sql`coalesce((select t.customer_id from customers.tombstones t where t.merged_id = ${column}), ${column})`;
