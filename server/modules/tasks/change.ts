import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { ConflictError, InvalidError } from '#platform/errors.ts';
import type { BodyOf } from '#shared/endpoint.ts';
import { ownId, refuseUnknownPeople } from './by-hand.ts';
import type * as contract from './contract.ts';
import type { Task } from './contract.ts';
import { getTask } from './rows.ts';

type Change = BodyOf<typeof contract.changeTask>;

/** Puts off, hands on or edits an open task. Whoever hands it on stays named; a task that rests is due when it wakes. */
export async function changeTask(ctx: Ctx, customerId: number, taskId: number, change: Change): Promise<Task> {
  const before = await getTask(ctx, customerId, taskId);
  if (before.state !== 'open') throw new ConflictError('tasks.closed_already', 'This task has ended already.');
  await refuseUnknownPeople(ctx, [change.ownerId ?? null]);
  if (change.snoozedUntil && change.snoozedUntil <= ctx.now)
    throw new InvalidError('tasks.snooze_past', 'A task rests until a moment in the future.', [
      { path: 'snoozedUntil', code: 'tasks.snooze_past', message: 'lies in the past' },
    ]);
  const dueAt = laterOf(change.dueAt ?? before.dueAt, change.snoozedUntil ?? null);
  await ctx.db
    .updateTable('tasks.tasks')
    .set({
      due_at: dueAt,
      ...(dueAt > ctx.now && { overdue_level: 0 }),
      ...(change.snoozedUntil !== undefined && { snoozed_until: change.snoozedUntil }),
      ...(change.priority && { priority: change.priority }),
      ...(change.notes !== undefined && { notes: change.notes }),
      ...(change.ownerId !== undefined &&
        change.ownerId !== before.ownerId && {
          owner_id: change.ownerId,
          follows_owner: false,
          delegated_by: ownId(ctx),
        }),
    })
    .where('customer_id', '=', customerId)
    .where('task_id', '=', taskId)
    .where('state', '=', 'open')
    .execute();
  await recordAudit(ctx, [
    {
      action: 'tasks.changed',
      subjectType: 'customer',
      subjectId: customerId,
      before: { ownerId: before.ownerId, dueAt: before.dueAt },
      after: { ownerId: change.ownerId === undefined ? before.ownerId : change.ownerId, dueAt },
    },
  ]);
  // Read past the scope: handing on may move it out of it.
  return getTask({ ...ctx, actor: { kind: 'system', name: ctx.actor.name } }, customerId, taskId);
}

const laterOf = (a: Date, b: Date | null): Date => (b && b > a ? b : a);
