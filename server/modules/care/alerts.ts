import { sql, type RawBuilder } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { visibleCustomers } from '#modules/customers/index.ts';
import { getTaskSettings } from '#modules/tasks/index.ts';
import type { Ctx } from '#platform/context.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor } from '#shared/page.ts';
import { findRule } from './alert-rules.ts';
import type * as contract from './contract.ts';
import type { Alert } from './contract.ts';
import { FOLLOW_DEFINITIONS } from './definitions.ts';
import { getCareSettings } from './settings.ts';

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

type FollowThrough = AnswerOf<typeof contract.getFollowThrough>;
type Followed = FollowThrough['total'];
type Counts = Omit<Followed, 'handledInTimeRate' | 'returnedRate'>;

/** What came of the alerts raised in the last days, in all, by rule and by person. */
export async function getFollowThrough(ctx: Ctx, { days }: { days: number }): Promise<FollowThrough> {
  const { returnDays } = await getCareSettings(ctx);
  const count = <Key extends object>(keys: RawBuilder<unknown>, by: RawBuilder<unknown>) =>
    countFollowed<Key>(ctx, days, returnDays, keys, by);
  const [total] = await count<object>(sql``, sql``);
  const rules = await count<{ rule: string }>(sql`a.rule,`, sql`group by a.rule order by count(*) desc`);
  const people = await count<{ personId: string | null; name: string | null }>(
    sql`a.owner_id as "personId", u.name,`,
    sql`group by a.owner_id, u.name order by count(*) desc`,
  );
  const last = await ctx.db
    .selectFrom('care.scans')
    .select('as_of')
    .orderBy('scan_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return {
    total: withRates(total ?? NOTHING),
    rules: rules.map((row) => ({
      ...withRates(row),
      rule: row.rule,
      name: findRule(row.rule)?.name ?? { zh: row.rule, en: row.rule },
    })),
    people: people.map((row) => ({ ...withRates(row), personId: row.personId, name: row.name })),
    unhandled: await countUnhandled(ctx, days, returnDays),
    reasons: await countReasons(ctx, days),
    returnDays,
    currency: (await getOrganisation(ctx)).currency,
    lastScan: last?.as_of ?? null,
    definitions: FOLLOW_DEFINITIONS,
  };
}

const NOTHING: Counts = {
  raised: 0,
  open: 0,
  handled: 0,
  handledInTime: 0,
  lapsed: 0,
  dismissed: 0,
  escalated: 0,
  matured: 0,
  returned: 0,
  returnedNetCents: 0,
  atStakeCents: 0,
};

/** Blank where there is nothing to divide by. `in time`: of those handled or past their deadline. */
function withRates<Row extends Counts>(row: Row): Row & Pick<Followed, 'handledInTimeRate' | 'returnedRate'> {
  const due = row.handled + row.lapsed;
  return {
    ...row,
    handledInTimeRate: due > 0 ? row.handledInTime / due : null,
    returnedRate: row.matured > 0 ? row.returned / row.matured : null,
  };
}

async function countFollowed<Key extends object>(
  ctx: Ctx,
  days: number,
  returnDays: number,
  keys: RawBuilder<unknown>,
  by: RawBuilder<unknown>,
): Promise<(Counts & Key)[]> {
  const mature = sql`a.state = 'handled' and a.ended_at <= ${ctx.now}::timestamptz - make_interval(days => ${returnDays}::int)`;
  const { rows } = await sql<Counts & Key>`
    select ${keys} count(*)::int as raised, count(*) filter (where a.state = 'open')::int as open,
      count(*) filter (where a.state = 'handled')::int as handled,
      count(*) filter (where a.state = 'handled' and a.ended_at <= a.deadline_at)::int as "handledInTime",
      count(*) filter (where a.state = 'lapsed')::int as lapsed,
      count(*) filter (where a.state = 'dismissed')::int as dismissed,
      count(*) filter (where a.escalated_at is not null)::int as escalated,
      count(*) filter (where ${mature})::int as matured,
      count(*) filter (where ${mature} and a.returned_at is not null)::int as returned,
      coalesce(sum(a.returned_net_cents) filter (where a.state = 'handled' and a.returned_at is not null), 0)::bigint as "returnedNetCents",
      coalesce(sum(a.expected_net_cents), 0)::bigint as "atStakeCents"
    from care.alerts a join customers.customers c using (customer_id) left join access.users u on u.id = a.owner_id
    where ${visibleCustomers(ctx)} and ${raisedLately(ctx, days)} ${by}`.execute(ctx.db);
  return rows;
}

const raisedLately = (ctx: Ctx, days: number) =>
  sql`a.raised_at > ${ctx.now}::timestamptz - make_interval(days => ${days}::int) and a.raised_at <= ${ctx.now}`;

async function countUnhandled(ctx: Ctx, days: number, returnDays: number): Promise<FollowThrough['unhandled']> {
  const { rows } = await sql<{ matured: number; returned: number }>`
    select count(*)::int as matured, count(a.returned_at)::int as returned
    from care.alerts a join customers.customers c using (customer_id)
    where ${visibleCustomers(ctx)} and ${raisedLately(ctx, days)} and a.state in ('lapsed', 'dismissed')
      and a.ended_at <= ${ctx.now}::timestamptz - make_interval(days => ${returnDays}::int)`.execute(ctx.db);
  const { matured, returned } = rows[0] ?? { matured: 0, returned: 0 };
  return { matured, returned, returnedRate: matured > 0 ? returned / matured : null };
}

async function countReasons(ctx: Ctx, days: number): Promise<FollowThrough['reasons']> {
  const { reasons } = await getTaskSettings(ctx);
  const { rows } = await sql<{ code: string; alerts: number }>`
    select a.reason_code as code, count(*)::int as alerts
    from care.alerts a join customers.customers c using (customer_id)
    where ${visibleCustomers(ctx)} and ${raisedLately(ctx, days)} and a.reason_code is not null
    group by 1 order by 2 desc, 1`.execute(ctx.db);
  return rows.map(({ code, alerts }) => {
    const named = reasons.find((reason) => reason.code === code);
    return { code, zh: named?.zh ?? code, en: named?.en ?? code, alerts };
  });
}
