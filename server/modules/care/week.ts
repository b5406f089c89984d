/** The week of care on one page. Nothing of it is stored: grouped reads over two weeks, each by an index of its moment. */
import { sql, type RawBuilder } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { visibleCustomers } from '#modules/customers/index.ts';
import { getRfmSettings } from '#modules/scoring/index.ts';
import { getTaskBoard, visibleTasks } from '#modules/tasks/index.ts';
import { scopeOf, type Ctx } from '#platform/context.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { dayOf } from '#shared/days.ts';
import { WEEK_DEFINITIONS } from './definitions.ts';
import { getCareSettings } from './settings.ts';
import { MOVES, type Week } from './week-contract.ts';
import { listPlans } from './win-back.ts';

const DAYS = 7;
const DAY_MS = 86_400_000;
const MOST_NAMED = 5;
const MOST_SEGMENTS = 6;
const NONE = { now: 0, before: 0 };

type Counted = Week['tasks']['done'];

export async function getWeek(ctx: Ctx): Promise<Week> {
  const { timeZone, currency } = await getOrganisation(ctx);
  const today = dayOf(ctx.now, timeZone);
  const { returnDays } = await getCareSettings(ctx);
  const { class4 } = await getRfmSettings(ctx);
  const [core = { code: '', zh: '', en: '' }] = class4.classes;
  return {
    from: dayFromNumber(dayNumber(today) - DAYS + 1),
    until: today,
    alerts: await countAlerts(ctx),
    returned: await countReturned(ctx, returnDays),
    tasks: await countTasks(ctx),
    people: await listWork(ctx),
    moves: await listMoves(ctx, core.code),
    segments: await listChanges(ctx, today),
    plans: await runningPlans(ctx),
    ahead: await lookAhead(ctx, today),
    coreUnowned: await countUnowned(ctx, core.code),
    core: { code: core.code, zh: core.zh, en: core.en },
    returnDays,
    currency,
    definitions: WEEK_DEFINITIONS,
  };
}

/** Which of the two weeks a moment lies in. */
function weeksOf(ctx: Ctx, moment: RawBuilder<unknown>) {
  const at = (back: number) => new Date(ctx.now.getTime() - back * DAYS * DAY_MS);
  return {
    now: sql<boolean>`(${moment} > ${at(1)} and ${moment} <= ${ctx.now})`,
    before: sql<boolean>`(${moment} > ${at(2)} and ${moment} <= ${at(1)})`,
    either: sql<boolean>`(${moment} > ${at(2)} and ${moment} <= ${ctx.now})`,
  };
}

/** `count(*)` of both weeks as one object. */
function countBoth(ctx: Ctx, moment: RawBuilder<unknown>, which: RawBuilder<unknown> = sql`true`) {
  const { now, before } = weeksOf(ctx, moment);
  return sql<Counted>`json_build_object('now', count(*) filter (where ${now} and ${which}),
    'before', count(*) filter (where ${before} and ${which}))`;
}

async function countAlerts(ctx: Ctx): Promise<Week['alerts']> {
  const handled = sql`a.state = 'handled'`;
  const { rows } = await sql<Week['alerts']>`
    select ${countBoth(ctx, sql`a.raised_at`)} as raised,
      ${countBoth(ctx, sql`a.ended_at`, handled)} as handled,
      ${countBoth(ctx, sql`a.ended_at`, sql`${handled} and a.ended_at <= a.deadline_at`)} as "inTime",
      count(*) filter (where a.state = 'open' and a.escalated_at is not null)::int as "escalatedOpen"
    from care.alerts a join customers.customers c using (customer_id)
    where ${visibleCustomers(ctx)} and (${weeksOf(ctx, sql`a.raised_at`).either}
      or ${weeksOf(ctx, sql`a.ended_at`).either} or a.state = 'open')`.execute(ctx.db);
  return rows[0] ?? { raised: NONE, handled: NONE, inTime: NONE, escalatedOpen: 0 };
}

/** An order counts once, however many alerts went before it. */
async function countReturned(ctx: Ctx, returnDays: number): Promise<Week['returned']> {
  const { now, before, either } = weeksOf(ctx, sql`o.placed_at`);
  const both = (figure: (which: RawBuilder<unknown>) => RawBuilder<unknown>) =>
    sql<Counted>`json_build_object('now', ${figure(now)}, 'before', ${figure(before)})`;
  const net = sql`o.gross_cents - o.discount_cents - o.returned_cents`;
  const { rows } = await sql<Week['returned']>`
    select ${both((which) => sql`count(distinct o.customer_id) filter (where ${which})`)} as customers,
      ${both((which) => sql`coalesce(sum(${net}) filter (where ${which}), 0)`)} as "netCents"
    from orders.orders o join customers.customers c using (customer_id)
    where ${visibleCustomers(ctx)} and o.status <> 'cancelled' and o.gross_cents > 0 and ${either} and exists (
      select from care.alerts a where a.customer_id = o.customer_id and a.state = 'handled' and a.ended_at < o.placed_at
        and o.placed_at <= a.ended_at + make_interval(days => ${returnDays}::int))`.execute(ctx.db);
  return rows[0] ?? { customers: NONE, netCents: NONE };
}

