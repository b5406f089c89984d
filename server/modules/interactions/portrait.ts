/**
 * The customer in three dimensions. Each figure is one SQL expression, used alike for one customer and for measuring
 * everybody; where a customer stands is read off the 101 percentiles of those who have the figure.
 */
import { sql, type RawBuilder } from 'kysely';
import { requireCustomer } from '#modules/customers/index.ts';
import { refusesProfiling } from '#modules/privacy/index.ts';
import type { Ctx } from '#platform/context.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import type * as contract from './portrait-contract.ts';
import type { PortraitFigure } from './portrait-contract.ts';

type Portrait = AnswerOf<typeof contract.getPortrait>;
type Part = Portrait['parts'][number]['part'];
type Definition = { code: string; part: Part; unit: PortraitFigure['unit']; value: string };

/** `o` are the totals of orders, `b` the figures of behaviour. Null is not known: never ordered, never seen, never spoken to. */
const FIGURES: readonly Definition[] = [
  { code: 'orders', part: 'transaction', unit: 'times', value: 'nullif(o.orders, 0)' },
  { code: 'averageOrderCents', part: 'transaction', unit: 'money', value: 'o.net_cents::float8 / nullif(o.orders, 0)' },
  {
    code: 'ordersPerYear',
    part: 'transaction',
    unit: 'per_year',
    // Not before a quarter: one order last week is no fifty a year.
    value: `nullif(o.orders, 0) * 365.25 / greatest(91, extract(epoch from @now - o.first_order_at) / 86400)`,
  },
  { code: 'netCents', part: 'transaction', unit: 'money', value: 'case when o.orders > 0 then o.net_cents end' },
  { code: 'activeDays30d', part: 'behaviour', unit: 'days', value: 'case when @seen then b.active_days_30d end' },
  { code: 'logins30d', part: 'behaviour', unit: 'times', value: 'case when @seen then b.logins_30d end' },
  { code: 'pageViews30d', part: 'behaviour', unit: 'times', value: 'case when @seen then b.page_views_30d end' },
  {
    code: 'dwellPerView30d',
    part: 'behaviour',
    unit: 'seconds',
    value: 'b.dwell_seconds_30d::float8 / nullif(b.page_views_30d, 0)',
  },
  { code: 'featureUses30d', part: 'behaviour', unit: 'times', value: 'case when @seen then b.feature_uses_30d end' },
  { code: 'contacts90d', part: 'social', unit: 'times', value: 'case when @spoken then b.contacts_90d end' },
  { code: 'messagesIn90d', part: 'social', unit: 'times', value: 'case when @spoken then b.messages_in_90d end' },
  {
    code: 'answered90d',
    part: 'social',
    unit: 'share',
    value: 'case when b.messages_out_90d > 0 then least(1, b.messages_in_90d::float8 / b.messages_out_90d) end',
  },
  { code: 'shares365d', part: 'social', unit: 'times', value: 'case when @seen or @spoken then b.shares_365d end' },
];

const expressionOf = (ctx: Ctx, { value }: Definition): RawBuilder<unknown> =>
  sql.raw(
    value
      .replaceAll('@now', `timestamptz '${ctx.now.toISOString()}'`)
      .replaceAll('@seen', 'b.last_seen_at is not null')
      .replaceAll('@spoken', 'b.last_contact_at is not null'),
  );

const figuresOf = (ctx: Ctx): RawBuilder<unknown> => sql`
  select ${sql.join(FIGURES.map((figure) => sql`(${expressionOf(ctx, figure)})::float8 as ${sql.ref(figure.code)}`))}
  from orders.rollups o full join interactions.rollups b using (customer_id)`;

export async function getPortrait(ctx: Ctx, customerId: number): Promise<Portrait> {
  await requireCustomer(ctx, customerId);
  const { rows } = await sql<Record<string, number | null>>`
    ${figuresOf(ctx)} where customer_id = ${customerId}`.execute(ctx.db);
  const yardsticks = new Map(
    (await ctx.db.selectFrom('interactions.yardsticks').selectAll().execute()).map((row) => [row.figure, row]),
  );
  const own = rows[0] ?? {};
  // Where somebody stands among everybody is a judgement; what they did is not.
  const refused = await refusesProfiling(ctx, customerId);
  const parts = (['transaction', 'behaviour', 'social'] as const).map((part) => ({
    part,
    figures: FIGURES.filter((figure) => figure.part === part).map(({ code, unit }) => {
      const value = own[code] ?? null;
      const yardstick = yardsticks.get(code);
      const compared = !refused && value !== null && yardstick !== undefined && yardstick.customers > 1;
      return {
        code,
        unit,
        value,
        percentile: compared ? standingOf(yardstick.percentiles, value) : null,
        among: compared ? yardstick.customers : null,
      };
    }),
  }));
  return {
    parts,
    ...(await momentsOf(ctx, customerId)),
    ...(await tastesOf(ctx, customerId)),
    measuredAt: refused ? null : ([...yardsticks.values()][0]?.measured_at ?? null),
  };
}

