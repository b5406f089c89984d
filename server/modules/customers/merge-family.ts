import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';

/** One record that was merged away: into which other one, and who holds both today. */
export type Tombstone = { mergedId: number; intoId: number; holderId: number; mergeId: number; mergedAt: Date };

/** Everything that was merged into these customers, directly or by way of others, in the order of merging. */
export async function readTombstones(ctx: Ctx, holderIds: readonly number[]): Promise<Tombstone[]> {
  const { rows } = await sql<Tombstone>`
    select merged_id as "mergedId", into_id as "intoId", customer_id as "holderId", merge_id as "mergeId",
      merged_at as "mergedAt"
    from customers.tombstones where customer_id = any(${holderIds}::bigint[]) order by merge_id, merged_id`.execute(
    ctx.db,
  );
  return rows;
}

/**
 * The record and everything below it: itself first, then each that was merged into it with what is below that one. So
 * the first of a family is always what it showed when it was alone.
 */
export function familyOf(recordId: number, tombstones: readonly Tombstone[]): number[] {
  const below = tombstones.filter((one) => one.intoId === recordId);
  return [recordId, ...below.flatMap((one) => familyOf(one.mergedId, tombstones))];
}
