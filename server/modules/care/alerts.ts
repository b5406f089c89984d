import { sql, type RawBuilder } from 'kysely';
import { visibleCustomers } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor } from '#shared/page.ts';
import { findRule } from './alert-rules.ts';
import type * as contract from './contract.ts';
import type { Alert } from './contract.ts';

type AlertRow = Omit<Alert, 'customer' | 'ruleName' | 'reason'> & {
  code: string;
  name: string | null;
  reasonZh: string;
  reasonEn: string;
};

/** What the rules saw of customers one may know of, newest first. */
export async function listAlerts(
  ctx: Ctx,
  query: QueryOf<typeof contract.listAlerts>,
): Promise<AnswerOf<typeof contract.listAlerts>> {
  const cursor = query.after ? decodeCursor(query.after, 3) : null;
  const conditions: RawBuilder<unknown>[] = [visibleCustomers(ctx)];
  if (query.state === 'escalated') conditions.push(ESCALATED);
  else if (query.state === 'snoozed') conditions.push(sql`a.state = 'open' and t.snoozed_until > ${ctx.now}`);
  else if (query.state) conditions.push(sql`a.state = ${query.state}`);
  if (query.rule) conditions.push(sql`a.rule = ${query.rule}`);
  if (query.customerId) conditions.push(sql`a.customer_id = ${query.customerId}`);
  if (query.ownerId) conditions.push(sql`a.owner_id = ${query.ownerId}`);
  if (cursor) {
    const [at, customerId, rule] = cursor;
    conditions.push(
      sql`(a.raised_at, a.customer_id, a.rule) < (${new Date(String(at))}::timestamptz, ${Number(customerId)}::bigint, ${String(rule)}::text)`,
    );
  }
  const { rows: found } = await sql<AlertRow>`
    select a.customer_id as "customerId", c.code, c.name, a.rule, a.episode, a.state, a.reason_zh as "reasonZh",
      a.reason_en as "reasonEn", a.raised_at as "raisedAt", a.deadline_at as "deadlineAt",
      a.expected_net_cents as "expectedNetCents", a.risk, a.task_id as "taskId", u.name as "ownerName",
      a.escalated_at as "escalatedAt",
      case when a.state = 'open' and t.snoozed_until > ${ctx.now} then t.snoozed_until end as "snoozedUntil", a.ended_at as "endedAt", a.outcome, a.result, a.reason_code as "reasonCode",
      a.returned_at as "returnedAt", a.returned_net_cents as "returnedNetCents"
    from care.alerts a join customers.customers c using (customer_id) left join access.users u on u.id = a.owner_id
    left join tasks.tasks t on t.customer_id = a.customer_id and t.task_id = a.task_id
    where ${sql.join(conditions, sql` and `)}
    order by a.raised_at desc, a.customer_id desc, a.rule desc limit ${query.limit + 1}`.execute(ctx.db);
  const rows = found.slice(0, query.limit);
  const last = rows.at(-1);
  return {
    rows: rows.map(alertOf),
    next:
      found.length > query.limit && last
        ? encodeCursor([last.raisedAt.toISOString(), last.customerId, last.rule])
        : null,
  };
}

const ESCALATED = sql`a.escalated_at is not null and a.state = 'open'`;

export async function countEscalated(ctx: Ctx): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from care.alerts a join customers.customers c using (customer_id)
    where ${visibleCustomers(ctx)} and ${ESCALATED}`.execute(ctx.db);
  return rows[0]?.count ?? 0;
}

const alertOf = ({ code, name, reasonZh, reasonEn, ...row }: AlertRow): Alert => ({
  ...row,
  customer: { code, name },
  ruleName: findRule(row.rule)?.name ?? { zh: row.rule, en: row.rule },
  reason: { zh: reasonZh, en: reasonEn },
});
