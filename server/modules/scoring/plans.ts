/**
 * What few customers have and the population does not carry: ends of their plans, and complaints. Read beside it, so
 * that a house without either reads nothing, and a million customers without cost no column.
 */
import { sql } from 'kysely';
import { fitRenewals, type RenewalCounts, type RenewalParams } from '#analytics/shifted-beta-geometric.ts';
import type { Ctx } from '#platform/context.ts';
import { dayFromNumber } from '#shared/day-numbers.ts';

/** Days are counted from 1970-01-01. */
export type Beside = {
  /** The last end known; null without a plan. */
  planEndDay: number | null;
  /** Ends before it. */
  renewals: number;
  /** Of complaints within a year, oldest first; a day with two stands there twice. */
  complaintDays: readonly number[];
};

export const NOTHING_BESIDE: Beside = { planEndDay: null, renewals: 0, complaintDays: [] };

const COMPLAINT_DAYS = 365;

export async function loadBeside(
  ctx: Ctx,
  customerIds: readonly number[] | 'all',
  today: number,
): Promise<ReadonlyMap<number, Beside>> {
  const theirs = customerIds === 'all' ? sql`true` : sql`customer_id = any(${[...customerIds]}::bigint[])`;
  const { rows: plans } = await sql<{ customer_id: number; last: number; ends: number }>`
    select customer_id, max(ends_on) - date '1970-01-01' as last, count(*)::int as ends
    from scoring.plan_ends where ${theirs} group by customer_id`.execute(ctx.db);
  const complaining = sql`select customer_id from interactions.rollups where complaints_365d > 0 and ${theirs}`;
  const { rows: complaints } = await sql<{ customer_id: number; days: number[] }>`
    select customer_id, array_agg(on_day - date '1970-01-01' order by on_day) as days
    from (
      select customer_id, on_day, times from interactions.days join interactions.kinds k using (kind_id)
      where k.code = 'complaint' and customer_id in (${complaining})
      union all
      select customer_id, on_day, times from interactions.past_days join interactions.kinds k using (kind_id)
      where k.code = 'complaint' and customer_id in (${complaining})
    ) as said cross join generate_series(1, least(times, 50))
    where on_day > ${dayFromNumber(today - COMPLAINT_DAYS)}::date and on_day <= ${dayFromNumber(today)}::date
    group by customer_id`.execute(ctx.db);
  const beside = new Map<number, Beside>();
  for (const { customer_id, last, ends } of plans)
    beside.set(customer_id, { planEndDay: last, renewals: ends - 1, complaintDays: [] });
  for (const { customer_id, days } of complaints)
    beside.set(customer_id, { ...(beside.get(customer_id) ?? NOTHING_BESIDE), complaintDays: days });
  return beside;
}

/**
 * Learned from every plan whose end and grace are over: renewed is whoever has a later end, or an order between the
 * end and the end of the grace. Null with too little to learn from.
 */
export async function fitPlans(ctx: Ctx, today: number, graceDays: number): Promise<RenewalParams | null> {
  return fitRenewals(await countEnds(ctx, today, graceDays))?.params ?? null;
}

export async function countEnds(ctx: Ctx, today: number, graceDays: number): Promise<RenewalCounts> {
  const { rows } = await sql<{ renewals: number; renewed: number; lost: number }>`
    with ends as (
      select customer_id, ends_on, lead(ends_on) over w as next_on, (row_number() over w)::int - 1 as renewals
      from scoring.plan_ends window w as (partition by customer_id order by ends_on)
    ),
    judged as (
      select renewals, next_on is not null or exists (
        select from orders.orders o where o.customer_id = ends.customer_id and o.status <> 'cancelled' and o.gross_cents > 0
          and o.placed_on >= ends_on and o.placed_on < ends_on + ${graceDays}::int) as renewed
      from ends where ends_on + ${graceDays}::int <= ${dayFromNumber(today)}::date
    )
    select renewals, count(*) filter (where renewed)::int as renewed, count(*) filter (where not renewed)::int as lost
    from judged group by renewals order by renewals`.execute(ctx.db);
  const at = (of: 'renewed' | 'lost') =>
    Array.from(
      { length: (rows.at(-1)?.renewals ?? -1) + 1 },
      (_, k) => rows.find((row) => row.renewals === k)?.[of] ?? 0,
    );
  return { renewed: at('renewed'), lost: at('lost') };
}

export type KnownData = {
  plans: number;
  plansOver: number;
  plansRenewed: number;
  plansLost: number;
  logins: boolean;
  complaints: boolean;
};

/** What there is to judge contracts, logins and complaints by: what the settings page says is missing. */
export async function knownData(ctx: Ctx, today: number, graceDays: number): Promise<KnownData> {
  const { rows } = await sql<{ plans: number; logins: boolean; complaints: boolean }>`
    select (select count(distinct customer_id)::int from scoring.plan_ends) as plans,
      exists (select from interactions.rollups where last_login_at is not null) as logins,
      exists (select from interactions.rollups where complaints_365d > 0) as complaints`.execute(ctx.db);
  const { renewed, lost } = await countEnds(ctx, today, graceDays);
  const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
  const [plansRenewed, plansLost] = [sum(renewed), sum(lost)];
  const known = rows[0] ?? { plans: 0, logins: false, complaints: false };
  return { ...known, plansOver: plansRenewed + plansLost, plansRenewed, plansLost };
}
