import { sql, type RawBuilder } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { dayOf, startOfDay } from '#shared/days.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor } from '#shared/page.ts';
import { ownId } from './by-hand.ts';
import type * as contract from './contract.ts';
import { selectTasks } from './rows.ts';

type Query = QueryOf<typeof contract.listTasks>;

/** Open tasks from the earliest due, closed ones from the newest. */
export async function listTasks(ctx: Ctx, query: Query): Promise<AnswerOf<typeof contract.listTasks>> {
  const open = query.state === 'open';
  const cursor = query.after ? decodeCursor(query.after, 2) : null;
  const conditions = [open ? sql`t.state = 'open'` : sql`t.state <> 'open'`, ...(await asked(ctx, query))];
  if (cursor) {
    const point = sql`(${new Date(String(cursor[0]))}::timestamptz, ${Number(cursor[1])}::bigint)`;
    conditions.push(open ? sql`(t.due_at, t.task_id) > ${point}` : sql`(t.closed_at, t.task_id) < ${point}`);
  }
  const order = open ? sql`order by t.due_at, t.task_id` : sql`order by t.closed_at desc, t.task_id desc`;
  const found = await selectTasks(ctx, sql.join(conditions, sql` and `), sql`${order} limit ${query.limit + 1}`);
  const rows = found.slice(0, query.limit);
  const last = rows.at(-1);
  const at = last && (open ? last.dueAt : last.closedAt);
  return {
    rows,
    next: found.length > query.limit && last && at ? encodeCursor([at.toISOString(), last.taskId]) : null,
  };
}

async function asked(ctx: Ctx, query: Query): Promise<RawBuilder<unknown>[]> {
  const conditions: RawBuilder<unknown>[] = [];
  if (query.owner === 'nobody') conditions.push(sql`t.owner_id is null`);
  else if (query.owner) {
    const personId = query.owner === 'me' ? ownId(ctx) : query.owner;
    conditions.push(
      query.state === 'open' ? sql`t.owner_id = ${personId}` : sql`coalesce(t.closed_by, t.owner_id) = ${personId}`,
    );
  }
  if (query.customerId) conditions.push(sql`t.customer_id = ${query.customerId}`);
  if (query.outcome) conditions.push(sql`t.outcome = ${query.outcome}`);
  if (query.due) conditions.push(await dueCondition(ctx, query.due));
  return conditions;
}

async function dueCondition(ctx: Ctx, due: NonNullable<Query['due']>): Promise<RawBuilder<unknown>> {
  if (due === 'escalated') return sql`t.overdue_level = 2`;
  if (due === 'resting') return sql`t.snoozed_until > ${ctx.now}`;
  if (due === 'overdue') return sql`t.due_at < ${ctx.now}`;
  const tomorrow = await tomorrowOf(ctx);
  return due === 'today' ? sql`t.due_at >= ${ctx.now} and t.due_at < ${tomorrow}` : sql`t.due_at >= ${tomorrow}`;
}

/** The moment the organisation's next day begins. */
export async function tomorrowOf(ctx: Ctx): Promise<Date> {
  const { timeZone } = await getOrganisation(ctx);
  return startOfDay(dayFromNumber(dayNumber(dayOf(ctx.now, timeZone)) + 1), timeZone);
}
