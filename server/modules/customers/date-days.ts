/** The day a date itself fell or falls on, of dates that name their year: what rules about days past go by. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { dayIn, type Remembered } from './occurrence.ts';

type Dated = Remembered & { customerId: number; dateId: number | null; kind: string };

/**
 * Makes the days of these customers' dates anew; nothing is written that stays the same. The birthday of the profile is
 * not among them: the profile has it.
 */
export async function refreshDateDays(
  ctx: Ctx,
  dates: readonly Dated[],
  customerIds: readonly number[],
): Promise<void> {
  const days = dates.flatMap((date) => {
    const { customerId, dateId, kind, year } = date;
    const on = year === null ? null : dayIn(date, year);
    return on === null || dateId === null ? [] : [{ customer_id: customerId, date_id: dateId, kind, on_day: on }];
  });
  const given = sql`jsonb_to_recordset(${JSON.stringify(days)}::jsonb)
    as given (customer_id bigint, date_id bigint, kind text, on_day date)`;
  await sql`
    with gone as (
      delete from customers.date_days n where n.customer_id = any(${customerIds}) and not exists (
        select from ${given} where given.customer_id = n.customer_id and given.date_id = n.date_id)
    )
    insert into customers.date_days as n (customer_id, date_id, kind, on_day)
    select customer_id, date_id, kind, on_day from ${given}
    on conflict (customer_id, date_id) do update set kind = excluded.kind, on_day = excluded.on_day
    where (n.kind, n.on_day) is distinct from (excluded.kind, excluded.on_day)`.execute(ctx.db);
}

/** Selects whose dates by the moon have no day yet: a migration knows the sun only. None in a house that is through. */
export const withoutDateDays = sql`
  select d.customer_id from customers.dates d
  where d.calendar = 'lunar' and d.year is not null and not exists (
    select from customers.date_days n where n.customer_id = d.customer_id and n.date_id = d.date_id)`;
