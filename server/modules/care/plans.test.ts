/** Playbooks, win-back plans, interviews and stages. */
import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { createTag } from '#modules/customers/index.ts';
import { closeTask } from '#modules/tasks/index.ts';
import { createSegment, deleteSegment } from '#modules/segments/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { insertCustomers, insertOrders, onDay } from '#test/factories.ts';
import { segmentSources } from '#test/segment-sources.ts';
import { testDatabase } from '#test/database.ts';
import { listInterviews, recordInterview } from './interviews.ts';
import type { Effect } from './playbook-contract.ts';
import {
  applyPlaybook,
  getPlaybook,
  listPlaybooks,
  resetPlaybook,
  savePlaybook,
  usedByPlaybooks,
} from './playbooks.ts';
import { planVisits } from './visits.ts';
import { scanEverybody } from './scan.ts';
import { listStageStrategies } from './stages.ts';
import { createPlan, listPlans, updatePlan } from './win-back.ts';

const { ctx, db } = await testDatabase();
const TODAY = onDay(ctx, '2026-03-01');
const people = [
  { id: 'ann', role: 'account_manager' },
  { id: 'ben', role: 'account_manager' },
  { id: 'lea', role: 'retention_lead' },
];
await db
  .insertInto('access.users')
  .values(people.map((person) => ({ ...person, name: person.id, email: `${person.id}@example.com` })))
  .execute();
const as = (id: string, at: Ctx = TODAY): Ctx => ({
  ...at,
  actor: { kind: 'user', id, name: id, role: 'account_manager', scope: { kind: 'own', userId: id, storeIds: [] } },
});

beforeEach(async () => {
  for (const table of [
    'care.win_back_members',
    'care.win_back_plans',
    'care.interviews',
    'care.documents',
    'care.rhythms',
  ])
    await sql`delete from ${sql.table(table)}`.execute(db);
  for (const table of ['care.alerts', 'care.scans', 'tasks.causes', 'tasks.tasks', 'scoring.scores', 'scoring.changes'])
    await sql`delete from ${sql.table(table)}`.execute(db);
  await sql`truncate customers.customers, orders.orders cascade`.execute(db);
});

let made = 0;
type Made = { owner?: string | null; class4?: string; stage?: string; band?: string; expected?: number; net?: number };
async function customer({
  owner = 'ann',
  class4 = 'core',
  stage = 'loyal',
  band = 'low',
  expected = 1_000,
  net = 5_000,
}: Made = {}) {
  const [customerId = 0] = await insertCustomers(TODAY, [`P${++made}`]);
  await sql`update customers.customers set owner_id = ${owner} where customer_id = ${customerId}`.execute(db);
  await sql`
    insert into scoring.scores (customer_id, class4, stage, stage_since, risk_band, expected_net_cents, judged_at, changed_at)
    values (${customerId}, ${class4}, ${stage}, ${TODAY.now}::timestamptz - interval '10 days', ${band}, ${expected}, ${TODAY.now}, ${TODAY.now})`.execute(
    db,
  );
  await sql`
    insert into orders.rollups (customer_id, orders, gross_cents, discount_cents, returned_cents, net_cents, first_order_at,
      last_order_at, purchase_days, first_purchase_day, last_purchase_day, as_of)
    values (${customerId}, 3, ${net}, 0, 0, ${net}, '2025-01-01', '2025-12-02', 3, '2025-01-01', '2025-12-02', ${TODAY.now})`.execute(
    db,
  );
  return customerId;
}

const apply = (who: Ctx, code: string, chosen: Parameters<typeof applyPlaybook>[2]) =>
  inTransaction(who, (inner) => applyPlaybook(inner, code, chosen));

const openTasks = async () =>
  (
    await sql<{ customerId: number; owner: string | null; title: string; reason: string | null }>`
      select customer_id as "customerId", owner_id as owner, title_zh as title, reason_zh as reason from tasks.tasks where state = 'open'
      order by customer_id, due_at, task_id`.execute(db)
  ).rows;

