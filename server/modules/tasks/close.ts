import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { ConflictError, InvalidError } from '#platform/errors.ts';
import { emit } from '#platform/events.ts';
import { dayOf } from '#shared/days.ts';
import type { BodyOf } from '#shared/endpoint.ts';
import type * as contract from './contract.ts';
import type { Outcome, Recurrence, Task } from './contract.ts';
import { ownId } from './by-hand.ts';
import { noteContact } from './contacts.ts';
import { recordTasks } from './record.ts';
import { nextDue } from './recurrence.ts';
import { getTask } from './rows.ts';
import { getTaskSettings } from './settings.ts';
import { findTaskTemplate, outcomesOf } from './templates.ts';

export type Ending = BodyOf<typeof contract.closeTask>;

/**
 * Ends an open task once. A second click with the same ending finds it done; another ending is refused, because somebody
 * else was first. One that comes back is made anew for its next turn.
 */
export function closeTask(ctx: Ctx, customerId: number, taskId: number, ending: Ending): Promise<Task> {
  return inTransaction(ctx, (inner) => closeOnce(inner, customerId, taskId, ending));
}

async function closeOnce(ctx: Ctx, customerId: number, taskId: number, ending: Ending): Promise<Task> {
  const task = await getTask(ctx, customerId, taskId);
  if (task.state !== 'open') return sameEnding(task, ending);
  const outcome = await checkEnding(ctx, task, ending);
  const { numUpdatedRows } = await ctx.db
    .updateTable('tasks.tasks')
    .set({
      state: ending.state,
      outcome: outcome?.code ?? null,
      result: outcome?.result ?? null,
      reason_code: ending.reasonCode ?? null,
      ...(ending.notes && { notes: ending.notes }),
      closed_by: ownId(ctx),
      closed_at: ctx.now,
    })
    .where('customer_id', '=', customerId)
    .where('task_id', '=', taskId)
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return sameEnding(await getTask(ctx, customerId, taskId), ending);
  if (outcome) await keepContact(ctx, task, outcome, ending);
  await releaseCauses(ctx, [{ customerId, taskId }]);
  if (ending.state === 'done') await makeNext(ctx, [task]);
  await emit(ctx, 'tasks.closed', [customerId]);
  return getTask(ctx, customerId, taskId);
}

async function keepContact(ctx: Ctx, task: Task, outcome: Outcome, ending: Ending): Promise<void> {
  const contactId = await noteContact(ctx, task, outcome, ending);
  if (!contactId) return;
  await ctx.db
    .updateTable('tasks.tasks')
    .set({ contact_id: contactId })
    .where('customer_id', '=', task.customerId)
    .where('task_id', '=', task.taskId)
    .execute();
}

function sameEnding(task: Task, ending: Ending): Task {
  if (task.state === ending.state && task.outcome === (ending.outcome ?? null)) return task;
  throw new ConflictError('tasks.closed_already', 'This task has ended already.');
}

async function checkEnding(ctx: Ctx, task: Task, ending: Ending): Promise<Outcome | null> {
  if (ending.state === 'cancelled') return null;
  const template = task.templateCode ? await findTaskTemplate(ctx, task.templateCode) : null;
  const outcome = outcomesOf(template, task.kind).find(({ code }) => code === ending.outcome);
  if (!outcome) throw missing('outcome', 'tasks.outcome_needed', 'say how it ended');
  if (task.needsReason && outcome.result !== 'good') await checkReason(ctx, ending.reasonCode);
  return outcome;
}

async function checkReason(ctx: Ctx, reasonCode: string | undefined): Promise<void> {
  const { reasons } = await getTaskSettings(ctx);
  if (!reasons.some(({ code }) => code === reasonCode))
    throw missing('reasonCode', 'tasks.reason_needed', 'say why the customer stays away');
}

const missing = (path: string, code: string, message: string): InvalidError =>
  new InvalidError(code, message, [{ path, code, message }]);

/** The cause may make a task again. */
export async function releaseCauses(ctx: Ctx, tasks: readonly { customerId: number; taskId: number }[]): Promise<void> {
  if (tasks.length === 0) return;
  await sql`
    delete from tasks.causes where (customer_id, task_id) in (
      select * from unnest(${tasks.map((task) => task.customerId)}::bigint[], ${tasks.map((task) => task.taskId)}::bigint[]))`.execute(
    ctx.db,
  );
}

/** The next turn of tasks that come back. */
export async function makeNext(ctx: Ctx, tasks: readonly Task[]): Promise<void> {
  const recurring = tasks.flatMap((task) => (task.recurs ? [{ task, rule: task.recurs }] : []));
  if (recurring.length === 0) return;
  const { timeZone } = await getOrganisation(ctx);
  await recordTasks(
    ctx,
    recurring.map(({ task, rule }) => ({
      customerId: task.customerId,
      kind: task.kind,
      title: task.title,
      templateCode: task.templateCode,
      priority: task.priority,
      ownerId: task.ownerId,
      dueAt: nextDue(task.dueAt, rule, ctx.now, timeZone),
      recurs: anchored(rule, task.dueAt, timeZone),
      needsReason: task.needsReason,
      cause: { source: 'recurrence', taskId: task.taskId },
      causeKey: `again:${task.taskId}`,
    })),
  );
}

/** Remembers the day of the month, before a short month makes it another. */
const anchored = (rule: Recurrence, dueAt: Date, timeZone: string): Recurrence =>
  rule.unit === 'month' ? { ...rule, day: rule.day ?? Number(dayOf(dueAt, timeZone).slice(8)) } : rule;
