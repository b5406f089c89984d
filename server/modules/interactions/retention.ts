/**
 * Each kind is kept for its days. What is older is dropped once a night, and its sums by day stay as facts: figures and
 * counts do not change when their interactions go. Cost: the old rows, found by blocks; in portions, so that nobody waits.
 */
import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { getSetting, saveSetting } from '#platform/settings.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { dayOf } from '#shared/days.ts';
import { oneAtATime, sumMarkedDays } from './days.ts';
import { dropFormerStays } from './former.ts';
import { listKinds, type StoredKind } from './kinds.ts';
import { MOST_WAITING, WAITING_DAYS } from './visitors.ts';

const KEY = 'interactions.retention';
const ROWS_AT_ONCE = 50_000;

export type RetentionRun = { day: string; dropped: number; waitingDropped: number };

export const lastRetention = (ctx: Ctx): Promise<RetentionRun | null> => getSetting<RetentionRun>(ctx, KEY);

/** Once a day of the organisation; asked for more often, it does nothing. */
export async function dropOldInteractions(ctx: Ctx): Promise<RetentionRun | null> {
  const today = dayOf(ctx.now, (await getOrganisation(ctx)).timeZone);
  if ((await lastRetention(ctx))?.day === today) return null;
  let dropped = 0;
  for (const kind of await listKinds(ctx)) {
    if (kind.retentionDays === null) continue;
    const keptFrom = dayFromNumber(dayNumber(today) - kind.retentionDays);
    if (kind.keptFrom === null || kind.keptFrom < keptFrom) await freezeSums(ctx, kind, keptFrom);
    dropped += await dropBefore(ctx, kind, kind.keptFrom && kind.keptFrom > keptFrom ? kind.keptFrom : keptFrom);
  }
  if (dropped > 0) await dropFormerStays(ctx);
  const run = { day: today, dropped, waitingDropped: await dropWaiting(ctx) };
  await saveSetting(ctx, KEY, run);
  return run;
}

/** The sums of what is about to go become facts, and from then on nobody counts those days again. */
function freezeSums(ctx: Ctx, kind: StoredKind, keptFrom: string): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    await oneAtATime(ctx);
    await sumMarkedDays(ctx, null);
    await sql`update interactions.kinds set kept_from = ${keptFrom}::date where kind_id = ${kind.kindId}`.execute(
      ctx.db,
    );
    await sql`
      with old as (
        delete from interactions.days where kind_id = ${kind.kindId} and on_day < ${keptFrom}::date returning *
      )
      insert into interactions.past_days (customer_id, kind_id, on_day, counted_for, times, inbound, seconds, last_at)
      select customer_id, kind_id, on_day, customer_id, times, inbound, seconds, last_at from old`.execute(ctx.db);
  });
}

async function dropBefore(ctx: Ctx, kind: StoredKind, keptFrom: string): Promise<number> {
  const { timeZone } = await getOrganisation(ctx);
  let dropped = 0;
  for (;;) {
    const { numAffectedRows } = await sql`
      delete from interactions.interactions where ctid = any(array(
        select ctid from interactions.interactions
        where kind_id = ${kind.kindId} and happened_at < ${keptFrom}::date::timestamp at time zone ${timeZone}
        limit ${ROWS_AT_ONCE}))`.execute(ctx.db);
    dropped += Number(numAffectedRows ?? 0);
    if (Number(numAffectedRows ?? 0) < ROWS_AT_ONCE) return dropped;
  }
}

/** Visitors who never said who they are, and what waits beyond the bound. */
async function dropWaiting(ctx: Ctx): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from interactions.waiting
    where recorded_at < ${ctx.now}::timestamptz - make_interval(days => ${WAITING_DAYS})
      or recorded_at < (select recorded_at from interactions.waiting order by recorded_at desc offset ${MOST_WAITING} limit 1)`.execute(
    ctx.db,
  );
  return Number(numAffectedRows ?? 0);
}
