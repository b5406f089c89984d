import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { closeTask } from '#modules/tasks/index.ts';
import type { Ctx } from '#platform/context.ts';
import { insertCustomers, insertOrders, onDay } from '#test/factories.ts';
import { testDatabase } from '#test/database.ts';
import { dismissAdvice, getCustomerCare } from './advice.ts';
import { listAlerts } from './alerts.ts';
import { getFollowThrough } from './follow-through.ts';
import { followTasks, measureReturns } from './follow.ts';
import { getMyDay } from './my-day.ts';
import { scanEverybody, watchCustomers } from './scan.ts';
import { listRules, saveRule } from './settings.ts';

const { ctx, db } = await testDatabase();
await db
  .insertInto('access.users')
  .values([
    { id: 'ann', name: 'Ann', email: 'ann@example.com', role: 'account_manager' },
    { id: 'ben', name: 'Ben', email: 'ben@example.com', role: 'account_manager' },
    { id: 'lea', name: 'Lea', email: 'lea@example.com', role: 'retention_lead' },
  ])
  .execute();

const as = (id: string, now = ctx.now): Ctx => ({
  ...ctx,
  now,
  actor: { kind: 'user', id, name: id, role: 'account_manager', scope: { kind: 'own', userId: id, storeIds: [] } },
});
const TODAY = onDay(ctx, '2026-03-01');

type Made = { owner?: string; birthday?: string; silence?: number; gap?: number; risk?: number; expected?: number };

/** A customer as scoring would leave them, whose risk rose today. */
async function risen(
  code: string,
  { owner, birthday, silence = 60, gap = 30, risk = 80, expected = 200_000 }: Made = {},
) {
  const [customerId = 0] = await insertCustomers(TODAY, [code]);
  await db
    .updateTable('customers.customers')
    .set({ owner_id: owner ?? null, birthday: birthday ?? null })
    .where('customer_id', '=', customerId)
    .execute();
  await sql`
    insert into orders.rollups (customer_id, orders, gross_cents, discount_cents, returned_cents, net_cents, first_order_at,
      last_order_at, purchase_days, first_purchase_day, last_purchase_day, as_of)
    values (${customerId}, 6, 600000, 0, 0, 600000, '2025-01-01', ${TODAY.now}::timestamptz - make_interval(days => ${silence}::int),
      6, '2025-01-01', '2026-03-01'::date - ${silence}::int, ${TODAY.now})`.execute(db);
  await sql`
    insert into scoring.scores (customer_id, r, f, m, class4, stage, stage_since, own_gap_days, expected_net_cents,
      current_net_cents, risk, risk_band, risk_since, judged_at, changed_at)
    values (${customerId}, 3, 5, 5, 'core', 'loyal', ${TODAY.now}, ${gap}, ${expected}, 500000, ${risk}, 'high', ${TODAY.now},
      ${TODAY.now}, ${TODAY.now})`.execute(db);
  await sql`
    insert into scoring.changes (customer_id, changed_at, what, from_value, to_value, cause)
    values (${customerId}, ${TODAY.now}, 'band', 'medium', 'high', '{"before": 55}')`.execute(db);
  return customerId;
}

beforeEach(async () => {
  for (const table of ['care.alerts', 'care.scans', 'care.documents', 'care.dismissals', 'tasks.causes', 'tasks.tasks'])
    await sql`delete from ${sql.table(table)}`.execute(db);
  for (const table of ['scoring.changes', 'scoring.scores', 'orders.rollups', 'orders.orders', 'customers.customers'])
    await sql`delete from ${sql.table(table)}`.execute(db);
});

const alertsOf = (customerId: number) => listAlerts(ctx, { customerId, limit: 50 });

test('a risk that rose makes one alert and one task with the own figures, for the owner, however often it is looked for', async () => {
  const customerId = await risen('A', { owner: 'ann' });
  await Promise.all([scanEverybody(TODAY), scanEverybody(TODAY), watchCustomers(TODAY, { customerIds: [customerId] })]);
  await scanEverybody(TODAY);
  const risk = (await alertsOf(customerId)).rows.filter(({ rule }) => rule === 'risk_high');
  expect(risk).toHaveLength(1);
  expect(risk[0]?.reason).toEqual({
    zh: '流失风险从 55 升到 80：上次购买在 2025 年 12 月 31 日，平时每 30 天一次；未来 12 个月预期消费 ¥2,000',
    en: 'Risk to leave rose from 55 to 80. Last purchase on 31 December 2025, usually every 30 days; ¥2,000 expected in the next 12 months',
  });
  const { rows } = await getMyDay(as('ann', TODAY.now));
  expect(rows.filter(({ templateCode }) => templateCode === 'risk_call')).toHaveLength(1);
  expect((await getMyDay(as('ben', TODAY.now))).rows).toEqual([]);
});

