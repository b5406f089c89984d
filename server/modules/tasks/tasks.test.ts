import { expect, test } from 'vitest';
import { assignOwner } from '#modules/customers/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { insertCustomers } from '#test/factories.ts';
import { testDatabase } from '#test/database.ts';
import { getTaskBoard, handOverTasks } from './board.ts';
import { createTasks, followOwners } from './by-hand.ts';
import { changeTask } from './change.ts';
import { closeTask } from './close.ts';
import { advanceOverdue } from './ladder.ts';
import { listTasks } from './list.ts';
import { recordTasks, type TaskDraft } from './record.ts';
import { listTemplates, resetTemplate, saveTemplate } from './templates.ts';
import { SHIPPED_TEMPLATES } from './template-content.ts';

const { ctx, db } = await testDatabase();
const HOUR = 3_600_000;
const later = (hours: number) => new Date(ctx.now.getTime() + hours * HOUR);
const at = (hours: number): Ctx => ({ ...ctx, now: later(hours) });

await db
  .insertInto('access.users')
  .values(['ann', 'ben', 'lea'].map((id) => ({ id, name: id, email: `${id}@example.com`, role: 'account_manager' })))
  .execute();
const as = (id: string, hours = 0): Ctx => ({
  ...at(hours),
  actor: { kind: 'user', id, name: id, role: 'account_manager', scope: { kind: 'own', userId: id, storeIds: [] } },
});

let made = 0;
async function newCustomer(ownerId: string | null = null): Promise<number> {
  const [customerId = 0] = await insertCustomers(ctx, [`T${++made}`]);
  if (ownerId) await assignOwner(ctx, { customerIds: [customerId], ownerId });
  return customerId;
}

const draft = (customerId: number, change: Partial<TaskDraft> = {}): TaskDraft => ({
  customerId,
  kind: 'call',
  title: { zh: '回访', en: 'Call' },
  templateCode: 'risk_call',
  priority: 2,
  ownerId: 'ann',
  dueAt: later(24),
  causeKey: 'risk:1',
  needsReason: true,
  ...change,
});

const openTasks = (customerId: number) => listTasks(ctx, { state: 'open', customerId, limit: 50 });

