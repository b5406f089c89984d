import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { getCareSettings } from './settings.ts';

/** Alerts end as their tasks do, and open again with them. Recomputed from the tasks: hearing of one twice changes nothing. Null: everybody's. */
export async function followTasks(ctx: Ctx, { customerIds }: { customerIds: readonly number[] | null }): Promise<void> {
  const theirs = customerIds === null ? sql`true` : sql`a.customer_id = any(${customerIds}::bigint[])`;
  await sql`
    update care.alerts a set
      state = case t.state when 'done' then 'handled' when 'cancelled' then 'dismissed' else 'lapsed' end,
      ended_at = t.closed_at, outcome = t.outcome, result = t.result, reason_code = t.reason_code
    from tasks.tasks t
    where t.customer_id = a.customer_id and t.task_id = a.task_id and t.state <> 'open' and a.state = 'open' and ${theirs}`.execute(
    ctx.db,
  );
  await sql`
    update care.alerts a set state = 'open', ended_at = null, outcome = null, result = null, reason_code = null,
      returned_at = null, returned_net_cents = null
    from tasks.tasks t
    where t.customer_id = a.customer_id and t.task_id = a.task_id and t.state = 'open' and a.state <> 'open' and ${theirs}`.execute(
    ctx.db,
  );
  await sql`
    update care.alerts a set escalated_at = ${ctx.now}
    from tasks.tasks t
    where t.customer_id = a.customer_id and t.task_id = a.task_id and t.overdue_level = 2 and a.escalated_at is null
      and a.state = 'open' and ${theirs}`.execute(ctx.db);
}

/** Orders arrive late and are corrected: the window of an ended alert is looked at until it has been over for so long. */
const LATE_DAYS = 14;

/**
 * Who came back within the days of the settings after an alert ended, and the net spend of those days. Recomputed from
 * the orders for every alert whose window is still open or was so lately; the rest stands, unless `all` is asked for.
 */
export async function measureReturns(ctx: Ctx, { all = false } = {}): Promise<void> {
  const { returnDays } = await getCareSettings(ctx);
  const lately = sql`a.ended_at > ${ctx.now}::timestamptz - make_interval(days => ${returnDays + LATE_DAYS}::int)`;
  await sql`
    update care.alerts a set returned_at = m.returned_at, returned_net_cents = m.net
    from (
      select a.customer_id, a.rule, a.episode, min(o.placed_at) filter (where o.gross_cents > 0) as returned_at,
        sum(o.gross_cents - o.discount_cents - o.returned_cents)::bigint as net
      from care.alerts a
      left join orders.orders o on o.customer_id = a.customer_id and o.status <> 'cancelled' and o.placed_at > a.ended_at
        and o.placed_at <= least(a.ended_at + make_interval(days => ${returnDays}), ${ctx.now}::timestamptz)
      where a.state <> 'open' and ${all ? sql`true` : lately}
      group by 1, 2, 3
    ) as m
    where a.customer_id = m.customer_id and a.rule = m.rule and a.episode = m.episode
      and (a.returned_at, a.returned_net_cents) is distinct from (m.returned_at, m.net)`.execute(ctx.db);
}
