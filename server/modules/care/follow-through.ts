/** What came of the alerts raised in the last days: handled in time, came back, money kept (docs/metrics.md, Care). */
import { sql, type RawBuilder } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { visibleCustomers } from '#modules/customers/index.ts';
import { getTaskSettings } from '#modules/tasks/index.ts';
import type { Ctx } from '#platform/context.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import { findRule } from './alert-rules.ts';
import type * as contract from './contract.ts';
import { FOLLOW_DEFINITIONS } from './definitions.ts';
import { getCareSettings } from './settings.ts';

type FollowThrough = AnswerOf<typeof contract.getFollowThrough>;
type Followed = FollowThrough['total'];
type Counts = Omit<Followed, 'handledInTimeRate' | 'returnedRate'>;
type Key = string | null;

/** What came of the alerts raised in the last days, in all, by rule and by person. */
export async function getFollowThrough(ctx: Ctx, { days }: { days: number }): Promise<FollowThrough> {
  const { returnDays } = await getCareSettings(ctx);
  const count = (key: RawBuilder<unknown>) => countFollowed(ctx, { days, returnDays }, key);
  const [total] = await count(sql`null::text`);
  const rules = await count(sql`a.rule`);
  const people = await count(sql`a.owner_id`);
  const names = await namesOf(ctx, people);
  const last = await ctx.db
    .selectFrom('care.scans')
    .select('as_of')
    .orderBy('scan_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return {
    total: withRates(total?.counts ?? NOTHING),
    rules: rules.map(({ key, counts }) => {
      const rule = key ?? '';
      return { ...withRates(counts), rule, name: findRule(rule)?.name ?? { zh: rule, en: rule } };
    }),
    people: people.map(({ key, counts }) => ({
      ...withRates(counts),
      personId: key,
      name: names.get(key ?? '') ?? null,
    })),
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

type Counted = { key: Key; counts: Counts };
type Asked = { days: number; returnDays: number };

/**
 * By `key`, a column of `care.alerts a`. What an alert stands for is counted once, however many alerts stand for it: a customer
 * by the newest alert, an order by itself. One pass over the alerts of the days, and the orders of those who came back.
 */
async function countFollowed(ctx: Ctx, { days, returnDays }: Asked, key: RawBuilder<unknown>): Promise<Counted[]> {
  const mature = sql`a.state = 'handled' and a.ended_at <= ${ctx.now}::timestamptz - make_interval(days => ${returnDays}::int)`;
  const { rows } = await sql<Counts & { key: Key }>`
    with raised as (
      select a.*, ${key} as key,
        row_number() over (partition by ${key}, a.customer_id order by a.raised_at desc, a.rule, a.episode) = 1 as newest
      from care.alerts a join customers.customers c using (customer_id)
      where ${visibleCustomers(ctx)} and ${raisedLately(ctx, days)}
    ), kept as (
      select key, sum(net) as net from (
        select distinct a.key, o.customer_id, o.order_id, o.gross_cents - o.discount_cents - o.returned_cents as net
        from raised a join orders.orders o on o.customer_id = a.customer_id and o.status <> 'cancelled'
          and o.placed_at > a.ended_at
          and o.placed_at <= least(a.ended_at + make_interval(days => ${returnDays}::int), ${ctx.now}::timestamptz)
        where a.state = 'handled' and a.returned_at is not null) as orders
      group by key
    )
    select a.key, count(*)::int as raised, count(*) filter (where a.state = 'open')::int as open,
      count(*) filter (where a.state = 'handled')::int as handled,
      count(*) filter (where a.state = 'handled' and a.ended_at <= a.deadline_at)::int as "handledInTime",
      count(*) filter (where a.state = 'lapsed')::int as lapsed,
      count(*) filter (where a.state = 'dismissed')::int as dismissed,
      count(*) filter (where a.escalated_at is not null)::int as escalated,
      count(*) filter (where ${mature})::int as matured,
      count(*) filter (where ${mature} and a.returned_at is not null)::int as returned,
      coalesce((select net from kept where kept.key is not distinct from a.key), 0)::bigint as "returnedNetCents",
      coalesce(sum(a.expected_net_cents) filter (where a.newest), 0)::bigint as "atStakeCents"
    from raised a group by a.key order by 2 desc, 1`.execute(ctx.db);
  return rows.map(({ key, ...counts }) => ({ key, counts }));
}

async function namesOf(ctx: Ctx, people: readonly Counted[]): Promise<Map<string, string>> {
  const ids = people.flatMap(({ key }) => (key === null ? [] : [key]));
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from access.users where id = any(${ids}::text[])`.execute(ctx.db);
  return new Map(rows.map(({ id, name }) => [id, name]));
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