test('a cause has one open task, however often and by whomever it is asked for at once', async () => {
  const customerId = await newCustomer();
  const askers = Array.from({ length: 6 }, () =>
    inTransaction(ctx, (inner) => recordTasks(inner, [draft(customerId)])),
  );
  const answers = (await Promise.all(askers)).flat();
  expect(answers.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
  expect(new Set(answers.map(({ taskId }) => taskId)).size).toBe(1);
  expect((await openTasks(customerId)).rows).toHaveLength(1);
});

test('the same cause twice in one call is one task', async () => {
  const customerId = await newCustomer();
  const answers = await recordTasks(ctx, [draft(customerId), draft(customerId)]);
  expect(answers.map(({ outcome }) => outcome)).toEqual(['created', 'known']);
});

test('a task ends once: a double click finds it ended, another ending is refused, and its cause is free again', async () => {
  const customerId = await newCustomer();
  const [{ taskId } = { taskId: 0 }] = await recordTasks(ctx, [draft(customerId)]);
  const ending = { state: 'done', outcome: 'bought', notes: '下周到店' } as const;
  const clicks = await Promise.all(
    [1, 2].map(() => inTransaction(as('ann'), (inner) => closeTask(inner, customerId, taskId, ending))),
  );
  expect(clicks.map(({ state, outcome }) => [state, outcome])).toEqual([
    ['done', 'bought'],
    ['done', 'bought'],
  ]);
  await expect(closeTask(ctx, customerId, taskId, { state: 'cancelled' })).rejects.toThrow('ended already');
  const [again] = await recordTasks(ctx, [draft(customerId)]);
  expect(again?.outcome).toBe('created');
});

test('an ending that lost the customer asks why, by the list of reasons in force', async () => {
  const customerId = await newCustomer();
  const [{ taskId } = { taskId: 0 }] = await recordTasks(ctx, [draft(customerId)]);
  const close = (ending: object) => closeTask(ctx, customerId, taskId, { state: 'done', ...ending });
  await expect(close({})).rejects.toThrow('how it ended');
  await expect(close({ outcome: 'not_interested' })).rejects.toThrow('why');
  await expect(close({ outcome: 'not_interested', reasonCode: 'the_moon' })).rejects.toThrow('why');
  expect(await close({ outcome: 'not_interested', reasonCode: 'price' })).toMatchObject({
    result: 'bad',
    reasonCode: 'price',
  });
});

test('nobody sees tasks of customers they may not know of, except their own', async () => {
  const hers = await newCustomer('ann');
  await recordTasks(ctx, [draft(hers, { causeKey: 'a' })]);
  const [given] = await recordTasks(ctx, [draft(hers, { causeKey: 'b', ownerId: 'ben' })]);
  const seenBy = async (id: string) =>
    (await listTasks(as(id), { state: 'open', customerId: hers, limit: 50 })).rows.map(({ taskId }) => taskId);
  expect(await seenBy('ann')).toHaveLength(2);
  expect(await seenBy('ben')).toEqual([given?.taskId]);
  expect(await seenBy('lea')).toEqual([]);
  const other =
    (await listTasks(ctx, { state: 'open', customerId: hers, owner: 'ann', limit: 5 })).rows[0]?.taskId ?? 0;
  await expect(closeTask(as('ben'), hers, other, { state: 'cancelled' })).rejects.toThrow('no such task');
  await expect(
    createTasks(as('ben'), [
      {
        customerId: hers,
        kind: 'call',
        title: 'x',
        templateCode: null,
        priority: 2,
        dueAt: later(1),
        recurs: null,
        notes: null,
      },
    ]),
  ).rejects.toThrow('no such customer');
});

test('a task put off rests, and is due when it wakes', async () => {
  const customerId = await newCustomer('ann');
  const [{ taskId } = { taskId: 0 }] = await recordTasks(ctx, [draft(customerId)]);
  await expect(changeTask(as('ann'), customerId, taskId, { snoozedUntil: later(-1) })).rejects.toThrow('future');
  const rested = await changeTask(as('ann'), customerId, taskId, { snoozedUntil: later(72) });
  expect(rested).toMatchObject({ snoozedUntil: later(72), dueAt: later(72) });
});

test('overdue work is marked, then shown to the lead, and what has become pointless expires; a second scan changes nothing', async () => {
  const customerId = await newCustomer();
  await recordTasks(ctx, [
    draft(customerId, { causeKey: 'ladder' }),
    draft(customerId, { causeKey: 'passing', expiresAt: later(48) }),
  ]);
  const levels = async () => (await openTasks(customerId)).rows.map(({ overdueLevel }) => overdueLevel);
  await advanceOverdue(at(23));
  expect(await levels()).toEqual([0, 0]);
  await advanceOverdue(at(25));
  expect(await levels()).toEqual([1, 1]);
  await Promise.all([advanceOverdue(at(24 + 49)), advanceOverdue(at(24 + 49))]);
  expect(await levels()).toEqual([2]);
  expect(await advanceOverdue(at(24 + 49))).toEqual({ reminded: 0, escalated: 0, expired: 0 });
  const ended = await listTasks(ctx, { state: 'closed', customerId, limit: 5 });
  expect(ended.rows.map(({ state }) => state)).toEqual(['expired']);
});

test('a task that comes back is made for its next turn when it is done, and not when it is cancelled', async () => {
  const customerId = await newCustomer('ann');
  const recurs = { every: 1, unit: 'week' } as const;
  const [{ taskId } = { taskId: 0 }] = await recordTasks(ctx, [
    draft(customerId, { templateCode: null, needsReason: false, recurs }),
  ]);
  await closeTask(as('ann', 24), customerId, taskId, { state: 'done', outcome: 'pleased' });
  const { rows } = await openTasks(customerId);
  expect(rows.map(({ dueAt }) => dueAt)).toEqual([later(24 + 7 * 24)]);
  await closeTask(as('ann', 30), customerId, rows[0]?.taskId ?? 0, { state: 'cancelled' });
  expect((await openTasks(customerId)).rows).toEqual([]);
});

test('work goes on with the customer, or is handed over when somebody leaves', async () => {
  const customerId = await newCustomer('ann');
  await recordTasks(ctx, [
    draft(customerId, { causeKey: 'owner', followsOwner: true }),
    draft(customerId, { causeKey: 'chosen' }),
  ]);
  await assignOwner(ctx, { customerIds: [customerId], ownerId: 'ben' });
  await followOwners(ctx, { customerIds: [customerId] });
  const owners = async () => (await openTasks(customerId)).rows.map(({ ownerId }) => ownerId).toSorted();
  expect(await owners()).toEqual(['ann', 'ben']);
  await handOverTasks(ctx, { fromId: 'ann', to: 'customer_owner' });
  expect(await owners()).toEqual(['ben', 'ben']);
  await handOverTasks(ctx, { fromId: 'ben', to: { personId: 'lea' } });
  expect(await owners()).toEqual(['lea', 'lea']);
  const { people } = await getTaskBoard(ctx, { days: 30 });
  // The one Ben was given in the test before went along.
  expect(people.find(({ personId }) => personId === 'lea')?.open).toBe(3);
});

test('a template people changed lies over the one that ships, until it is put back', async () => {
  const [shipped] = SHIPPED_TEMPLATES;
  if (!shipped) throw new Error('no template ships');
  await saveTemplate(ctx, { ...shipped, priority: 3 });
  const find = async () => (await listTemplates(ctx)).find(({ code }) => code === shipped.code);
  expect(await find()).toMatchObject({ priority: 3, changed: true, ships: true });
  await resetTemplate(ctx, shipped.code);
  expect(await find()).toMatchObject({ priority: shipped.priority, changed: false });
});
