/**
 * Terms of plans as they follow each other, and since when each was known: from the ends that stand among the dates and those
 * that were replaced (`scoring.plan_ends`).
 *
 * Known since: the day its end was written down. What was written down only after it had ended, and what follows a term that
 * was, is history brought in later; it counts as known since the end before it, and a first term since the customer is
 * known, a year before its end at most. So the past of a house that begins today can be lived again.
 *
 * Renewed: the next end was known, or an order came, before the grace after the end was over. A next end known later than that
 * is a return, and counting begins anew.
 */
import { sql, type RawBuilder } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';

/** Also what is judged by the end of a term goes by this, whatever is remembered for longer. */
const LONGEST_KNOWN_DAYS = 366;

/**
 * Selects `customer_id, ends_on, known_on, before_on, next_on, next_known_on, renewed_by ('end', 'order' or null), renewals`
 * (in a row, behind it). `theirs` is a condition on `customer_id`. Reads the ends by their index, and orders of those only who
 * have no next end in time.
 */
export async function termsSql(
  ctx: Ctx,
  graceDays: number,
  theirs: RawBuilder<unknown> = sql`true`,
): Promise<RawBuilder<unknown>> {
  const { timeZone } = await getOrganisation(ctx);
  const firstSeen = sql`(
    select least((c.registered_at at time zone ${timeZone})::date, (
      select min(o.placed_on) from orders.orders o where o.customer_id = c.customer_id and o.status <> 'cancelled'))
    from customers.customers c where c.customer_id = placed.customer_id)`;
  const ordered = sql`exists (
    select from orders.orders o where o.customer_id = followed.customer_id and o.status <> 'cancelled' and o.gross_cents > 0
      and o.placed_on >= ends_on and o.placed_on < ends_on + ${graceDays}::int)`;
  return sql`(
    with ends as (
      select customer_id, ends_on, (recorded_at at time zone ${timeZone})::date as recorded_on
      from scoring.plan_ends where ${theirs}
    ),
    placed as (
      select *, lag(ends_on) over w as before_on, lag(recorded_on) over w as before_recorded_on
      from ends window w as (partition by customer_id order by ends_on)
    ),
    known as (
      select customer_id, ends_on, before_on, case
        when before_on is null and recorded_on <= ends_on then recorded_on
        when before_on is null then greatest(ends_on - ${LONGEST_KNOWN_DAYS}::int, least(ends_on, ${firstSeen}))
        when before_recorded_on > before_on or recorded_on > ends_on then least(recorded_on, before_on)
        else recorded_on end as known_on
      from placed
    ),
    followed as (
      select *, lead(ends_on) over w as next_on, lead(known_on) over w as next_known_on
      from known window w as (partition by customer_id order by ends_on)
    ),
    judged as (
      select *, case when next_known_on <= ends_on + ${graceDays}::int then 'end' when ${ordered} then 'order' end as renewed_by
      from followed
    ),
    counted as (
      select *, count(*) filter (where renewed_by is null) over (
        partition by customer_id order by ends_on rows between unbounded preceding and 1 preceding) as lapses
      from judged
    )
    select customer_id, ends_on, known_on, before_on, next_on, next_known_on, renewed_by,
      (row_number() over (partition by customer_id, lapses order by ends_on))::int - 1 as renewals
    from counted
  )`;
}
