import { sql, type RawBuilder } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import { requireCustomer, visibleCustomers } from '#modules/customers/index.ts';
import { getTaskSettings } from '#modules/tasks/index.ts';
import type { Ctx } from '#platform/context.ts';
import { InvalidError, NotFoundError } from '#platform/errors.ts';
import type { AnswerOf, BodyOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor } from '#shared/page.ts';
import type * as contract from './plan-contract.ts';
import type { Interview } from './plan-contract.ts';

/** What a lost customer said, once per key. */
export async function recordInterview(
  ctx: Ctx,
  customerId: number,
  { key, ...said }: BodyOf<typeof contract.recordInterview>,
): Promise<Interview> {
  await requireCustomer(ctx, customerId);
  const { reasons } = await getTaskSettings(ctx);
  if (!reasons.some(({ code }) => code === said.reasonCode))
    throw new InvalidError('tasks.reason_needed', 'Say why the customer stays away.', [
      { path: 'reasonCode', code: 'tasks.reason_needed', message: 'is not in the list' },
    ]);
  const row = {
    reason_code: said.reasonCode,
    chose_for: said.choseFor,
    left_for: said.leftFor,
    uses_now: said.usesNow,
    would_change: said.wouldChange,
    would_return: said.wouldReturn,
  };
  await ctx.db
    .insertInto('care.interviews')
    .values({
      customer_id: customerId,
      key,
      held_at: ctx.now,
      held_by: ctx.actor.kind === 'user' ? ctx.actor.id : null,
      ...row,
    })
    .onConflict((conflict) => conflict.columns(['customer_id', 'key']).doUpdateSet(row))
    .execute();
  await recordAudit(ctx, [
    {
      action: 'care.interview_recorded',
      subjectType: 'customer',
      subjectId: customerId,
      after: { reasonCode: said.reasonCode },
    },
  ]);
  const [interview] = await selectInterviews(ctx, [sql`i.customer_id = ${customerId} and i.key = ${key}`], 1);
  if (!interview) throw new NotFoundError('care.no_such_interview', 'There is no such interview.');
  return interview;
}

export async function listInterviews(
  ctx: Ctx,
  query: QueryOf<typeof contract.listInterviews>,
): Promise<AnswerOf<typeof contract.listInterviews>> {
  const cursor = query.after ? decodeCursor(query.after, 2) : null;
  const conditions: RawBuilder<unknown>[] = [];
  if (query.reason) conditions.push(sql`i.reason_code = ${query.reason}`);
  if (query.customerId) conditions.push(sql`i.customer_id = ${query.customerId}`);
  if (cursor)
    conditions.push(
      sql`(i.held_at, i.customer_id) < (${new Date(String(cursor[0]))}::timestamptz, ${Number(cursor[1])}::bigint)`,
    );
  const found = await selectInterviews(ctx, conditions, query.limit + 1);
  const rows = found.slice(0, query.limit);
  const last = rows.at(-1);
  return {
    rows,
    next: found.length > query.limit && last ? encodeCursor([last.heldAt.toISOString(), last.customerId]) : null,
    reasons: await countReasons(ctx),
  };
}

type Row = Omit<Interview, 'customer'> & { code: string; name: string | null };

async function selectInterviews(
  ctx: Ctx,
  conditions: readonly RawBuilder<unknown>[],
  limit: number,
): Promise<Interview[]> {
  const { rows } = await sql<Row>`
    select i.customer_id as "customerId", c.code, c.name, i.key, i.held_at as "heldAt", u.name as "heldByName",
      i.reason_code as "reasonCode", i.chose_for as "choseFor", i.left_for as "leftFor", i.uses_now as "usesNow",
      i.would_change as "wouldChange", i.would_return as "wouldReturn"
    from care.interviews i join customers.customers c using (customer_id) left join access.users u on u.id = i.held_by
    where ${sql.join([visibleCustomers(ctx), ...conditions], sql` and `)}
    order by i.held_at desc, i.customer_id desc limit ${limit}`.execute(ctx.db);
  return rows.map(({ code, name, ...row }) => ({ ...row, customer: { code, name } }));
}

async function countReasons(ctx: Ctx): Promise<AnswerOf<typeof contract.listInterviews>['reasons']> {
  const { reasons } = await getTaskSettings(ctx);
  const { rows } = await sql<{ code: string; interviews: number }>`
    select i.reason_code as code, count(*)::int as interviews
    from care.interviews i join customers.customers c using (customer_id)
    where ${visibleCustomers(ctx)} group by 1 order by 2 desc, 1`.execute(ctx.db);
  return rows.map(({ code, interviews }) => {
    const named = reasons.find((reason) => reason.code === code);
    return { code, zh: named?.zh ?? code, en: named?.en ?? code, interviews };
  });
}
