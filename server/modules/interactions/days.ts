/**
 * Sums by kind and day. Whoever writes interactions marks the days; here the marked days are counted again from what is
 * stored, so a late event, a merge and a repetition all come out right. Cost: one index range per marked day.
 */
import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { refreshRollups, type LoginMoved } from './rollups.ts';
import { nextBatchId } from './touched.ts';

type Touched = { customerIds: readonly number[] };

/** Sums the marked days of these customers and their figures. Answers whose last login lies on another day than before. */
export function refreshBehaviour(ctx: Ctx, { customerIds }: Touched): Promise<LoginMoved> {
  if (customerIds.length === 0) return Promise.resolve({ customerIds: [] });
  return inTransaction(ctx, async (ctx) => {
    await oneAtATime(ctx);
    await sumMarkedDays(ctx, customerIds);
    return refreshRollups(ctx, sql`c.customer_id = any(${customerIds}::bigint[])`);
  });
}

/** Counts every day of these customers again: what was theirs may have become somebody else's. */
export function recountBehaviour(ctx: Ctx, { customerIds }: Touched): Promise<LoginMoved> {
  if (customerIds.length === 0) return Promise.resolve({ customerIds: [] });
  return inTransaction(ctx, async (ctx) => {
    await markEveryDay(ctx, sql`customer_id = any(${customerIds}::bigint[])`);
    return refreshBehaviour(ctx, { customerIds });
  });
}

/** Counts every day of everybody again: their interactions came in bulk, or the organisation's time zone changed. */
export function recountEverybody(ctx: Ctx): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    await oneAtATime(ctx);
    await markEveryDay(ctx, sql`true`);
    await sumMarkedDays(ctx, null);
    await refreshRollups(ctx, sql`true`);
  });
}

/** Two counts of one day could end in the wrong order, and the staler one would stand. */
export async function oneAtATime(ctx: Ctx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${COUNTING})`.execute(ctx.db);
}

/** Any constant. */
const COUNTING = 7_218_004_140;

async function markEveryDay(ctx: Ctx, chosen: ReturnType<typeof sql>): Promise<void> {
  const { timeZone } = await getOrganisation(ctx);
  const batchId = await nextBatchId(ctx);
  await sql`
    insert into interactions.touched_days (customer_id, batch_id, kind_id, on_day)
    select customer_id, ${batchId}::bigint, kind_id, (happened_at at time zone ${timeZone})::date
    from interactions.interactions where ${chosen}
    union
    select customer_id, ${batchId}::bigint, kind_id, on_day from interactions.days where ${chosen}`.execute(ctx.db);
}

/**
 * Days before `kept_from` are left alone: their interactions are gone, and counting what is left would lose the sum.
 * `customerIds`: null is everybody.
 */
export async function sumMarkedDays(ctx: Ctx, customerIds: readonly number[] | null): Promise<void> {
  const { timeZone } = await getOrganisation(ctx);
  const chosen = customerIds ? sql`where customer_id = any(${customerIds}::bigint[])` : sql``;
  await sql`
    with marks as (delete from interactions.touched_days ${chosen} returning customer_id, kind_id, on_day),
    cells as materialized (
      select distinct m.customer_id, m.kind_id, m.on_day from marks m join interactions.kinds k using (kind_id)
      where k.kept_from is null or m.on_day >= k.kept_from
    ),
    counted as materialized (
      select cell.*, day.* from cells cell cross join lateral (
        select count(*)::int as times, count(*) filter (where i.inbound)::int as inbound,
          coalesce(sum(i.seconds), 0)::bigint as seconds, max(i.happened_at) as last_at
        from interactions.interactions i
        where i.customer_id = cell.customer_id and i.kind_id = cell.kind_id
          and i.happened_at >= cell.on_day::timestamp at time zone ${timeZone}
          and i.happened_at < (cell.on_day + 1)::timestamp at time zone ${timeZone}
      ) as day
    ),
    emptied as (
      delete from interactions.days d using counted c
      where c.times = 0 and (d.customer_id, d.kind_id, d.on_day) = (c.customer_id, c.kind_id, c.on_day)
    )
    insert into interactions.days as stored (customer_id, kind_id, on_day, times, inbound, seconds, last_at)
    select customer_id, kind_id, on_day, times, inbound, seconds, last_at from counted where times > 0
    order by customer_id, kind_id, on_day
    on conflict (customer_id, kind_id, on_day) do update set
      times = excluded.times, inbound = excluded.inbound, seconds = excluded.seconds, last_at = excluded.last_at
    where (stored.times, stored.inbound, stored.seconds, stored.last_at)
      is distinct from (excluded.times, excluded.inbound, excluded.seconds, excluded.last_at)`.execute(ctx.db);
}