async function countTasks(ctx: Ctx): Promise<Week['tasks']> {
  const { either } = weeksOf(ctx, sql`t.closed_at`);
  const late = sql`t.state = 'open' and t.due_at < ${ctx.now}`;
  const { rows } = await sql<Week['tasks']>`
    select ${countBoth(ctx, sql`t.closed_at`, sql`t.state = 'done'`)} as done,
      ${countBoth(ctx, sql`t.closed_at`, sql`t.state = 'done' and t.result = 'good'`)} as good,
      count(*) filter (where ${late})::int as overdue
    from tasks.tasks t join customers.customers c using (customer_id)
    where ${visibleTasks(ctx)} and (${either} or (${late}))`.execute(ctx.db);
  return rows[0] ?? { done: NONE, good: NONE, overdue: 0 };
}

async function listWork(ctx: Ctx): Promise<Week['people']> {
  const { people } = await getTaskBoard(ctx, { days: DAYS });
  return people
    .flatMap(({ personId, name, done, good, open, overdue }) =>
      personId !== null && name !== null && done + open > 0 ? [{ personId, name, done, good, open, overdue }] : [],
    )
    .toSorted((a, b) => b.done - a.done || a.name.localeCompare(b.name));
}

/** The last move of each customer in a week decides what it is counted as: whoever went and came back did neither. */
async function listMoves(ctx: Ctx, core: string): Promise<Week['moves']> {
  const { now, either } = weeksOf(ctx, sql`m.changed_at`);
  const { rows } = await sql<{ kind: string; customers: Counted; best: Week['moves'][number]['best'] | null }>`
    with moved as (
      select customer_id, now, what, (array_agg(from_value order by changed_at))[1] as before,
        (array_agg(to_value order by changed_at desc))[1] as after
      from (select m.*, ${now} as now from scoring.changes m where m.what in ('class4', 'band') and ${either}) as m
      group by customer_id, now, what
    ), told as (
      select customer_id, now, case
        when what = 'class4' and after = ${core} and before <> ${core} then 'core_in'
        when what = 'class4' and before = ${core} and after <> ${core} then 'core_out'
        when what = 'band' and after = 'left' and before <> 'left' then 'left'
        when what = 'band' and before = 'left' and after <> 'left' then 'back' end as kind
      from moved
    ), ranked as (
      select t.kind, t.now, c.customer_id, c.code, c.name, coalesce(r.net_cents, 0) as net,
        row_number() over (partition by t.kind, t.now order by r.net_cents desc nulls last, c.customer_id) as place
      from told t join customers.customers c using (customer_id) left join orders.rollups r using (customer_id)
      where t.kind is not null and ${visibleCustomers(ctx)}
    )
    select kind, json_build_object('now', count(*) filter (where now), 'before', count(*) filter (where not now)) as customers,
      json_agg(json_build_object('customerId', customer_id, 'code', code, 'name', name, 'netCents', net) order by place)
        filter (where now and place <= ${MOST_NAMED}) as best
    from ranked group by kind`.execute(ctx.db);
  const counted = new Map(rows.map((row) => [row.kind, row]));
  return MOVES.map((kind) => {
    const { customers = NONE, best = null } = counted.get(kind) ?? {};
    return { kind, customers, best: best ?? [] };
  });
}

async function listChanges(ctx: Ctx, today: string): Promise<Week['segments']> {
  if (scopeOf(ctx).kind !== 'all') return [];
  const sizeAt = (back: number) => sql`(select z.size from segments.sizes z
    where z.segment_id = s.segment_id and z.day <= ${today}::date - ${back}::int order by z.day desc limit 1)`;
  const { rows } = await sql<Week['segments'][number]>`
    select * from (
      select s.segment_id as "segmentId", s.name, ${sizeAt(0)} as size, ${sizeAt(DAYS)} as before
      from segments.segments s where s.kind = 'dynamic') as sized
    where size is not null and before is not null and size <> before
    order by abs(size - before)::float8 / greatest(before, 1) desc, name limit ${MOST_SEGMENTS}`.execute(ctx.db);
  return rows;
}

async function runningPlans(ctx: Ctx): Promise<Week['plans']> {
  const { rows } = await listPlans(ctx);
  return rows
    .filter(({ state }) => state === 'running')
    .map(({ planId, name, members, recalled, goalRate, recallRate, tasksOpen, endsOn }) => {
      return { planId, name, members, recalled, goalRate, recallRate, tasksOpen, endsOn };
    });
}

async function lookAhead(ctx: Ctx, today: string): Promise<Week['ahead']> {
  const until = new Date(ctx.now.getTime() + DAYS * DAY_MS);
  const { rows: tasks } = await sql<Pick<Week['ahead'], 'tasks' | 'visits'>>`
    select count(*)::int as tasks, count(*) filter (where t.template_code = 'return_visit')::int as visits
    from tasks.tasks t join customers.customers c using (customer_id)
    where ${visibleTasks(ctx)} and t.state = 'open' and t.due_at > ${ctx.now} and t.due_at <= ${until}`.execute(ctx.db);
  const coming = (kind: string) => sql`count(distinct n.customer_id) filter (where n.kind = ${kind})::int`;
  const { rows: days } = await sql<Pick<Week['ahead'], 'birthdays' | 'planEnds'>>`
    select ${coming('birthday')} as birthdays, ${coming('plan_end')} as "planEnds"
    from customers.next_dates n join customers.customers c using (customer_id)
    where ${visibleCustomers(ctx)} and n.next_on between ${today}::date and ${today}::date + ${DAYS}::int`.execute(
    ctx.db,
  );
  return { tasks: 0, visits: 0, birthdays: 0, planEnds: 0, ...tasks[0], ...days[0] };
}

async function countUnowned(ctx: Ctx, core: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int from scoring.scores s join customers.customers c using (customer_id)
    where ${visibleCustomers(ctx)} and s.class4 = ${core} and c.owner_id is null`.execute(ctx.db);
  return rows[0]?.count ?? 0;
}
