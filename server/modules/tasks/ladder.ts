import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { inTransaction } from '#platform/context.ts';
import { emit } from '#platform/events.ts';
import { makeNext, releaseCauses } from './close.ts';
import { selectTasks } from './rows.ts';
import { getTaskSettings } from './settings.ts';

export type LadderReport = { reminded: number; escalated: number; expired: number };

const EXPIRE_AT_ONCE = 500;

/**
 * The due scan of overdue work: overdue tasks are marked for their owner, after some days for the lead as well, and
 * those that have become pointless expire. Moves by condition, so two scans at once do the same as one.
 */
export async function advanceOverdue(ctx: Ctx): Promise<LadderReport> {
  const { escalateAfterDays } = await getTaskSettings(ctx);
  const expired = await expireTasks(ctx);
  const reminded = await sql`
    update tasks.tasks set overdue_level = 1
    where state = 'open' and overdue_level = 0 and due_at < ${ctx.now}`.execute(ctx.db);
  const escalated = await sql`
    update tasks.tasks set overdue_level = 2
    where state = 'open' and overdue_level = 1
      and due_at < ${ctx.now}::timestamptz - make_interval(days => ${escalateAfterDays})`.execute(ctx.db);
  return {
    reminded: Number(reminded.numAffectedRows ?? 0),
    escalated: Number(escalated.numAffectedRows ?? 0),
    expired,
  };
}

async function expireTasks(ctx: Ctx): Promise<number> {
  let count = 0;
  for (;;) {
    const some = await inTransaction(ctx, expireSome);
    count += some;
    if (some < EXPIRE_AT_ONCE) return count;
  }
}

async function expireSome(ctx: Ctx): Promise<number> {
  const due = await selectTasks(
    ctx,
    sql`t.state = 'open' and t.expires_at <= ${ctx.now}`,
    sql`order by t.expires_at limit ${EXPIRE_AT_ONCE}`,
  );
  if (due.length === 0) return 0;
  const { rows } = await sql<{ customer_id: number; task_id: number }>`
    update tasks.tasks set state = 'expired', closed_at = ${ctx.now}
    where state = 'open' and (customer_id, task_id) in (
      select * from unnest(${due.map((task) => task.customerId)}::bigint[], ${due.map((task) => task.taskId)}::bigint[]))
    returning customer_id, task_id`.execute(ctx.db);
  const gone = new Set(rows.map((row) => row.task_id));
  const ended = due.filter((task) => gone.has(task.taskId));
  await releaseCauses(ctx, ended);
  await makeNext(ctx, ended);
  await emit(
    ctx,
    'tasks.closed',
    ended.map((task) => task.customerId),
  );
  return due.length;
}
