import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { addDate } from '#modules/customers/index.ts';
import { recordContact, recordInteractions, refreshBehaviour } from '#modules/interactions/index.ts';
import { changeTask } from '#modules/tasks/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { insertCustomers, onDay } from '#test/factories.ts';
import { testDatabase } from '#test/database.ts';
import { getCustomerCare } from './advice.ts';
import { listAlerts } from './alerts.ts';
import { scanEverybody, watchContacts } from './scan.ts';
import { listRules, saveRule } from './settings.ts';

const { ctx, db } = await testDatabase();
await db
  .insertInto('access.users')
  .values({ id: 'ann', name: 'Ann', email: 'ann@example.com', role: 'account_manager' })
  .execute();
const TODAY = onDay(ctx, '2026-03-01');
const noon = (day: string): string => `${day}T12:00:00+08:00`;

beforeEach(async () => {
  for (const table of ['care.alerts', 'care.scans', 'care.documents', 'tasks.causes', 'tasks.tasks', 'scoring.scores'])
    await sql`delete from ${sql.table(table)}`.execute(db);
  for (const table of ['customers.next_dates', 'customers.dates', 'interactions.interactions', 'interactions.days'])
    await sql`delete from ${sql.table(table)}`.execute(db);
  await sql`truncate customers.customers cascade`.execute(db);
});

let made = 0;
/** Owned, judged, and due for their next purchase today. */
async function customer(): Promise<number> {
  const [customerId = 0] = await insertCustomers(TODAY, [`K${++made}`]);
  await sql`update customers.customers set owner_id = 'ann' where customer_id = ${customerId}`.execute(db);
  await sql`
    insert into scoring.scores (customer_id, class4, stage, stage_since, own_gap_days, current_net_cents, judged_at, changed_at)
    values (${customerId}, 'core', 'loyal', ${TODAY.now}, 30, 500000, ${TODAY.now}, ${TODAY.now})`.execute(db);
  await sql`
    insert into orders.rollups (customer_id, orders, gross_cents, discount_cents, returned_cents, net_cents, first_order_at,
      last_order_at, purchase_days, first_purchase_day, last_purchase_day, as_of)
    values (${customerId}, 6, 600000, 0, 0, 600000, '2025-01-01', '2026-02-02', 6, '2025-01-01', '2026-02-02', ${TODAY.now})`.execute(
    db,
  );
  return customerId;
}

async function happened(customerId: number, kind: string, ...days: string[]): Promise<void> {
  const events = days.map((day) => ({
    externalId: `${kind}-${customerId}-${day}`,
    kind,
    at: noon(day),
    customer: { customerId },
  }));
  await inTransaction(TODAY, (inner) => recordInteractions(inner, events));
  await refreshBehaviour(TODAY, { customerIds: [customerId] });
}

const alertsOf = async (customerId: number, at: Ctx = TODAY, state?: 'snoozed' | 'open') =>
  (await listAlerts(at, { customerId, limit: 50, ...(state && { state }) })).rows;

const ends = (customerId: number, day: number, label: string | null = null) =>
  inTransaction(TODAY, (inner) =>
    addDate(inner, customerId, { kind: 'plan_end', calendar: 'solar', year: 2026, month: 3, day, leap: false, label }),
  );

test('a plan that ends is seen once, with its name and how long nobody logged in', async () => {
  const customerId = await customer();
  await ends(customerId, 10, '年卡');
  await ends(customerId, 28);
  await happened(customerId, 'login', '2025-12-20');
  await scanEverybody(TODAY);
  await scanEverybody(onDay(ctx, '2026-03-02'));
  const alerts = (await alertsOf(customerId)).filter(({ rule }) => rule === 'plan_end');
  expect(alerts.map(({ episode, reason }) => [episode, reason])).toEqual([
    [
      '2026-03-10',
      {
        zh: '套餐“年卡” 3 月 10 日到期，最近登录 12 月 20 日；近一年净消费 ¥5,000',
        en: 'The plan “年卡” ends on 10 March; last login on 20 December; net spend of the last year ¥5,000',
      },
    ],
  ]);
});

