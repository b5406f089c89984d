/** What is shown of the team and its alerts, against SQL written by hand over tasks and orders, on the demo brand. */
import { sql, type RawBuilder } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { refreshAllRollups } from '#modules/orders/index.ts';
import { sweep } from '#modules/scoring/index.ts';
import {
  advanceOverdue,
  closeTask,
  getTaskBoard,
  listTemplates,
  outcomesOf,
  selectTasks,
} from '#modules/tasks/index.ts';
import type { Ctx } from '#platform/context.ts';
import { loadDemoBrand } from '#test/demo-brand.ts';
import { insertOrders, onDay } from '#test/factories.ts';
import { testDatabase } from '#test/database.ts';
import { getFollowThrough } from './follow-through.ts';
import { followTasks, measureReturns } from './follow.ts';
import { scanEverybody } from './scan.ts';
import { getCareSettings, saveCareSettings } from './settings.ts';
import { getWeek } from './week.ts';

const { ctx, db } = await testDatabase(new Date('2026-03-01T12:00:00+08:00'));
const PEOPLE = ['ann', 'ben', 'lea'];
const HOUR_MS = 3_600_000;
const RETURN_DAYS = 14;

const as = (id: string, now: Date): Ctx => ({
  ...ctx,
  now,
  actor: { kind: 'user', id, name: id, role: 'retention_lead', scope: { kind: 'all' } },
});

beforeAll(async () => {
  await db
    .insertInto('access.users')
    .values(
      PEOPLE.map((id) => ({
        id,
        name: id,
        email: `${id}@example.com`,
        role: id === 'lea' ? 'retention_lead' : 'account_manager',
      })),
    )
    .execute();
  await loadDemoBrand(ctx, 400);
  await sql`update customers.customers set birthday = date '1980-01-01' + (customer_id * 37 % 9000)::int,
    owner_id = case customer_id % 4 when 0 then 'ann' when 1 then 'ben' when 2 then 'ann' end`.execute(db);
  await saveCareSettings(ctx, { ...(await getCareSettings(ctx)), returnDays: RETURN_DAYS });
  for (const day of ['2026-01-05', '2026-02-02', '2026-02-24']) await liveFrom(onDay(ctx, day));
  await refreshAllRollups(ctx);
  await advanceOverdue(ctx);
  await followTasks(ctx, { customerIds: null });
  await measureReturns(ctx);
});

/** A morning, and how its work ended: in time, too late, not needed, by somebody else, or never. */
async function liveFrom(then: Ctx): Promise<void> {
  await refreshAllRollups(then);
  await sweep(then);
  await advanceOverdue(then);
  await scanEverybody(then);
  const templates = new Map((await listTemplates(ctx)).map((template) => [template.code, template]));
  const tasks = await selectTasks(then, sql`t.state = 'open'`, sql`order by t.task_id limit 42`);
  for (const [n, task] of tasks.entries()) {
    const outcomes = outcomesOf(templates.get(task.templateCode ?? '') ?? null, task.kind);
    const outcome = outcomes[n % outcomes.length];
    const late = n % 6 === 2;
    const at = late ? task.dueAt.getTime() + 30 * HOUR_MS : then.now.getTime() + (1 + (n % 20)) * HOUR_MS;
    const who = as(PEOPLE[n % 3] ?? 'lea', new Date(at));
    if (n % 6 === 5) continue;
    if (n % 6 === 4) await closeTask(who, task.customerId, task.taskId, { state: 'cancelled' });
    else
      await closeTask(who, task.customerId, task.taskId, {
        state: 'done',
        outcome: outcome?.code ?? '',
        ...(task.needsReason && { reasonCode: n % 2 === 0 ? 'price' : 'competitor' }),
      });
    if (n % 5 === 1) await insertOrders(ctx, [{ customerId: task.customerId, day: dayAfter(at, 2 + (n % 20)) }]);
  }
}

const dayAfter = (moment: number, days: number): string =>
  new Date(moment + days * 24 * HOUR_MS).toISOString().slice(0, 10);