test('a playbook gives its steps to whoever cares, for the most valuable ones it fits, once', async () => {
  const [small, large] = [await customer({ expected: 10 }), await customer({ expected: 900 })];
  await customer({ class4: 'ordinary', expected: 5_000 });
  const { steps } = await getPlaybook(ctx, 'vip_event');
  expect(await apply(TODAY, 'vip_event', { top: 1 })).toMatchObject({ customers: 1, created: steps.length, known: 0 });
  expect(await apply(TODAY, 'vip_event', { top: 2 })).toMatchObject({ created: steps.length, known: steps.length });
  const tasks = await openTasks();
  expect(tasks.map(({ customerId }) => customerId).toSorted()).toEqual([small, small, large, large].toSorted());
  expect(new Set(tasks.map(({ owner }) => owner))).toEqual(new Set(['ann']));
});

test('nobody applies a playbook to customers they may not know of', async () => {
  const [mine, others] = [await customer({ owner: 'ann' }), await customer({ owner: 'ben' })];
  expect(await apply(as('ann'), 'vip_event', { customerIds: [mine, others] })).toMatchObject({ customers: 1 });
  expect((await openTasks()).every(({ customerId }) => customerId === mine)).toBe(true);
});

test('a playbook of one’s own names known templates, tags and segments, and what ships can be put back', async () => {
  const shipped = await getPlaybook(ctx, 'vip_event');
  const { code, group, name, idea, fits, steps, measure } = shipped;
  const own = { code, group, name, idea, fits, steps, measure, effects: [] as Effect[] };
  await expect(
    savePlaybook(ctx, { ...own, steps: [{ ...steps[0]!, templateCode: 'nothing_such' }] }),
  ).rejects.toMatchObject({ code: 'care.unknown_template' });
  await expect(
    savePlaybook(ctx, {
      ...own,
      effects: [{ do: 'owner' }, { do: 'tag', tagId: 999 }, { do: 'segment', segmentId: 999 }],
    }),
  ).rejects.toMatchObject({
    code: 'care.effect_unknown',
    fields: [{ path: 'effects.1.tagId' }, { path: 'effects.2.segmentId' }],
  });
  await savePlaybook(ctx, { ...own, name: { zh: '改过', en: 'Changed' } });
  const listed = async () => (await listPlaybooks(ctx)).find((one) => one.code === code);
  expect(await listed()).toMatchObject({ name: { zh: '改过' }, changed: true, ships: true });
  await resetPlaybook(ctx, code);
  expect(await listed()).toMatchObject({ name: shipped.name, changed: false });
});

test('what a playbook does at once is done once: tag, segment, owner, rhythm', async () => {
  const [owned, unowned] = [await customer({ owner: 'ben' }), await customer({ owner: null })];
  const tag = await createTag(ctx, { name: '重点', groupId: null, color: null });
  const { segmentId } = await inTransaction(ctx, (inner) =>
    createSegment(inner, segmentSources, {
      name: `名单${made}`,
      note: null,
      kind: 'static',
      definition: null,
      customerIds: [],
      priority: null,
    }),
  );
  const { code, group, name, idea, fits, steps, measure } = await getPlaybook(ctx, 'vip_event');
  const effects: Effect[] = [
    { do: 'tag', tagId: tag.tagId },
    { do: 'segment', segmentId },
    { do: 'owner' },
    { do: 'rhythm', everyDays: 10, forDays: 90 },
  ];
  await savePlaybook(ctx, { code, group, name, idea, fits, steps, measure, effects });
  const customerIds = [owned, unowned];
  const first = await apply(TODAY, code, { customerIds });
  expect(first.effects.map(({ do: what, changed }) => [what, changed])).toEqual([
    ['tag', 2],
    ['segment', 2],
    ['owner', 1],
    ['rhythm', 2],
  ]);
  const second = await apply(TODAY, code, { customerIds });
  expect(second.effects.every(({ changed }) => changed === 0)).toBe(true);
  expect(second.created).toBe(0);
  const { rows } = await sql<{ owner_id: string }>`
    select owner_id from customers.customers where customer_id = ${unowned}`.execute(db);
  expect(['ann', 'ben']).toContain(rows[0]?.owner_id);

  const sources = () => ({ ...segmentSources(), uses: [usedByPlaybooks] });
  const remove = () => inTransaction(ctx, (inner) => deleteSegment(inner, sources, segmentId));
  expect(await usedByPlaybooks(ctx, `customers.tags:${tag.tagId}`)).toEqual([{ kind: 'playbook', name }]);
  await expect(remove()).rejects.toMatchObject({
    code: 'segments.in_use',
    message: `It is used by ${name.en} (${name.zh}).`,
    usedBy: [name],
  });
  await resetPlaybook(ctx, code);
  await remove();
});

