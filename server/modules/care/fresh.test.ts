import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { closeTask } from '#modules/tasks/index.ts';
import type { Ctx } from '#platform/context.ts';
import { insertCustomers, onDay } from '#test/factories.ts';
import { testDatabase } from '#test/database.ts';
import { countFresh } from './fresh-counts.ts';
import { createFreshRule, listFreshRules, saveFreshSettings, updateFreshRule } from './fresh-rules.ts';
import { confirmDone, endConfirmed, keepFresh, keepFreshWhenJudged } from './fresh-tasks.ts';

const { ctx, db } = await testDatabase();
await db
  .insertInto('access.users')
  .values(['ann', 'ben'].map((id) => ({ id, name: id, email: `${id}@example.com`, role: 'account_manager' })))
  .execute();

const DAY = '2026-10-01';
const today: Ctx = onDay(ctx, DAY);
const rule = { field: 'phone', class4: null, months: 6, askMissing: false, active: true };

beforeEach(async () => {
  await sql`truncate care.fresh_rules, care.fresh_days, tasks.tasks, tasks.causes, customers.field_checks, scoring.scores,
    customers.customers cascade`.execute(db);
  await saveFreshSettings(ctx, { perDay: 50, perPerson: 3, openAtMost: 10 });
});

/** Recorded in March, the dearest first. */
async function customers(count: number, values: Record<string, unknown>): Promise<number[]> {
  const ids = await insertCustomers(
    ctx,
    Array.from({ length: count }, (_, n) => `K${n}-${Math.trunc(performance.now() * 1_000)}`),
  );
  await db.updateTable('customers.customers').set(values).where('customer_id', 'in', ids).execute();
  for (const [n, customerId] of ids.entries())
    await sql`
      insert into scoring.scores (customer_id, class4, stage, stage_since, expected_net_cents, judged_at, changed_at)
      values (${customerId}, ${n % 2 === 0 ? 'core' : 'ordinary'}, 'loyal', ${ctx.now}, ${(count - n) * 100}, ${ctx.now}, ${ctx.now})`.execute(
      db,
    );
  return ids;
}

async function openTasks(): Promise<{ customerId: number; taskId: number; owner: string; reason: string }[]> {
  const { rows } = await sql<{ customerId: number; taskId: number; owner: string; reason: string }>`
    select customer_id as "customerId", task_id as "taskId", owner_id as owner, reason_zh as reason
    from tasks.tasks where state = 'open' order by worth_cents desc`.execute(db);
  return rows;
}

test('what is due becomes one task a customer, dearest first, with no more a day than the limits allow', async () => {
  const hers = await customers(6, { phone: '+8613912345670', owner_id: 'ann' });
  const his = await customers(6, { phone: '+8613912345670', owner_id: 'ben' });
  await createFreshRule(ctx, rule);
  await saveFreshSettings(ctx, { perDay: 5, perPerson: 3, openAtMost: 4 });
  expect(await keepFresh(today, DAY)).toBe(5);
  const made = await openTasks();
  expect(made.map((task) => task.customerId)).toEqual([hers[0], his[0], hers[1], his[1], hers[2]]);
  expect(made[0]?.reason).toBe('手机 7 个月未确认');
  expect(await keepFresh(onDay(ctx, '2026-10-02'), '2026-10-02')).toBe(3);
  const owners = (await openTasks()).map((task) => task.owner);
  expect([owners.filter((id) => id === 'ann').length, owners.filter((id) => id === 'ben').length]).toEqual([4, 4]);
  expect(await keepFresh(onDay(ctx, '2026-10-03'), '2026-10-03')).toBe(0);
});

