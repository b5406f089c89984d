import { sql, type RawBuilder } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';

/**
 * An event that comes again changes nothing, but one that goes on (a page still open) comes with a longer stay, and that
 * stands; it is of the import that told it last. `added` tells the new ones.
 */
export const LONGER_STANDS = sql`
  on conflict (customer_id, event_id) do update set seconds = excluded.seconds, batch_id = excluded.batch_id
    where interactions.kind_id = excluded.kind_id and excluded.seconds > coalesce(interactions.seconds, -1)
  returning customer_id, kind_id, happened_at, xmax = 0 as added`;

/**
 * Runs a statement that writes interactions and returns `customer_id, kind_id, happened_at, added`, and marks the days it
 * wrote on to be summed again, in the same statement; `before` holds what it reads. Answers how many it added. The batch is part of the mark's key: two
 * calls that touch the same day never wait for each other.
 */
export async function markDays(
  ctx: Ctx,
  batchId: number,
  written: RawBuilder<unknown>,
  before: RawBuilder<unknown> = sql``,
): Promise<number> {
  const { timeZone } = await getOrganisation(ctx);
  const { rows } = await sql<{ added: number }>`
    with ${before} written as (${written}),
    marked as (
      insert into interactions.touched_days (customer_id, batch_id, kind_id, on_day)
      select distinct customer_id, ${batchId}::bigint, kind_id, (happened_at at time zone ${timeZone})::date from written
      on conflict do nothing
    )
    select count(*) filter (where added)::int as added from written`.execute(ctx.db);
  return rows[0]?.added ?? 0;
}

export async function nextBatchId(ctx: Ctx): Promise<number> {
  const { rows } = await sql<{ batch_id: number }>`
    select -nextval('interactions.batch_ids') as batch_id`.execute(ctx.db);
  return rows[0]?.batch_id ?? 0;
}
