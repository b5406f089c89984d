/**
 * Reads what stands beside the population (`beside.ts`): a house without plans and complaints reads nothing, and a million
 * customers without cost no column.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { dayFromNumber } from '#shared/day-numbers.ts';
import { NO_USE, NOTHING_BESIDE, USE_DAYS, USE_RECENT_DAYS, type Beside, type Use } from './beside.ts';
import { getChurnSettings } from './churn-settings.ts';
import { termsSql } from './terms.ts';

const COMPLAINT_DAYS = 365;

/** As it was known at the end of `today`, also of a past day. */
export async function loadBeside(
  ctx: Ctx,
  customerIds: readonly number[] | 'all',
  today: number,
): Promise<ReadonlyMap<number, Beside>> {
  const theirs = customerIds === 'all' ? sql`true` : sql`customer_id = any(${[...customerIds]}::bigint[])`;
  const { basis, graceDays } = (await getChurnSettings(ctx)).definition;
  const { rows: plans } = await sql<{ customer_id: number; last: number; renewals: number }>`
    select distinct on (customer_id) customer_id, ends_on - date '1970-01-01' as last, renewals
    from ${await termsSql(ctx, graceDays, theirs)} as terms where known_on <= ${dayFromNumber(today)}::date
    order by customer_id, ends_on desc`.execute(ctx.db);
  const uses = basis === 'contract' && plans.length > 0 ? await loadUse(ctx, theirs, today) : null;
  const complaining = sql`select customer_id from interactions.rollups where complaints_365d > 0 and ${theirs}`;
  const { rows: complaints } = await sql<{ customer_id: number; days: number[] }>`
    select customer_id, array_agg(on_day - date '1970-01-01' order by on_day) as days
    from (
      select customer_id, on_day, times from interactions.days join interactions.kinds k using (kind_id)
      where k.code = 'complaint' and customer_id in (${complaining})
      union all
      select customer_id, on_day, times from interactions.past_days join interactions.kinds k using (kind_id)
      where k.code = 'complaint' and customer_id in (${complaining})
    ) as said cross join generate_series(1, least(times, 50))
    where on_day > ${dayFromNumber(today - COMPLAINT_DAYS)}::date and on_day <= ${dayFromNumber(today)}::date
    group by customer_id`.execute(ctx.db);
  const beside = new Map<number, Beside>();
  for (const { customer_id, last, renewals } of plans)
    beside.set(customer_id, {
      ...NOTHING_BESIDE,
      planEndDay: last,
      renewals,
      use: uses && (uses.get(customer_id) ?? NO_USE),
    });
  for (const { customer_id, days } of complaints)
    beside.set(customer_id, { ...(beside.get(customer_id) ?? NOTHING_BESIDE), complaintDays: days });
  return beside;
}

/** Kinds of interactions that are use: whatever a customer does by themselves, and coming in person. */
export const isUse = sql`(k.part = 'behaviour' or k.code = 'visit')`;

async function loadUse(ctx: Ctx, theirs: RawBuilder<unknown>, today: number): Promise<ReadonlyMap<number, Use>> {
  const day = sql`${dayFromNumber(today)}::date`;
  const ago = sql`${day} - on_day`;
  const { rows } = await sql<{ customer_id: number; recent: number; earlier: number; silence: number }>`
    select customer_id, count(distinct on_day) filter (where ${ago} < ${USE_RECENT_DAYS}::int)::int as recent,
      count(distinct on_day) filter (where ${ago} >= ${USE_RECENT_DAYS}::int)::int as earlier, min(${ago}) as silence
    from (
      select customer_id, kind_id, on_day, last_at from interactions.days
      union all select customer_id, kind_id, on_day, last_at from interactions.past_days
    ) as summed join interactions.kinds k using (kind_id)
    where ${theirs} and ${isUse} and on_day > ${day} - ${USE_DAYS}::int and on_day <= ${day}
      and (on_day < ${day} or last_at <= ${ctx.now}) and customer_id in (select customer_id from scoring.plan_ends)
    group by customer_id`.execute(ctx.db);
  return new Map(
    rows.map(({ customer_id, recent, earlier, silence }) => [
      customer_id,
      { recentDays: recent, earlierDays: earlier, silence },
    ]),
  );
}
