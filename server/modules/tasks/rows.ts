import { sql, type RawBuilder } from 'kysely';
import { visibleCustomers } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import { NotFoundError } from '#platform/errors.ts';
import type { Recurrence, Task } from './contract.ts';

/**
 * Which tasks the actor may know of, under the name `t` beside `customers.customers c`: those of customers one may know
 * of, and one's own. Whoever is given work about a customer is told whom it is about.
 */
export function visibleTasks(ctx: Ctx): RawBuilder<boolean> {
  if (ctx.actor.kind !== 'user') return visibleCustomers(ctx);
  return sql`(${visibleCustomers(ctx)} or t.owner_id = ${ctx.actor.id})`;
}

/** A row per task that meets the condition on `t` and `c`, in the order asked for. */
export async function selectTasks(ctx: Ctx, where: RawBuilder<unknown>, rest: RawBuilder<unknown>): Promise<Task[]> {
  const { rows } = await sql<Row>`
    select t.*, c.code, c.name, c.phone, o.name as owner_name, d.name as delegated_by_name, b.name as closed_by_name
    from tasks.tasks t
    join customers.customers c using (customer_id)
    left join access.users o on o.id = t.owner_id
    left join access.users d on d.id = t.delegated_by
    left join access.users b on b.id = t.closed_by
    where ${visibleTasks(ctx)} and ${where} ${rest}`.execute(ctx.db);
  return rows.map(taskOf);
}

export async function getTask(ctx: Ctx, customerId: number, taskId: number): Promise<Task> {
  const [task] = await selectTasks(ctx, sql`t.customer_id = ${customerId} and t.task_id = ${taskId}`, sql``);
  if (!task) throw new NotFoundError('tasks.not_found', 'There is no such task.');
  return task;
}

type Row = {
  customer_id: number;
  task_id: number;
  code: string;
  name: string | null;
  phone: string | null;
  state: Task['state'];
  kind: Task['kind'];
  title_zh: string;
  title_en: string;
  reason_zh: string | null;
  reason_en: string | null;
  template_code: string | null;
  priority: Task['priority'];
  owner_id: string | null;
  owner_name: string | null;
  delegated_by_name: string | null;
  due_at: Date;
  snoozed_until: Date | null;
  expires_at: Date | null;
  recurs: Recurrence | null;
  cause: Record<string, unknown> | null;
  worth_cents: number | null;
  needs_reason: boolean;
  overdue_level: number;
  outcome: string | null;
  result: Task['result'];
  reason_code: string | null;
  notes: string | null;
  created_at: Date;
  closed_at: Date | null;
  closed_by_name: string | null;
};

const taskOf = (row: Row): Task => ({
  customerId: row.customer_id,
  taskId: row.task_id,
  customer: { code: row.code, name: row.name, phone: row.phone },
  state: row.state,
  kind: row.kind,
  title: { zh: row.title_zh, en: row.title_en },
  reason: row.reason_zh === null ? null : { zh: row.reason_zh, en: row.reason_en ?? row.reason_zh },
  templateCode: row.template_code,
  priority: row.priority,
  ownerId: row.owner_id,
  ownerName: row.owner_name,
  delegatedByName: row.delegated_by_name,
  dueAt: row.due_at,
  snoozedUntil: row.snoozed_until,
  expiresAt: row.expires_at,
  recurs: row.recurs,
  cause: row.cause,
  worthCents: row.worth_cents,
  needsReason: row.needs_reason,
  overdueLevel: row.overdue_level,
  outcome: row.outcome,
  result: row.result,
  reasonCode: row.reason_code,
  notes: row.notes,
  createdAt: row.created_at,
  closedAt: row.closed_at,
  closedByName: row.closed_by_name,
});