test('a class is asked for alone, and what is missing only where the rule says so', async () => {
  const ids = await customers(4, { owner_id: 'ann' });
  const made = await createFreshRule(today, { ...rule, class4: 'core' });
  expect(await keepFresh(today, DAY)).toBe(0);
  expect((await listFreshRules(today)).rows[0]?.due).toBe(0);
  await updateFreshRule(today, made.ruleId, { ...rule, class4: 'core', askMissing: true });
  expect((await listFreshRules(today)).rows[0]?.due).toBe(2);
  expect(await keepFresh(today, DAY)).toBe(2);
  expect((await openTasks()).map((task) => [task.customerId, task.reason])).toEqual([
    [ids[0], '手机未填写'],
    [ids[2], '手机未填写'],
  ]);
});

test('a task that ends well confirms what it asked for, and one that does not is left alone for a while', async () => {
  await customers(2, { phone: '+8613912345670', owner_id: 'ann' });
  await createFreshRule(today, rule);
  await keepFresh(today, DAY);
  const [good, bad] = await openTasks();
  if (!good || !bad) throw new Error('no tasks');
  await closeTask(today, good.customerId, good.taskId, { state: 'done', outcome: 'finished' });
  await closeTask(today, bad.customerId, bad.taskId, { state: 'cancelled' });
  await confirmDone(today, { customerIds: [good.customerId, bad.customerId] });
  await confirmDone(today, { customerIds: [good.customerId] });
  expect((await listFreshRules(today)).rows[0]).toMatchObject({ due: 2, countedAt: today.now });
  await countFresh(today);
  expect((await listFreshRules(today)).rows[0]).toMatchObject({ due: 1, countedAt: today.now });
  expect(await keepFresh(onDay(ctx, '2026-10-05'), '2026-10-05')).toBe(0);
  expect(await keepFresh(onDay(ctx, '2026-11-15'), '2026-11-15')).toBe(1);
  expect((await openTasks()).map((task) => task.customerId)).toEqual([bad.customerId]);
});

test('confirming on the page ends the task', async () => {
  const [customerId = 0] = await customers(1, { phone: '+8613912345670', owner_id: 'ann' });
  await createFreshRule(ctx, rule);
  await keepFresh(today, DAY);
  await endConfirmed(today, { customerIds: [customerId] });
  expect(await openTasks()).toHaveLength(1);
  await sql`insert into customers.field_checks (customer_id, field, checked_at, how)
    values (${customerId}, 'phone', ${onDay(ctx, '2026-10-02').now}, 'confirmed')`.execute(db);
  await endConfirmed(onDay(ctx, '2026-10-02'), { customerIds: [customerId] });
  expect(await openTasks()).toEqual([]);
});

test('rules are counted together, of the customers whoever asks may know of', async () => {
  await customers(4, { phone: '+8613912345670', owner_id: 'ann' });
  await customers(2, { city: '上海', owner_id: 'ben' });
  for (const one of [
    rule,
    { ...rule, class4: 'core' },
    { ...rule, field: 'region' },
    { ...rule, field: 'region', class4: 'core', askMissing: true },
  ])
    await createFreshRule(today, one);
  const due = async (from: Ctx) => (await listFreshRules(from)).rows.map((one) => one.due);
  expect(await due(today)).toEqual([4, 2, 2, 3]);
  const scope = { kind: 'own' as const, userId: 'ben', storeIds: [] };
  const ben: Ctx = { ...today, actor: { kind: 'user', id: 'ben', name: 'ben', role: 'retention_lead', scope } };
  expect(await due(ben)).toEqual([0, 0, 2, 1]);
});

test('a second rule for the same is refused, and the day is looked at once', async () => {
  await createFreshRule(ctx, rule);
  await expect(createFreshRule(ctx, { ...rule, months: 3 })).rejects.toMatchObject({ code: 'care.fresh_rule_exists' });
  await expect(createFreshRule(ctx, { ...rule, field: 'birthday' })).rejects.toMatchObject({
    code: 'care.field_does_not_age',
  });
  await keepFreshWhenJudged(today);
  const { rows } = await sql`select from care.fresh_days`.execute(db);
  expect(rows).toHaveLength(0);
});