test('a rhythm of one’s own goes before the class’s until it ends, and needs no class', async () => {
  const dormant = () => customer({ class4: 'dormant' });
  const [often, unjudged] = [await dormant(), await dormant()];
  // The dormant are only called when there is a reason.
  await dormant();
  await sql`delete from scoring.scores where customer_id = ${unjudged}`.execute(db);
  await sql`
    insert into care.rhythms (customer_id, every_days, until, playbook, planned_at)
    select unnest(${[often, unjudged]}::bigint[]), 10, '2026-04-01', 'x', ${TODAY.now}`.execute(db);
  await inTransaction(TODAY, planVisits);
  const visits = await openTasks();
  expect(visits.map(({ customerId }) => customerId)).toEqual([often, unjudged]);
  expect(new Set(visits.map(({ reason }) => reason))).toEqual(new Set(['这位客户每 10 天联系一次，还没有联系记录']));
  await sql`delete from tasks.causes`.execute(db);
  await sql`delete from tasks.tasks`.execute(db);
  await inTransaction(onDay(ctx, '2026-04-02'), planVisits);
  expect(await openTasks()).toEqual([]);
});

const wish = (change: object = {}) => ({
  name: `计划${++made}`,
  goalRate: 0.2,
  reasonCode: null,
  playbook: 'reason_price',
  ownerId: 'lea',
  startsOn: '2026-03-01',
  endsOn: '2026-03-31',
  budgetCents: 100_000,
  note: null,
  ...change,
});

test('a win-back plan takes the best who left, gives them work, and counts who came back in time', async () => {
  const [best, second, third] = [
    await customer({ band: 'left', net: 900_000 }),
    await customer({ band: 'left', net: 500_000 }),
    await customer({ band: 'left', net: 100_000 }),
  ];
  await customer({ band: 'low', net: 9_000_000 });
  const draft = wish({ top: 2 });
  const plan = await createPlan(TODAY, draft);
  expect(plan).toMatchObject({ members: 2, recalled: 0, recallRate: 0, state: 'running', tasksDone: 0 });
  expect(plan.tasksOpen).toBeGreaterThan(0);
  expect(new Set((await openTasks()).map(({ customerId }) => customerId))).toEqual(new Set([best, second]));
  await insertOrders(ctx, [
    { customerId: best, day: '2026-02-20' },
    { customerId: second, day: '2026-03-20', grossCents: 30_000, discountCents: 5_000 },
    { customerId: third, day: '2026-03-20' },
    { customerId: best, day: '2026-04-02' },
  ]);
  const { rows } = await listPlans(onDay(ctx, '2026-04-10'));
  expect(rows).toMatchObject([{ members: 2, recalled: 1, recallRate: 0.5, recalledNetCents: 25_000 }]);
  await expect(createPlan(TODAY, draft)).rejects.toMatchObject({ code: 'care.plan_name_taken' });
  const ended = await updatePlan(TODAY, plan.planId, { state: 'ended', spentCents: 4_000, review: '先打电话更有效' });
  expect(ended).toMatchObject({ state: 'ended', spentCents: 4_000, review: '先打电话更有效' });
  await expect(updatePlan(TODAY, plan.planId, { endsOn: '2026-02-01' })).rejects.toMatchObject({
    code: 'care.plan_dates',
  });
});

test('a plan for a reason takes those of whom it is on record, and says when there is nobody', async () => {
  const [said, silent] = [await customer({ band: 'left' }), await customer({ band: 'left' })];
  await expect(createPlan(TODAY, wish({ top: 5, reasonCode: 'price' }))).rejects.toMatchObject({
    code: 'care.nobody_left',
  });
  await recordInterview(TODAY, said, interview({ reasonCode: 'price' }));
  await recordInterview(TODAY, silent, interview({ reasonCode: 'competitor' }));
  await createPlan(TODAY, wish({ top: 5, reasonCode: 'price' }));
  const { rows } = await sql<{ customer_id: number }>`select customer_id from care.win_back_members`.execute(db);
  expect(rows.map((row) => row.customer_id)).toEqual([said]);
});

