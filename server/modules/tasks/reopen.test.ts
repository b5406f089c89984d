import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { assignOwner } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import { insertCustomers } from '#test/factories.ts';
import { testDatabase } from '#test/database.ts';
import { closeTask } from './close.ts';
import { taskHandOver } from './hand-over.ts';
import { listTasks } from './list.ts';
import { recordTasks, type TaskDraft } from './record.ts';
import { reopenTask } from './reopen.ts';

const { ctx, db } = await testDatabase();
const HOUR = 3_600_000;
await db
  .insertInto('access.users')
  .values(['ann', 'ben', 'cay'].map((id) => ({ id, name: id, email: `${id}@example.com`, role: 'account_manager' })))
  .execute();

const as = (id: string, minutes = 0): Ctx => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + minutes * 60_000),
  actor: { kind: 'user', id, name: id, role: 'account_manager', scope: { kind: 'own', userId: id, storeIds: [] } },
});

let made = 0;
async function task(change: Partial<TaskDraft> = {}) {
  const [customerId = 0] = await insertCustomers(ctx, [`R${++made}`]);
  await assignOwner(ctx, { customerIds: [customerId], ownerId: 'ann' });
  const draft: TaskDraft = {
    customerId,
    kind: 'call',
    title: { zh: '回访', en: 'Call' },
    priority: 2,
    ownerId: 'ann',
    dueAt: new Date(ctx.now.getTime() + HOUR),
    causeKey: 'visit',
    ...change,
  };
  const [{ taskId } = { taskId: 0 }] = await recordTasks(ctx, [draft]);
  return { customerId, taskId, draft };
}

const contactsOf = async (customerId: number) =>
  (
    await sql<{ n: number }>`
      select count(*)::int as n from interactions.interactions where customer_id = ${customerId}`.execute(db)
  ).rows[0]?.n;

test('an ending taken back leaves the task as it was: open, its cause held, the contact and the next turn gone', async () => {
  const { customerId, taskId, draft } = await task({ recurs: { every: 1, unit: 'week' } });
  await closeTask(as('ann'), customerId, taskId, { state: 'done', outcome: 'pleased', notes: '很满意' });
  expect(await contactsOf(customerId)).toBe(1);
  const open = () => listTasks(ctx, { state: 'open', customerId, limit: 9 });
  expect((await open()).rows.map((row) => row.taskId)).not.toContain(taskId);
  const back = await reopenTask(as('ann', 5), customerId, taskId);
  expect(back).toMatchObject({ state: 'open', outcome: null, result: null, closedAt: null });
  expect((await open()).rows.map((row) => row.taskId)).toEqual([taskId]);
  expect(await contactsOf(customerId)).toBe(0);
  expect((await recordTasks(ctx, [draft]))[0]).toMatchObject({ outcome: 'known', taskId });
  // A second click finds it open already.
  expect(await reopenTask(as('ann', 5), customerId, taskId)).toMatchObject({ state: 'open' });
});

test('nobody takes back what another ended, nor what was ended long ago', async () => {
  const { customerId, taskId } = await task({ ownerId: 'ben' });
  await closeTask(as('ben'), customerId, taskId, { state: 'done', outcome: 'pleased' });
  await expect(reopenTask(as('ann', 1), customerId, taskId)).rejects.toMatchObject({ code: 'tasks.reopen_too_late' });
  await expect(reopenTask(as('ben', 16), customerId, taskId)).rejects.toMatchObject({ code: 'tasks.reopen_too_late' });
  await expect(reopenTask(as('cay', 1), customerId, taskId)).rejects.toMatchObject({ code: 'tasks.not_found' });
});

test('an ending stands once its cause has made another task', async () => {
  const { customerId, taskId, draft } = await task();
  await closeTask(as('ann'), customerId, taskId, { state: 'cancelled' });
  const [again] = await recordTasks(ctx, [draft]);
  await expect(
    ctx.db.transaction().execute((db) => reopenTask({ ...as('ann', 1), db }, customerId, taskId)),
  ).rejects.toMatchObject({ code: 'tasks.reopen_too_late' });
  const { rows } = await listTasks(ctx, { state: 'open', customerId, limit: 9 });
  expect(rows.map((row) => row.taskId)).toEqual([again?.taskId]);
});

test('whoever takes over a person gets the tasks of customers nobody owns, in turn', async () => {
  await sql`delete from tasks.causes`.execute(db);
  await sql`delete from tasks.tasks`.execute(db);
  const bens = await task({ ownerId: 'ann' });
  await assignOwner(ctx, { customerIds: [bens.customerId], ownerId: 'ben' });
  const unowned = [await task(), await task(), await task()];
  await assignOwner(ctx, { customerIds: unowned.map(({ customerId }) => customerId), ownerId: null });
  expect(await taskHandOver.count(ctx, 'ann')).toBe(4);
  expect(await taskHandOver.move(ctx, 'ann', ['ben', 'cay'])).toBe(4);
  const ownerOf = async ({ customerId }: { customerId: number }) =>
    (await listTasks(ctx, { state: 'open', customerId, limit: 1 })).rows[0]?.ownerId;
  expect(await ownerOf(bens)).toBe('ben');
  const takers = await Promise.all(unowned.map(ownerOf));
  expect(new Set(takers)).toEqual(new Set(['ben', 'cay']));
  expect(await taskHandOver.move(ctx, 'ann', ['ben'])).toBe(0);
});
