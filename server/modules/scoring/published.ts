import { sql, type RawBuilder } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { monthFromNumber, monthNumber } from '#shared/day-numbers.ts';
import { dayOf } from '#shared/days.ts';
import { definitionKey, knownAfterDays, type ChurnDefinition } from './risk.ts';
import { stoodAt } from './history.ts';
import { termsSql } from './terms.ts';

/**
 * Notes what the warnings given in each past month came to: who stood in the band high when everybody was last judged
 * in the month, by the history of bands, and whether they bought within the days after which they count as gone. Counted
 * once when the month is over and once when its outcome is known, so a night without either costs nothing. A changed
 * definition counts anew.
 */
export async function publishHitRates(ctx: Ctx, definition: ChurnDefinition): Promise<void> {
  const key = definitionKey(definition);
  await sql`delete from scoring.published where definition <> ${key}`.execute(ctx.db);
  const noted = await notedMonths(ctx);
  const waiting = knownAfterDays(definition) * 86_400_000;
  for (const { month, moment } of await lastJudgements(ctx)) {
    const known = moment.getTime() + waiting <= ctx.now.getTime();
    const already = noted.get(month);
    if (already === undefined || (known && !already)) await note(ctx, month, moment, known, definition, key);
  }
}

/** Months noted, and whether their outcome is. */
async function notedMonths(ctx: Ctx): Promise<Map<string, boolean>> {
  const rows = await ctx.db.selectFrom('scoring.published').select(['month', 'known_at']).execute();
  return new Map(rows.map((row) => [row.month, row.known_at !== null]));
}

/** Of every month that is over, the last moment everybody was judged. The very midnight that ends a month is its own. */
async function lastJudgements(ctx: Ctx): Promise<{ month: string; moment: Date }[]> {
  const { timeZone } = await getOrganisation(ctx);
  const runs = await ctx.db.selectFrom('scoring.runs').select('as_of').distinct().execute();
  const moments = [...runs.map((run) => run.as_of), ctx.now].toSorted((a, b) => a.getTime() - b.getTime());
  const last = new Map<number, Date>();
  for (const moment of moments) last.set(monthNumber(dayOf(new Date(moment.getTime() - 1), timeZone)), moment);
  const current = monthNumber(dayOf(ctx.now, timeZone));
  return [...last]
    .filter(([month]) => month < current)
    .map(([month, moment]) => ({ month: monthFromNumber(month), moment }));
}

async function note(
  ctx: Ctx,
  month: string,
  moment: Date,
  known: boolean,
  definition: ChurnDefinition,
  key: string,
): Promise<void> {
  const left = known
    ? sql`case when p.ends_on is not null then p.renewed_by is null
        else not exists (select from orders.orders o where o.customer_id = b.customer_id and o.status <> 'cancelled'
        and o.gross_cents > 0 and o.placed_at >= ${moment}
        and o.placed_at < ${moment}::timestamptz + make_interval(days => ${daysSql(definition)})) end`
    : sql`false`;
  const { timeZone } = await getOrganisation(ctx);
  const day = sql`${dayOf(moment, timeZone)}::date`;
  const terms =
    definition.basis === 'contract'
      ? await termsBy(ctx, day, definition)
      : sql`(select null::bigint as customer_id, null::date as ends_on, null::text as renewed_by where false)`;
  await sql`
    insert into scoring.published as held (month, moment, warned, warned_left, not_warned, not_warned_left, known_at, definition)
    select ${month}, ${moment}, count(*) filter (where warned)::int, count(*) filter (where warned and gone)::int,
      count(*) filter (where not warned)::int, count(*) filter (where not warned and gone)::int,
      ${known ? ctx.now : null}::timestamptz, ${key}
    from (
      select b.value = 'high' as warned, ${left} as gone
      from (${stoodAt(moment, 'band')}) as b join scoring.scores s using (customer_id)
      left join ${terms} as p using (customer_id)
      -- Plans that run on for longer are judged by later months.
      where b.value in ('low', 'medium', 'high') and coalesce(p.ends_on < ${day} + ${definition.days}::int, true)
    ) as everybody
    having count(*) > 0
    on conflict (month) do update set moment = excluded.moment, warned = excluded.warned, warned_left = excluded.warned_left,
      not_warned = excluded.not_warned, not_warned_left = excluded.not_warned_left, known_at = excluded.known_at`.execute(
    ctx.db,
  );
}

/**
 * Of everybody under contract on a day the last term known then, and what became of it. A term that ended and was followed by an
 * order is over: its customer is judged by days, as `sightOf` has it.
 */
async function termsBy(
  ctx: Ctx,
  day: RawBuilder<unknown>,
  { graceDays }: ChurnDefinition,
): Promise<RawBuilder<unknown>> {
  return sql`(
    select customer_id, ends_on, renewed_by from (
      select distinct on (customer_id) customer_id, ends_on, renewed_by
      from ${await termsSql(ctx, graceDays)} as terms where known_on <= ${day} order by customer_id, ends_on desc
    ) as known
    where ends_on >= ${day} or (ends_on > ${day} - ${graceDays}::int and not exists (
      select from orders.orders o where o.customer_id = known.customer_id and o.status <> 'cancelled' and o.gross_cents > 0
        and o.placed_on >= ends_on and o.placed_on < ${day}))
  )`;
}

/** As `goneAfterDays`, by the usual gap as it is held now. */
function daysSql({ basis, days, ratio, minimumDays, maximumDays }: ChurnDefinition): RawBuilder<number> {
  if (basis !== 'rhythm') return sql`${days}::int`;
  return sql`coalesce(least(${maximumDays}::int, greatest(${minimumDays}::int, ceil(${ratio}::float8 * s.own_gap_days)::int)), ${days}::int)`;
}

export type PublishedRow = {
  month: string;
  warned: number;
  warned_left: number;
  not_warned: number;
  not_warned_left: number;
  known_at: Date | null;
};

/** Newest last. */
export async function listPublished(ctx: Ctx, months: number): Promise<PublishedRow[]> {
  const rows = await ctx.db
    .selectFrom('scoring.published')
    .select(['month', 'warned', 'warned_left', 'not_warned', 'not_warned_left', 'known_at'])
    .orderBy('month', 'desc')
    .limit(months)
    .execute();
  return rows.reverse();
}

export type LeadDays = { customers: number; low: number; median: number; high: number };

/** Days from entering the band high to counting as gone, of those who went from the one straight to the other lately. */
export async function leadDaysOf(ctx: Ctx, months: number): Promise<LeadDays | null> {
  const { rows } = await sql<{ customers: number; days: number[] | null }>`
    select count(*)::int as customers,
      percentile_cont(array[0.25, 0.5, 0.75]) within group (order by days) as days
    from (
      select to_value, extract(epoch from changed_at - lag(changed_at) over w) / 86400 as days, lag(to_value) over w as before
      from scoring.changes
      where what = 'band' and changed_at > ${ctx.now}::timestamptz - make_interval(months => ${months}::int)
      window w as (partition by customer_id order by changed_at)
    ) as moves
    where to_value = 'left' and before = 'high'`.execute(ctx.db);
  const [low, median, high] = rows[0]?.days ?? [];
  if (!rows[0] || low === undefined || median === undefined || high === undefined) return null;
  return { customers: rows[0].customers, low, median, high };
}
