import { sql, type RawBuilder } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { holdCustomers } from '#modules/customers/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { getSetting, saveSetting } from '#platform/settings.ts';
import { dayOf } from '#shared/days.ts';

/** Whose last login lies on another day than before, or who complained: what is judged by it has to be judged again. */
export type LoginMoved = { customerIds: number[] };

/**
 * Behaviour in figures: a function of the sums by day up to `ctx.now`. Windows are days of the organisation and end
 * today. `chosen` is a condition on `customers.customers c`. Rows that would not change are not written.
 */
export function refreshRollups(ctx: Ctx, chosen: RawBuilder<unknown>): Promise<LoginMoved> {
  return inTransaction(ctx, async (ctx) => {
    await holdCustomers(ctx);
    return writeRollups(ctx, chosen);
  });
}

async function writeRollups(ctx: Ctx, chosen: RawBuilder<unknown>): Promise<LoginMoved> {
  const { timeZone } = await getOrganisation(ctx);
  const today = dayOf(ctx.now, timeZone);
  const { rows } = await sql<{ customer_id: number }>`
    with before as (select customer_id, last_login_at, complaints_365d from interactions.rollups where exists (
      select from customers.customers c where c.customer_id = rollups.customer_id and ${chosen})),
    written as (
      insert into interactions.rollups as stored (customer_id, ${sql.join(FIGURES.map(([column]) => sql.ref(column)))}, as_of)
      select c.customer_id, ${sql.join(FIGURES.map(([column, , empty]) => sql`coalesce(${sql.ref(`f.${column}`)}, ${sql.raw(empty)})`))},
        ${ctx.now}
      from customers.customers c
      left join (
        select d.customer_id, ${sql.join(FIGURES.map(([column, figure]) => sql`${sql.raw(figure)} as ${sql.ref(column)}`))}
        from (
          select customer_id, kind_id, on_day, times, inbound, seconds, least(last_at, ${ctx.now}::timestamptz) as last_at,
            ${today}::date - on_day as ago
          from (
            select customer_id, kind_id, on_day, times, inbound, seconds, last_at from interactions.days
            union all select customer_id, kind_id, on_day, times, inbound, seconds, last_at from interactions.past_days
          ) as summed
          where on_day <= ${today}::date
            and exists (select from customers.customers c where c.customer_id = summed.customer_id and ${chosen})
        ) as d join interactions.kinds k using (kind_id)
        group by d.customer_id
      ) as f using (customer_id)
      where ${chosen}
      on conflict (customer_id) do update set
        ${sql.join(FIGURES.map(([column]) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`))}, as_of = excluded.as_of
      where (${sql.join(FIGURES.map(([column]) => sql.ref(`stored.${column}`)))})
        is distinct from (${sql.join(FIGURES.map(([column]) => sql.ref(`excluded.${column}`)))})
      returning customer_id, last_login_at, complaints_365d
    )
    select w.customer_id from written w left join before b using (customer_id)
    where (w.last_login_at at time zone ${timeZone})::date is distinct from (b.last_login_at at time zone ${timeZone})::date
      or w.complaints_365d is distinct from coalesce(b.complaints_365d, 0)`.execute(ctx.db);
  return { customerIds: rows.map((row) => row.customer_id) };
}

type Figure = readonly [column: string, figure: string, empty: string];

const sum = (what: string, codes: readonly string[], days: number, from = 0): string =>
  `sum(${what}) filter (where k.code in (${codes.map((code) => `'${code}'`).join(', ')}) and ago >= ${from} and ago < ${from + days})`;

const CONTACTS = ['call', 'visit', 'message'];

/** Each figure of `docs/metrics.md` as its aggregate over the sums by day `d` of kind `k`, and what stands for nothing. */
const FIGURES: readonly Figure[] = [
  ['last_seen_at', `max(last_at) filter (where k.part = 'behaviour')`, 'null'],
  ['last_login_at', `max(last_at) filter (where k.code = 'login')`, 'null'],
  ['logins_30d', sum('times', ['login'], 30), '0'],
  ['logins_prior_30d', sum('times', ['login'], 30, 30), '0'],
  ['active_days_30d', `count(distinct on_day) filter (where k.part = 'behaviour' and ago < 30)`, '0'],
  ['page_views_30d', sum('times', ['page_view'], 30), '0'],
  ['dwell_seconds_30d', sum('seconds', ['page_view'], 30), '0'],
  ['feature_uses_30d', sum('times', ['feature_use'], 30), '0'],
  ['carts_30d', sum('times', ['add_to_cart'], 30), '0'],
  ['carts_abandoned_90d', sum('times', ['cart_abandoned'], 90), '0'],
  ['last_contact_at', `max(last_at) filter (where k.code in ('${CONTACTS.join(`', '`)}'))`, 'null'],
  ['contacts_90d', sum('times', CONTACTS, 90), '0'],
  ['messages_in_90d', sum('inbound', ['message'], 90), '0'],
  ['messages_out_90d', sum('times - inbound', ['message'], 90), '0'],
  ['shares_365d', sum('times', ['share', 'referral'], 365), '0'],
  ['complaints_365d', sum('times', ['complaint'], 365), '0'],
];

const TURNED_KEY = 'interactions.night';

/** Windows move with the days: once a day everybody's figures are made again. One pass over the sums by day. */
export async function turnDay(ctx: Ctx): Promise<boolean> {
  const today = dayOf(ctx.now, (await getOrganisation(ctx)).timeZone);
  if ((await getSetting<{ day: string }>(ctx, TURNED_KEY))?.day === today) return false;
  await refreshRollups(ctx, sql`true`);
  await saveSetting(ctx, TURNED_KEY, { day: today });
  return true;
}