/** The share with less, and half of those with as much: the middle of a tie. */
export function standingOf(percentiles: readonly number[], value: number): number {
  const below = percentiles.filter((one) => one < value).length;
  const equal = percentiles.filter((one) => one === value).length;
  return Math.min(1, Math.max(0, (below + equal / 2) / percentiles.length));
}

async function momentsOf(
  ctx: Ctx,
  customerId: number,
): Promise<Pick<Portrait, 'lastSeenAt' | 'lastLoginAt' | 'lastContactAt'>> {
  const row = await ctx.db
    .selectFrom('interactions.rollups')
    .select(['last_seen_at', 'last_login_at', 'last_contact_at'])
    .where('customer_id', '=', customerId)
    .executeTakeFirst();
  return {
    lastSeenAt: row?.last_seen_at ?? null,
    lastLoginAt: row?.last_login_at ?? null,
    lastContactAt: row?.last_contact_at ?? null,
  };
}

/** Read from the interactions themselves, a customer's of one kind and a quarter: by the index, some hundred rows. */
async function tastesOf(ctx: Ctx, customerId: number): Promise<Pick<Portrait, 'features' | 'channels'>> {
  const { rows } = await sql<{ what: 'feature' | 'channel'; name: string; times: number }>`
    select case when k.code = 'feature_use' then 'feature' else 'channel' end as what,
      case when k.code = 'feature_use' then i.detail ->> 'feature' else coalesce(i.detail ->> 'channel', k.code) end as name,
      count(*)::int as times
    from interactions.interactions i join interactions.kinds k using (kind_id)
    where i.customer_id = ${customerId} and k.code in ('feature_use', 'call', 'visit', 'message')
      and i.happened_at > ${ctx.now}::timestamptz - interval '90 days' and i.happened_at <= ${ctx.now}
    group by 1, 2 order by 3 desc, 2`.execute(ctx.db);
  const named = (what: 'feature' | 'channel') =>
    rows.flatMap((row) => (row.what === what && row.name ? [{ name: row.name, times: row.times }] : [])).slice(0, 5);
  return { features: named('feature'), channels: named('channel') };
}

/**
 * Measures everybody, when what is measured has changed. One pass and a sort per figure: seconds at a million customers,
 * so by schedule and never while somebody waits.
 */
export async function measureEverybody(ctx: Ctx): Promise<boolean> {
  const { rows } = await sql<{ state: string }>`
    select concat_ws(' ', (select concat(count(*), '/', max(as_of)) from interactions.rollups),
      (select concat(count(*), '/', max(as_of)) from orders.rollups)) as state`.execute(ctx.db);
  const state = rows[0]?.state ?? '';
  const known = await ctx.db.selectFrom('interactions.yardsticks').select('measured_of').executeTakeFirst();
  if (known?.measured_of === state) return false;
  const measured = FIGURES.map(
    ({ code }) => sql`
      select ${code}::text as figure, count(${sql.ref(code)})::int as customers,
        percentile_disc((select array_agg(n / 100.0::float8 order by n) from generate_series(0, 100) n))
          within group (order by ${sql.ref(code)}) as percentiles
      from figures where ${sql.ref(code)} is not null`,
  );
  await sql`
    with figures as materialized (${figuresOf(ctx)})
    insert into interactions.yardsticks (figure, customers, percentiles, measured_of, measured_at)
    select figure, customers, coalesce(percentiles, '{}'), ${state}, ${ctx.now} from (${sql.join(measured, sql` union all `)}) as all_figures
    on conflict (figure) do update set customers = excluded.customers, percentiles = excluded.percentiles,
      measured_of = excluded.measured_of, measured_at = excluded.measured_at`.execute(ctx.db);
  return true;
}
