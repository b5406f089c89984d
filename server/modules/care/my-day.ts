import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { tomorrowOf, visibleTasks } from '#modules/tasks/index.ts';
import type { Ctx } from '#platform/context.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { dayOf, startOfDay } from '#shared/days.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import { countEscalated } from './alerts.ts';
import type * as contract from './contract.ts';
import type { DayRow } from './contract.ts';
import { DAY_DEFINITIONS } from './definitions.ts';

type Answer = AnswerOf<typeof contract.getMyDay>;

const MOST_ROWS = 100;
/** What is due within the next days may be done today. */
const DAYS_AHEAD = 3;
/** Whoever has no forecast yet still counts for something: about one small order. */
const LEAST_VALUE_CENTS = 5_000;
const LEAST_RISK = 10;

/**
 * Today's work of the one who asks: overdue, due today and due within three days, sorted by value × risk × due, so that
 * a hurried morning still does what matters. Reads the open tasks of one person by index; a page of them is enough.
 */
export async function getMyDay(ctx: Ctx): Promise<Answer> {
  const { timeZone } = await getOrganisation(ctx);
  const today = dayOf(ctx.now, timeZone);
  const me = ctx.actor.kind === 'user' ? ctx.actor.id : '';
  const rows = await listToDo(ctx, me, today, timeZone);
  return {
    asOf: ctx.now,
    today,
    numbers: await countDay(ctx, me, today, timeZone),
    rows,
    done: await listDone(ctx, me, startOfDay(today, timeZone)),
    definitions: DAY_DEFINITIONS,
  };
}

const awake = (ctx: Ctx) => sql`t.state = 'open' and (t.snoozed_until is null or t.snoozed_until <= ${ctx.now})`;
const afterDays = (today: string, days: number, timeZone: string) =>
  startOfDay(dayFromNumber(dayNumber(today) + days), timeZone);

async function listToDo(ctx: Ctx, me: string, today: string, timeZone: string): Promise<DayRow[]> {
  const tomorrow = await tomorrowOf(ctx);
  const urgency = sql`case when t.due_at < ${ctx.now} then 2 when t.due_at < ${tomorrow} then 1.5 else 1 end`;
  const priority = sql`case t.priority when 1 then 1.5 when 2 then 1 else 0.7 end`;
  const value = sql`greatest(coalesce(s.expected_net_cents, 0), ${LEAST_VALUE_CENTS}::bigint)`;
  const risk = sql`greatest(coalesce(s.risk, 0), ${LEAST_RISK}::int) / 100.0`;
  const { rows } = await sql<Omit<DayRow, 'customer' | 'title' | 'reason'> & Flat>`
    select t.customer_id as "customerId", t.task_id as "taskId", c.code, c.name, c.phone, t.kind, t.title_zh, t.title_en,
      t.reason_zh, t.reason_en, t.template_code as "templateCode", t.priority, t.due_at as "dueAt",
      t.due_at < ${ctx.now} as overdue, t.overdue_level = 2 as escalated, t.needs_reason as "needsReason", t.notes,
      d.name as "delegatedByName",
      (count(*) over (partition by t.customer_id))::int - 1 as others,
      s.stage, s.class4, s.risk, s.risk_band as "riskBand", s.expected_net_cents as "expectedNetCents",
      s.current_net_cents as "currentNetCents", ${today}::date - r.last_purchase_day as "silenceDays",
      s.own_gap_days as "ownGapDays", coalesce(r.orders, 0) as orders,
      (${value} * ${risk} * ${urgency} * ${priority})::float8 as weight
    from tasks.tasks t join customers.customers c using (customer_id)
    left join scoring.scores s using (customer_id) left join orders.rollups r using (customer_id)
    left join access.users d on d.id = t.delegated_by
    where ${visibleTasks(ctx)} and t.owner_id = ${me} and ${awake(ctx)} and t.due_at < ${afterDays(today, DAYS_AHEAD, timeZone)}
    order by weight desc, t.due_at, t.task_id limit ${MOST_ROWS}`.execute(ctx.db);
  return rows.map(({ code, name, phone, title_zh, title_en, reason_zh, reason_en, ...row }) => ({
    ...row,
    customer: { code, name, phone },
    title: { zh: title_zh, en: title_en },
    reason: reason_zh === null ? null : { zh: reason_zh, en: reason_en ?? reason_zh },
  }));
}

type Flat = {
  code: string;
  name: string | null;
  phone: string | null;
  title_zh: string;
  title_en: string;
  reason_zh: string | null;
  reason_en: string | null;
};

async function countDay(ctx: Ctx, me: string, today: string, timeZone: string): Promise<Answer['numbers']> {
  const tomorrow = await tomorrowOf(ctx);
  const soon = sql`t.due_at < ${afterDays(today, DAYS_AHEAD, timeZone)}`;
  const { rows } = await sql<Omit<Answer['numbers'], 'escalated' | 'doneToday' | 'doneThisWeek'>>`
    select count(*) filter (where ${awake(ctx)} and ${soon})::int as "toDo",
      count(*) filter (where ${awake(ctx)} and t.due_at < ${ctx.now})::int as overdue,
      count(*) filter (where ${awake(ctx)} and t.due_at >= ${ctx.now} and t.due_at < ${tomorrow})::int as "dueToday",
      count(*) filter (where t.snoozed_until > ${ctx.now})::int as resting,
      coalesce((select sum(s.expected_net_cents) from scoring.scores s where s.customer_id in (
        select t.customer_id from tasks.tasks t where t.owner_id = ${me} and ${awake(ctx)} and ${soon})), 0)::bigint as "atStakeCents"
    from tasks.tasks t where t.owner_id = ${me} and t.state = 'open'`.execute(ctx.db);
  const { rows: finished } = await sql<{ today: number; week: number }>`
    select count(*) filter (where closed_at >= ${startOfDay(today, timeZone)})::int as today, count(*)::int as week
    from tasks.tasks t
    where closed_by = ${me} and state = 'done' and closed_at >= ${afterDays(today, -6, timeZone)}`.execute(ctx.db);
  const counted = rows[0] ?? { toDo: 0, overdue: 0, dueToday: 0, resting: 0, atStakeCents: 0 };
  return {
    ...counted,
    escalated: await countEscalated(ctx),
    doneToday: finished[0]?.today ?? 0,
    doneThisWeek: finished[0]?.week ?? 0,
  };
}

async function listDone(ctx: Ctx, me: string, since: Date): Promise<Answer['done']> {
  const { rows } = await sql<Omit<Answer['done'][number], 'title'> & Pick<Flat, 'title_zh' | 'title_en'>>`
    select t.customer_id as "customerId", t.task_id as "taskId", c.name, c.code, t.title_zh, t.title_en, t.outcome,
      t.result, t.template_code as "templateCode", t.kind, t.closed_at as "closedAt"
    from tasks.tasks t join customers.customers c using (customer_id)
    where ${visibleTasks(ctx)} and t.closed_by = ${me} and t.state = 'done' and t.closed_at >= ${since}
    order by t.closed_at desc limit ${MOST_ROWS}`.execute(ctx.db);
  return rows.map(({ title_zh: zh, title_en: en, ...row }) => ({ ...row, title: { zh, en } }));
}