/** Of alerts raised in 90 days, by the tasks they made and the orders there are; no column of what was measured is read. */
async function byHand(which: RawBuilder<unknown>) {
  const { rows } = await sql`
    with a as (
      select a.customer_id, a.rule, a.episode, a.raised_at, a.deadline_at, a.expected_net_cents as expected, t.state,
        t.closed_at, t.closed_at + interval '14 days' as until, (
          select min(o.placed_at) from orders.orders o where o.customer_id = a.customer_id and o.status <> 'cancelled'
            and o.gross_cents > 0 and o.placed_at > t.closed_at
            and o.placed_at <= least(t.closed_at + interval '14 days', ${ctx.now}::timestamptz)) as back
      from care.alerts a join tasks.tasks t using (customer_id, task_id)
      where a.raised_at > ${ctx.now}::timestamptz - interval '90 days' and ${which})
    select count(*)::int as raised, count(*) filter (where state = 'open')::int as open,
      count(*) filter (where state = 'done')::int as handled,
      count(*) filter (where state = 'done' and closed_at <= deadline_at)::int as "handledInTime",
      count(*) filter (where state = 'expired')::int as lapsed,
      count(*) filter (where state = 'cancelled')::int as dismissed,
      count(*) filter (where state = 'done' and until <= ${ctx.now})::int as matured,
      count(back) filter (where state = 'done' and until <= ${ctx.now})::int as returned,
      count(*) filter (where state = 'done' and closed_at <= deadline_at)::float8
        / nullif(count(*) filter (where state in ('done', 'expired')), 0) as "handledInTimeRate",
      count(back) filter (where state = 'done' and until <= ${ctx.now})::float8
        / nullif(count(*) filter (where state = 'done' and until <= ${ctx.now}), 0) as "returnedRate",
      (select coalesce(sum(gross_cents - discount_cents - returned_cents), 0)::bigint from orders.orders o
        where status <> 'cancelled' and exists (select from a where a.customer_id = o.customer_id and a.state = 'done'
          and a.back is not null and o.placed_at > a.closed_at and o.placed_at <= least(a.until, ${ctx.now}::timestamptz)))
        as "returnedNetCents",
      (select coalesce(sum(expected), 0)::bigint from (
        select distinct on (customer_id) expected from a order by customer_id, raised_at desc, rule, episode) as newest)
        as "atStakeCents"
    from a`.execute(db);
  return rows[0] as Record<string, number | null>;
}

test('every figure of the follow-through is what tasks and orders say, in all, by rule and by person', async () => {
  const { total, rules, people, unhandled, reasons } = await getFollowThrough(ctx, { days: 90 });
  expect(total).toMatchObject(await byHand(sql`true`));
  for (const { rule, name: _, ...counts } of rules) expect(counts).toMatchObject(await byHand(sql`a.rule = ${rule}`));
  for (const { personId, name: _, ...counts } of people)
    expect(counts).toMatchObject(await byHand(sql`a.owner_id is not distinct from ${personId}`));
  for (const part of [rules, people]) expect(part.reduce((sum, { raised }) => sum + raised, 0)).toBe(total.raised);
  for (const figure of ['open', 'handled', 'lapsed', 'dismissed', 'matured', 'returned', 'returnedNetCents'] as const)
    expect({ figure, is: total[figure] > 0 }).toEqual({ figure, is: true });
  expect(total.handledInTime).toBeLessThan(total.handled);

  const { rows } = await sql<{ matured: number; returned: number }>`
    select count(*)::int as matured, count(*) filter (where exists (
      select from orders.orders o where o.customer_id = t.customer_id and o.status <> 'cancelled' and o.gross_cents > 0
        and o.placed_at > t.closed_at and o.placed_at <= t.closed_at + interval '14 days'))::int as returned
    from care.alerts a join tasks.tasks t using (customer_id, task_id)
    where t.state in ('cancelled', 'expired') and t.closed_at <= ${ctx.now}::timestamptz - interval '14 days'`.execute(
    db,
  );
  expect(unhandled).toMatchObject(rows[0] ?? {});
  expect(unhandled.matured).toBeGreaterThan(0);
  const { rows: said } = await sql`
    select t.reason_code as code, count(*)::int as alerts from care.alerts a join tasks.tasks t using (customer_id, task_id)
    where t.reason_code is not null group by 1 order by 2 desc, 1`.execute(db);
  expect(reasons.map(({ code, alerts }) => ({ code, alerts }))).toEqual(said);
  expect(said.length).toBeGreaterThan(0);
});

test('returns are measured anew by other days to come back', async () => {
  const settings = await getCareSettings(ctx);
  await saveCareSettings(ctx, { ...settings, returnDays: 3 });
  await measureReturns(ctx, { all: true });
  const fewer = (await getFollowThrough(ctx, { days: 90 })).total;
  const { rows } = await sql<{ returned: number }>`
    select count(*)::int as returned from care.alerts a join tasks.tasks t using (customer_id, task_id)
    where t.state = 'done' and t.closed_at <= ${ctx.now}::timestamptz - interval '3 days' and exists (
      select from orders.orders o where o.customer_id = t.customer_id and o.status <> 'cancelled' and o.gross_cents > 0
        and o.placed_at > t.closed_at and o.placed_at <= t.closed_at + interval '3 days')`.execute(db);
  expect(fewer.returned).toBe(rows[0]?.returned);
  await saveCareSettings(ctx, settings);
  await measureReturns(ctx, { all: true });
  expect((await getFollowThrough(ctx, { days: 90 })).total).toMatchObject(await byHand(sql`true`));
});

