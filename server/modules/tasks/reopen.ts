import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import { ConflictError } from '#platform/errors.ts';
import { emit } from '#platform/events.ts';
import { ownId } from './by-hand.ts';
import { dropContact } from './contacts.ts';
import type { Task } from './contract.ts';
import { getTask } from './rows.ts';

/** A slip of the hand is noticed at once or not at all. */
const MINUTES = 15;

/**
 * Takes back an ending one gave oneself a moment ago: the task is open again, what came back of it is gone. Refused when
 * its cause has made another task meanwhile.
 */
export async function reopenTask(ctx: Ctx, customerId: number, taskId: number): Promise<Task> {
  const task = await getTask(ctx, customerId, taskId);
  if (task.state === 'open') return task;
  const { rows } = await sql<{ contact_id: string | null }>`
    update tasks.tasks set state = 'open', outcome = null, result = null, reason_code = null, closed_by = null, closed_at = null
    where customer_id = ${customerId} and task_id = ${taskId} and closed_by = ${ownId(ctx)}
      and closed_at > ${ctx.now}::timestamptz - make_interval(mins => ${MINUTES}::int)
    returning contact_id`.execute(ctx.db);
  const [row] = rows;
  if (!row) throw new ConflictError('tasks.reopen_too_late', 'This ending stands.');
  if (row.contact_id) await dropContact(ctx, customerId, row.contact_id);
  await reclaimCause(ctx, task);
  await dropNext(ctx, customerId, taskId);
  await emit(ctx, 'tasks.closed', [customerId]);
  return getTask(ctx, customerId, taskId);
}

async function reclaimCause(ctx: Ctx, { customerId, taskId, cause }: Task): Promise<void> {
  const key = (cause as { key?: string } | null)?.key;
  if (!key) return;
  const { rows } = await sql`
    insert into tasks.causes (customer_id, cause_key, task_id) values (${customerId}, ${key}, ${taskId})
    on conflict (customer_id, cause_key) do nothing returning task_id`.execute(ctx.db);
  if (rows.length === 0) throw new ConflictError('tasks.reopen_too_late', 'Its cause has made another task.');
}

async function dropNext(ctx: Ctx, customerId: number, taskId: number): Promise<void> {
  await sql`
    with claim as (
      delete from tasks.causes where customer_id = ${customerId} and cause_key = ${`again:${taskId}`} returning task_id)
    delete from tasks.tasks where customer_id = ${customerId} and state = 'open' and task_id in (select task_id from claim)`.execute(
    ctx.db,
  );
}