test('a customer nobody owns is cared for by a manager of the store, else by the lead', async () => {
  const customerId = await risen('B');
  await scanEverybody(TODAY);
  expect((await alertsOf(customerId)).rows[0]?.ownerName).toBe('Lea');
});

test('a rule rests after it spoke, and one that is switched off says nothing', async () => {
  const customerId = await risen('C', { owner: 'ann' });
  const [first] = await listRules(ctx);
  if (!first) throw new Error('no rules');
  await saveRule(ctx, 'risk_high', { ...first.rule.defaults, active: false });
  await saveRule(ctx, 'vip_silent', { ...(await listRules(ctx))[1]!.rule.defaults, active: false });
  await scanEverybody(TODAY);
  expect((await alertsOf(customerId)).rows).toEqual([]);
  await saveRule(ctx, 'risk_high', first.rule.defaults);
  await scanEverybody(TODAY);
  await sql`insert into scoring.changes (customer_id, changed_at, what, from_value, to_value, cause)
    values (${customerId}, ${new Date(TODAY.now.getTime() + 86_400_000)}, 'band', 'low', 'high', '{"before": 20}')`.execute(
    db,
  );
  await scanEverybody(onDay(ctx, '2026-03-03'));
  expect((await alertsOf(customerId)).rows).toHaveLength(1);
});

test('figures that make no sense are refused by name', async () => {
  const [first] = await listRules(ctx);
  if (!first) throw new Error('no rules');
  await expect(saveRule(ctx, 'risk_high', { ...first.settings, args: { withinDays: -1 } })).rejects.toMatchObject({
    code: 'care.rule_invalid',
    fields: [{ path: 'args.withinDays' }, { path: 'args.minExpectedCents' }],
  });
});

test('a birthday is seen a week ahead and once a year', async () => {
  const customerId = await risen('D', { owner: 'ann', birthday: '1990-03-06', silence: 5, risk: 5 });
  for (const day of ['2026-03-01', '2026-03-02', '2026-03-05']) await scanEverybody(onDay(ctx, day));
  const birthdays = (await alertsOf(customerId)).rows.filter(({ rule }) => rule === 'birthday');
  expect(birthdays.map(({ episode, reason }) => [episode, reason.en])).toEqual([
    ['2026', 'Birthday on 6 March; net spend of the last year ¥5,000'],
  ]);
});

test('whoever refuses to be judged keeps what is a fact: birthday, first order, open work; and is no VIP and no risk', async () => {
  const customerId = await risen('R', { owner: 'ann', birthday: '1990-03-06' });
  const newcomer = await risen('N', { owner: 'ann' });
  await sql`update orders.rollups set orders = 1, gross_cents = 80000, first_order_at = '2026-02-25 12:00+08',
    first_purchase_day = '2026-02-25', last_purchase_day = '2026-02-25' where customer_id = ${newcomer}`.execute(db);
  await insertOrders(ctx, [
    { customerId, day: '2025-03-01', grossCents: 900_000 },
    { customerId, day: '2025-03-02', grossCents: 250_000, discountCents: 10_000 },
    { customerId, day: '2026-01-10', grossCents: 700_000, status: 'cancelled' },
  ]);
  for (const table of ['scoring.scores', 'scoring.changes']) await sql`delete from ${sql.table(table)}`.execute(db);
  await Promise.all([scanEverybody(TODAY), watchCustomers(TODAY, { customerIds: [customerId, newcomer] })]);
  expect((await alertsOf(customerId)).rows.map(({ rule, reason }) => [rule, reason.en])).toEqual([
    ['birthday', 'Birthday on 6 March; net spend of the last year ¥2,400'],
  ]);
  expect((await alertsOf(newcomer)).rows.map(({ rule, reason }) => [rule, reason.zh])).toEqual([
    ['first_order', '2 月 25 日完成首单，消费 ¥800，还没有回访'],
  ]);
  const care = await getCustomerCare(as('ann', TODAY.now), newcomer);
  expect(care.next).toMatchObject({ action: 'task', templateCode: 'first_order', expectedValueCents: null });
  expect(care.vip).toMatchObject({ vip: false });
});