test('every figure of the board is what the tasks say', async () => {
  const { people, outcomes, reasons } = await getTaskBoard(ctx, { days: 30 });
  const lately = sql`closed_at > ${ctx.now}::timestamptz - interval '30 days'`;
  const number = async (which: RawBuilder<unknown>) =>
    (await sql<{ n: number }>`select count(*)::int as n from tasks.tasks where ${which}`.execute(db)).rows[0]?.n;
  for (const { personId, name: _, active: __, ...counts } of people) {
    const theirs = sql`owner_id is not distinct from ${personId}`;
    const done = sql`state = 'done' and closed_by is not distinct from ${personId} and ${lately}`;
    const open = sql`state = 'open' and ${theirs}`;
    expect(counts).toEqual({
      open: await number(open),
      overdue: await number(sql`${open} and due_at < ${ctx.now}`),
      dueToday: await number(sql`${open} and due_at >= ${ctx.now} and due_at < '2026-03-02 00:00+08'`),
      escalated: await number(sql`${open} and overdue_level = 2`),
      done: await number(done),
      doneInTime: await number(sql`${done} and closed_at <= due_at`),
      good: await number(sql`${done} and result = 'good'`),
      cancelled: await number(sql`state = 'cancelled' and ${theirs} and ${lately}`),
      expired: await number(sql`state = 'expired' and ${theirs} and ${lately}`),
    });
  }
  const sum = (figure: 'open' | 'done') => people.reduce((total, person) => total + person[figure], 0);
  expect(sum('open')).toBe(await number(sql`state = 'open'`));
  expect(sum('done')).toBe(await number(sql`state = 'done' and ${lately}`));
  expect(outcomes.reduce((total, { tasks }) => total + tasks, 0)).toBe(sum('done'));
  for (const { code, result, tasks } of outcomes)
    expect(tasks).toBe(await number(sql`state = 'done' and outcome = ${code} and result = ${result} and ${lately}`));
  for (const { code, tasks } of reasons) expect(tasks).toBe(await number(sql`reason_code = ${code} and ${lately}`));
  expect(reasons.length).toBeGreaterThan(0);
});

test('the digest of the week counts its seven days and the seven before', async () => {
  const { alerts, returned, tasks, people, moves, core } = await getWeek(ctx);
  const pair = async (statement: (from: RawBuilder<unknown>, to: RawBuilder<unknown>) => RawBuilder<{ n: number }>) => {
    const at = (days: number) => sql`${ctx.now}::timestamptz - make_interval(days => ${days}::int)`;
    const [now] = (await statement(at(7), at(0)).execute(db)).rows;
    const [before] = (await statement(at(14), at(7)).execute(db)).rows;
    return { now: now?.n ?? 0, before: before?.n ?? 0 };
  };
  const count = (from: RawBuilder<unknown>, which: RawBuilder<unknown>) =>
    sql<{ n: number }>`select count(*)::int as n from ${from} where ${which}`;
  const own = sql`care.alerts a join tasks.tasks t using (customer_id, task_id)`;
  expect(alerts.raised).toEqual(
    await pair((from, to) => count(sql`care.alerts`, sql`raised_at > ${from} and raised_at <= ${to}`)),
  );
  expect(alerts.handled).toEqual(
    await pair((from, to) => count(own, sql`t.state = 'done' and closed_at > ${from} and closed_at <= ${to}`)),
  );
  expect(alerts.inTime).toEqual(
    await pair((from, to) =>
      count(own, sql`t.state = 'done' and closed_at <= deadline_at and closed_at > ${from} and closed_at <= ${to}`),
    ),
  );
  const came = (figure: RawBuilder<unknown>) =>
    pair(
      (from, to) => sql<{ n: number }>`
        select ${figure} as n from orders.orders o
        where status <> 'cancelled' and gross_cents > 0 and placed_at > ${from} and placed_at <= ${to}
          and customer_id in (select a.customer_id from ${own} where t.state = 'done' and t.closed_at < o.placed_at
            and o.placed_at <= t.closed_at + interval '14 days')`,
    );
  expect(returned).toEqual({
    customers: await came(sql`count(distinct customer_id)::int`),
    netCents: await came(sql`coalesce(sum(gross_cents - discount_cents - returned_cents), 0)::bigint`),
  });
  expect(tasks.done).toEqual(
    await pair((from, to) =>
      count(sql`tasks.tasks`, sql`state = 'done' and closed_at > ${from} and closed_at <= ${to}`),
    ),
  );
  const { people: board } = await getTaskBoard(ctx, { days: 7 });
  for (const { personId, done, good, open } of people)
    expect(board.find((one) => one.personId === personId)).toMatchObject({ done, good, open });
  const ends = (from: RawBuilder<unknown>, to: RawBuilder<unknown>, which: RawBuilder<unknown>) => sql<{ n: number }>`
    select count(*)::int as n from (
      select (array_agg(from_value order by changed_at))[1] as before, (array_agg(to_value order by changed_at desc))[1] as after
      from scoring.changes where what = 'class4' and changed_at > ${from} and changed_at <= ${to} group by customer_id) as m
    where ${which}`;
  const became = sql`after = ${core.code} and before <> ${core.code}`;
  expect(moves.find(({ kind }) => kind === 'core_in')?.customers).toEqual(
    await pair((from, to) => ends(from, to, became)),
  );
  for (const { customers, best } of moves) expect(best.length).toBe(Math.min(5, customers.now));
});
