import { sql, type RawBuilder } from 'kysely';
import { listPeople, recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import type { AnswerOf, BodyOf } from '#shared/endpoint.ts';
import { refuseUnknownPeople } from './by-hand.ts';
import type * as contract from './contract.ts';
import type { Result } from './kinds.ts';
import { tomorrowOf } from './list.ts';
import { visibleTasks } from './rows.ts';
import { getTaskSettings } from './settings.ts';
import { listTemplates } from './templates.ts';
import { OUTCOMES_OF_KIND } from './template-content.ts';

type Board = AnswerOf<typeof contract.getTaskBoard>;
type Numbers = Omit<Board['people'][number], 'personId' | 'name' | 'active'>;

/** Who has how much, and how what was done in the last days ended. Three grouped reads over the tasks of the period. */
export async function getTaskBoard(ctx: Ctx, { days }: { days: number }): Promise<Board> {
  const counted = new Map((await countByPerson(ctx, days)).map(({ person_id, ...numbers }) => [person_id, numbers]));
  const people = (await listPeople(ctx)).map(({ id, name, active }) => ({
    personId: id as string | null,
    name,
    active,
  }));
  const rows = [...people, { personId: null, name: null, active: true }].flatMap((person) => {
    const numbers = counted.get(person.personId);
    return numbers ? [{ ...person, ...numbers }] : [];
  });
  return {
    people: rows,
    outcomes: await countOutcomes(ctx, days),
    reasons: await countReasons(ctx, days),
    asOf: ctx.now,
  };
}

/** Closed ones count for whoever closed them; what expired, for whose it was. */
async function countByPerson(ctx: Ctx, days: number): Promise<(Numbers & { person_id: string | null })[]> {
  const open = sql`t.state = 'open'`;
  const { rows } = await sql<Numbers & { person_id: string | null }>`
    select case when t.state = 'done' then coalesce(t.closed_by, t.owner_id) else t.owner_id end as person_id,
      count(*) filter (where ${open})::int as open,
      count(*) filter (where ${open} and due_at < ${ctx.now})::int as overdue,
      count(*) filter (where ${open} and due_at >= ${ctx.now} and due_at < ${await tomorrowOf(ctx)})::int as "dueToday",
      count(*) filter (where ${open} and overdue_level = 2)::int as escalated,
      count(*) filter (where t.state = 'done')::int as done,
      count(*) filter (where t.state = 'done' and closed_at <= due_at)::int as "doneInTime",
      count(*) filter (where t.state = 'done' and result = 'good')::int as good,
      count(*) filter (where t.state = 'cancelled')::int as cancelled,
      count(*) filter (where t.state = 'expired')::int as expired
    from tasks.tasks t join customers.customers c using (customer_id)
    where ${visibleTasks(ctx)} and (${open} or ${lately(ctx, days)}) group by 1`.execute(ctx.db);
  return rows;
}

const lately = (ctx: Ctx, days: number) => sql`t.closed_at > ${ctx.now}::timestamptz - make_interval(days => ${days})`;

async function countOutcomes(ctx: Ctx, days: number): Promise<Board['outcomes']> {
  const { rows } = await sql<{ outcome: string; result: Result; tasks: number }>`
    select t.outcome, t.result, count(*)::int as tasks
    from tasks.tasks t join customers.customers c using (customer_id)
    where ${visibleTasks(ctx)} and t.state = 'done' and t.outcome is not null and ${lately(ctx, days)}
    group by 1, 2 order by 3 desc, 1`.execute(ctx.db);
  const named = new Map(
    [...Object.values(OUTCOMES_OF_KIND), ...(await listTemplates(ctx)).map(({ outcomes }) => outcomes)]
      .flat()
      .map((outcome) => [outcome.code, outcome]),
  );
  return rows.map(({ outcome, result, tasks }) => ({
    ...(named.get(outcome) ?? { code: outcome, zh: outcome, en: outcome }),
    result,
    tasks,
  }));
}

async function countReasons(ctx: Ctx, days: number): Promise<Board['reasons']> {
  const { reasons } = await getTaskSettings(ctx);
  const { rows } = await sql<{ code: string; tasks: number }>`
    select t.reason_code as code, count(*)::int as tasks
    from tasks.tasks t join customers.customers c using (customer_id)
    where ${visibleTasks(ctx)} and t.reason_code is not null and ${lately(ctx, days)}
    group by 1 order by 2 desc, 1`.execute(ctx.db);
  return rows.map(({ code, tasks }) => {
    const named = reasons.find((reason) => reason.code === code);
    return { code, zh: named?.zh ?? code, en: named?.en ?? code, tasks };
  });
}

/** Somebody leaves, or is away: their open tasks go to another, or each to the owner its customer has now. */
export async function handOverTasks(
  ctx: Ctx,
  { fromId, to }: BodyOf<typeof contract.handOverTasks>,
): Promise<{ moved: number }> {
  const toOwner = to === 'customer_owner';
  if (!toOwner) await refuseUnknownPeople(ctx, [to.personId]);
  if (toOwner) return { moved: await moveTasks(ctx, fromId, sql`nullif(c.owner_id, ${fromId})`) };
  return { moved: await moveTasks(ctx, fromId, sql`${to.personId}::text`, to.personId) };
}

/** `next` names who gets each task, on `tasks.tasks t` and `customers.customers c`; `toId` where it is one person. */
export async function moveTasks(
  ctx: Ctx,
  fromId: string,
  next: RawBuilder<unknown>,
  toId: string | null = null,
): Promise<number> {
  const { numAffectedRows } = await sql`
    update tasks.tasks t set owner_id = ${next}, follows_owner = ${toId === null}, delegated_by = null
    from customers.customers c
    where c.customer_id = t.customer_id and t.owner_id = ${fromId} and t.state = 'open' and ${visibleTasks(ctx)}`.execute(
    ctx.db,
  );
  const moved = Number(numAffectedRows ?? 0);
  await recordAudit(ctx, [
    {
      action: 'tasks.handed_over',
      subjectType: 'person',
      subjectId: fromId,
      after: { to: toId ?? 'customer_owner', tasks: moved },
    },
  ]);
  return moved;
}