test('the rule can mean only those who have not logged in for so long', async () => {
  const [silent, busy, never] = [await customer(), await customer(), await customer()];
  for (const customerId of [silent, busy, never]) await ends(customerId, 8);
  await happened(silent, 'login', '2025-12-20');
  await happened(busy, 'login', '2026-02-27');
  const planEnd = (await listRules(ctx)).find(({ rule }) => rule.code === 'plan_end');
  if (!planEnd) throw new Error('no such rule');
  await saveRule(ctx, 'plan_end', { ...planEnd.settings, args: { ...planEnd.settings.args, silentLoginDays: 60 } });
  await scanEverybody(TODAY);
  const seen = (await listAlerts(TODAY, { rule: 'plan_end', limit: 10 })).rows.map(({ customerId }) => customerId);
  expect(seen).toEqual([silent]);
});

test('a complaint is an alert at once, to be answered within the promise of the class; a second soon after is not another', async () => {
  const customerId = await customer();
  await happened(customerId, 'complaint', '2026-01-20', '2026-02-28');
  await watchContacts(TODAY, { customerIds: [customerId] });
  await Promise.all([watchContacts(TODAY, { customerIds: [customerId] }), scanEverybody(TODAY)]);
  const [alert, ...more] = (await alertsOf(customerId)).filter(({ rule }) => rule === 'complaint');
  expect(more).toEqual([]);
  expect(alert?.reason).toEqual({
    zh: '2 月 28 日有投诉反馈，90 天内共 2 次；近一年净消费 ¥5,000',
    en: 'A complaint on 28 February, 2 within 90 days; net spend of the last year ¥5,000',
  });
  // Two hours are promised to the core, the rule alone would allow a day.
  expect(alert?.deadlineAt).toEqual(new Date(TODAY.now.getTime() + 2 * 3_600_000));
  await happened(customerId, 'complaint', '2026-03-01');
  await watchContacts(TODAY, { customerIds: [customerId] });
  expect((await alertsOf(customerId)).filter(({ rule }) => rule === 'complaint')).toHaveLength(1);
});

test('an old complaint that a file brings in today makes no alert', async () => {
  const customerId = await customer();
  await happened(customerId, 'complaint', '2026-01-20');
  await scanEverybody(TODAY);
  expect((await alertsOf(customerId)).filter(({ rule }) => rule === 'complaint')).toEqual([]);
});

test('an alert rests with its task until the day chosen, and its deadline stands', async () => {
  const customerId = await customer();
  await ends(customerId, 8);
  await scanEverybody(TODAY);
  const [before] = await alertsOf(customerId);
  const until = new Date('2026-03-04T09:00:00+08:00');
  await changeTask(TODAY, customerId, before?.taskId ?? 0, { snoozedUntil: until });
  expect(await alertsOf(customerId, TODAY, 'snoozed')).toMatchObject([
    { snoozedUntil: until, deadlineAt: before?.deadlineAt },
  ]);
  expect(await alertsOf(customerId, onDay(ctx, '2026-03-05'), 'snoozed')).toEqual([]);
  expect(await alertsOf(customerId, onDay(ctx, '2026-03-05'), 'open')).toMatchObject([{ snoozedUntil: null }]);
});

test('whoever was spoken with lately, by whatever way it was written down, is not visited and not advised to be called', async () => {
  const [called, left] = [await customer(), await customer()];
  const says = async (customerId: number) => (await getCustomerCare(TODAY, customerId)).next?.action;
  expect(await says(called)).toBe('before_next');
  await inTransaction(TODAY, (inner) =>
    recordContact(inner, called, {
      reference: 'c1',
      kind: 'call',
      at: new Date(noon('2026-02-27')),
      content: '下周来取',
    }),
  );
  await refreshBehaviour(TODAY, { customerIds: [called] });
  expect(await getCustomerCare(TODAY, called)).toMatchObject({ next: null, restsAfterContact: 2 });
  expect(await says(left)).toBe('before_next');
  await scanEverybody(TODAY);
  const { rows } = await sql<{ customer_id: number }>`
    select customer_id from tasks.tasks where template_code = 'return_visit'`.execute(db);
  expect(rows.map((row) => row.customer_id)).toEqual([left]);
  expect((await getCustomerCare(onDay(ctx, '2026-03-20'), called)).restsAfterContact).toBeNull();
});
