import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { emit } from '#platform/events.ts';

/**
 * Two records of one customer may each have brought an open task of the same cause: one of them stays, the one that holds
 * the cause, and the other ends as its twin. Taken apart again, the twin is work once more. Heard twice nothing changes.
 */
export async function joinTwins(ctx: Ctx, { customerIds }: { customerIds: readonly number[] }): Promise<void> {
  if (customerIds.length === 0) return;
  const parted = await reopenParted(ctx, customerIds);
  const joined = await endTwins(ctx, customerIds);
  await emit(ctx, 'tasks.closed', [...parted, ...joined]);
}

async function endTwins(ctx: Ctx, customerIds: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ customer_id: number }>`
    with twins as (
      select t.customer_id, t.task_id, first_value(t.task_id) over (
        partition by t.customer_id, t.cause ->> 'key'
        order by (c.task_id is not distinct from t.task_id) desc, t.due_at, t.task_id) as kept
      from tasks.tasks t left join tasks.causes c on c.customer_id = t.customer_id and c.cause_key = t.cause ->> 'key'
      where t.customer_id = any(${customerIds}::bigint[]) and t.state = 'open' and t.cause ->> 'key' is not null)
    update tasks.tasks t
    set state = 'cancelled', closed_at = ${ctx.now}, cause = t.cause || jsonb_build_object('twinOf', twins.kept)
    from twins
    where t.customer_id = twins.customer_id and t.task_id = twins.task_id and twins.kept <> twins.task_id
      and t.state = 'open'
    returning t.customer_id`.execute(ctx.db);
  return rows.map((row) => row.customer_id);
}

/** Whose twin is with somebody else now. */
async function reopenParted(ctx: Ctx, customerIds: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ customer_id: number; task_id: number; key: string }>`
    update tasks.tasks t set state = 'open', closed_at = null, cause = t.cause - 'twinOf'
    where t.customer_id = any(${customerIds}::bigint[]) and t.state = 'cancelled' and t.cause ? 'twinOf'
      and not exists (select from tasks.tasks o
        where o.customer_id = t.customer_id and o.task_id = (t.cause ->> 'twinOf')::bigint)
    returning t.customer_id, t.task_id, t.cause ->> 'key' as key`.execute(ctx.db);
  await sql`
    insert into tasks.causes (customer_id, cause_key, task_id)
    select customer_id, key, task_id
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as parted (customer_id bigint, task_id bigint, key text)
    order by customer_id, key, task_id
    on conflict (customer_id, cause_key) do nothing`.execute(ctx.db);
  return rows.map((row) => row.customer_id);
}
