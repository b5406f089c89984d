import { createHash } from 'node:crypto';
import { ICalCalendar } from 'ical-generator';
import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { NotFoundError } from '#platform/errors.ts';
import type { Task } from './contract.ts';
import { ownId } from './by-hand.ts';
import { selectTasks } from './rows.ts';

const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export async function findCalendar(ctx: Ctx): Promise<{ since: Date | null }> {
  const row = await ctx.db
    .selectFrom('tasks.calendars')
    .select('created_at')
    .where('user_id', '=', ownId(ctx) ?? '')
    .executeTakeFirst();
  return { since: row?.created_at ?? null };
}

/** One address a person; a new one ends the one before. The token itself is answered once and never stored. */
export async function openCalendar(ctx: Ctx, token: string): Promise<{ path: string; since: Date }> {
  const row = { token_digest: digestOf(token), created_at: ctx.now };
  await ctx.db
    .insertInto('tasks.calendars')
    .values({ user_id: ownId(ctx) ?? '', ...row })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(row))
    .execute();
  return { path: `/api/calendar/${token}/tasks.ics`, since: ctx.now };
}

export async function closeCalendar(ctx: Ctx): Promise<void> {
  await ctx.db
    .deleteFrom('tasks.calendars')
    .where('user_id', '=', ownId(ctx) ?? '')
    .execute();
}

const MOST_EVENTS = 500;

/** Open tasks of whoever the address belongs to, as an iCalendar file. An address nobody has is not there. */
export async function readCalendar(ctx: Ctx, token: string): Promise<string> {
  const { rows } = await sql<{ user_id: string; locale: string }>`
    select user_id, u.locale from tasks.calendars join access.users u on u.id = user_id
    where token_digest = ${digestOf(token)} and u.active`.execute(ctx.db);
  const [reader] = rows;
  if (!reader) throw new NotFoundError('tasks.no_calendar', 'There is no such calendar.');
  const tasks = await selectTasks(
    ctx,
    sql`t.owner_id = ${reader.user_id} and t.state = 'open'`,
    sql`order by t.due_at, t.task_id limit ${MOST_EVENTS}`,
  );
  const { name } = await getOrganisation(ctx);
  return printCalendar(tasks, { name, chinese: reader.locale !== 'en', now: ctx.now });
}

const MINUTES = 30;

/**
 * RFC 5545, in UTC, one event of half an hour before each task is due: calendar programs that subscribe show events and
 * leave out to-dos. The uid stays with the task, so that a task put off moves instead of standing there twice.
 */
export function printCalendar(
  tasks: readonly Task[],
  { name, chinese, now }: { name: string; chinese: boolean; now: Date },
): string {
  const calendar = new ICalCalendar({ name: chinese ? `${name} · 我的任务` : `${name} · My tasks`, ttl: 15 * 60 });
  calendar.prodId({ company: 'Liuke', product: 'Tasks', language: chinese ? 'ZH' : 'EN' });
  const told = (texts: { zh: string; en: string }) => (chinese ? texts.zh : texts.en);
  for (const task of tasks) {
    const who = task.customer.name ?? task.customer.code;
    calendar.createEvent({
      id: `task-${task.taskId}@liuke`,
      stamp: now,
      created: task.createdAt,
      start: new Date(task.dueAt.getTime() - MINUTES * 60_000),
      end: task.dueAt,
      summary: `${who} · ${told(task.title)}`,
      description: [task.customer.phone, task.reason && told(task.reason), task.notes].filter(Boolean).join('\n'),
      ...(task.priority === 1 && { priority: 1 }),
    });
  }
  return calendar.toString();
}