test('what came of it is measured: handled in time, came back, money; a task taken back opens the alert again', async () => {
  const customerId = await risen('E', { owner: 'ann' });
  await scanEverybody(TODAY);
  const alert = (await alertsOf(customerId)).rows.find(({ rule }) => rule === 'risk_high');
  const taskId = alert?.taskId ?? 0;
  const soon = new Date(TODAY.now.getTime() + 10 * 3_600_000);
  await closeTask(as('ann', soon), customerId, taskId, { state: 'done', outcome: 'thinking', reasonCode: 'price' });
  await followTasks(ctx, { customerIds: [customerId] });
  await insertOrders(ctx, [{ customerId, day: '2026-03-09', grossCents: 30_000, discountCents: 2_000 }]);
  const later = onDay(ctx, '2026-04-05');
  await measureReturns(later);
  const { total, reasons } = await getFollowThrough(later, { days: 90 });
  expect(total).toMatchObject({
    handled: 1,
    handledInTime: 1,
    matured: 1,
    returned: 1,
    returnedNetCents: 28_000,
    returnedRate: 1,
  });
  expect(reasons.map(({ code, alerts }) => [code, alerts])).toEqual([['price', 1]]);
  await sql`update tasks.tasks set state = 'open' where task_id = ${taskId}`.execute(db);
  await followTasks(ctx, { customerIds: [customerId] });
  expect((await alertsOf(customerId)).rows.find(({ rule }) => rule === 'risk_high')).toMatchObject({
    state: 'open',
    returnedAt: null,
  });
});

test('the day is sorted by value × risk × due, and nobody sees the customers of others', async () => {
  await risen('small', { owner: 'ann', expected: 40_000 });
  await risen('large', { owner: 'ann', expected: 900_000 });
  const others = await risen('other', { owner: 'ben' });
  await scanEverybody(TODAY);
  const { rows, numbers } = await getMyDay(as('ann', TODAY.now));
  expect(rows[0]?.customer.code).toBe('large');
  expect(rows.map(({ weight }) => weight)).toEqual(rows.map(({ weight }) => weight).toSorted((a, b) => b - a));
  expect(rows.some(({ customerId }) => customerId === others)).toBe(false);
  expect(numbers.atStakeCents).toBe(940_000);
  expect((await listAlerts(as('ann'), { limit: 50 })).rows.some(({ customerId }) => customerId === others)).toBe(false);
  await expect(getCustomerCare(as('ann'), others)).rejects.toThrow('no such customer');
});

test('the advice says why and what it is assumed to be worth, and rests when it was not helpful', async () => {
  const customerId = await risen('F', { owner: 'ann' });
  const care = await getCustomerCare(as('ann', TODAY.now), customerId);
  expect(care.next).toMatchObject({ action: 'save', expectedValueCents: 16_000, upliftPrior: 0.08 });
  expect(care.vip).toMatchObject({ vip: true, conditions: [{ holds: true }, { holds: true }, { holds: true }] });
  expect(care.policy?.code).toBe('core');
  await dismissAdvice(as('ann', TODAY.now), customerId, 'save');
  const after = await getCustomerCare(as('ann', TODAY.now), customerId);
  expect([after.next, ...after.others].map((advice) => advice?.action)).toEqual(['vip_word', 'ask_contact']);
});

test('visits are planned once, ahead, on working days, and not where work is open', async () => {
  for (const [n] of Array.from({ length: 12 }).entries())
    await risen(`V${n}`, { owner: 'ann', silence: 20, gap: 30, risk: 10, expected: 10_000 });
  await scanEverybody(TODAY);
  await scanEverybody(TODAY);
  const { rows } = await sql<{ day: string; visits: number; weekday: number }>`
    select (due_at at time zone 'Asia/Shanghai')::date::text as day, extract(isodow from due_at at time zone 'Asia/Shanghai')::int as weekday,
      count(*)::int as visits from tasks.tasks where template_code = 'return_visit' group by 1, 2`.execute(db);
  expect(rows.length).toBeGreaterThan(0);
  for (const { day, visits, weekday } of rows) {
    expect(day > '2026-03-01').toBe(true);
    expect(weekday).toBeLessThanOrEqual(5);
    expect(visits).toBeLessThanOrEqual(4);
  }
});