test('a plan for a segment takes its best former customers, whoever else has left', async () => {
  const [inside, better] = [await customer({ band: 'low', net: 2_000 }), await customer({ band: 'high', net: 9_000 })];
  await customer({ band: 'left', net: 50_000 });
  const { segmentId } = await createSegment(TODAY, segmentSources, {
    name: '唤醒名单',
    note: null,
    kind: 'static',
    definition: null,
    customerIds: [inside, better],
    priority: null,
  });
  await createPlan(TODAY, wish({ top: 1, segmentId }));
  const { rows } = await sql<{ customer_id: number }>`select customer_id from care.win_back_members`.execute(db);
  expect(rows.map((row) => row.customer_id)).toEqual([better]);
});

const interview = (change: object = {}) => ({
  key: 'i1',
  reasonCode: 'price',
  choseFor: '朋友推荐',
  leftFor: '涨价了',
  usesNow: null,
  wouldChange: null,
  wouldReturn: 'maybe' as const,
  ...change,
});

test('an interview is kept once per key, corrected by the next, and seen by whoever may know of the customer', async () => {
  const customerId = await customer({ owner: 'ann' });
  await recordInterview(as('ann'), customerId, interview());
  await recordInterview(as('ann'), customerId, interview({ reasonCode: 'competitor', wouldReturn: 'yes' }));
  expect(await listInterviews(as('ann'), { limit: 10 })).toMatchObject({
    rows: [{ customerId, reasonCode: 'competitor', wouldReturn: 'yes', heldByName: 'ann', leftFor: '涨价了' }],
    reasons: [{ code: 'competitor', interviews: 1 }],
  });
  expect(await listInterviews(as('ben'), { limit: 10 })).toMatchObject({ rows: [], reasons: [] });
  await expect(recordInterview(as('ben'), customerId, interview())).rejects.toThrow('no such customer');
  await expect(recordInterview(as('ann'), customerId, interview({ reasonCode: 'the_moon' }))).rejects.toMatchObject({
    code: 'tasks.reason_needed',
  });
});

test('each stage tells who is there, who came and went within the month, and how long they stay', async () => {
  const [a, b] = [await customer(), await customer()];
  await customer({ owner: 'ben' });
  const moved = (customerId: number, day: string, from: string, to: string) =>
    sql`
    insert into scoring.changes (customer_id, changed_at, what, from_value, to_value, cause)
    values (${customerId}, ${onDay(ctx, day).now}, 'stage', ${from}, ${to}, '{}')`.execute(db);
  await moved(a, '2026-02-19', 'repeat_purchase', 'loyal');
  await moved(b, '2026-02-10', 'loyal', 'lost');
  await moved(b, '2026-02-20', 'lost', 'loyal');
  await moved(b, '2025-12-01', 'repeat_purchase', 'loyal');
  const loyal = async (who: Ctx) => (await listStageStrategies(who)).rows.find(({ code }) => code === 'loyal');
  expect(await loyal(TODAY)).toMatchObject({ customers: 3, came: 2, went: 1, medianDays: 10 });
  expect((await loyal(TODAY))?.playbooks.length).toBeGreaterThan(0);
  expect(await loyal(as('ann'))).toMatchObject({ customers: 2 });
});

test('work of a plan that is done is counted as its', async () => {
  await customer({ band: 'left' });
  const plan = await createPlan(TODAY, wish({ top: 1 }));
  const { rows } = await sql<{ customer_id: number; task_id: number }>`
    select customer_id, task_id from tasks.tasks order by due_at, task_id limit 1`.execute(db);
  const [first] = rows;
  await closeTask(as('ann'), first?.customer_id ?? 0, first?.task_id ?? 0, { state: 'cancelled' });
  const before = await listPlans(TODAY);
  expect(before.rows[0]).toMatchObject({ tasksOpen: plan.tasksOpen - 1 });
  await scanEverybody(TODAY);
  expect((await listPlans(TODAY)).rows[0]).toMatchObject({ tasksOpen: plan.tasksOpen - 1 });
});
