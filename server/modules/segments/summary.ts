/** What kind of customers a segment holds, beside all the customers the viewer may know of. Nothing of it is stored. */
import { sql, type RawBuilder } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { visibleCustomers } from '#modules/customers/index.ts';
import { countReachable } from '#modules/privacy/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import type { BodyOf } from '#shared/endpoint.ts';
import { catalogueOf, parseDefinition, type Sources } from './catalogue.ts';
import { sceneFor, whoFits } from './choosing.ts';
import { SUMMARY_DEFINITIONS } from './definitions.ts';
import { refuseCycle } from './links.ts';
import { inTime } from './preview.ts';
import { requireSegment } from './segments.ts';
import type * as contract from './summary-contract.ts';
import type { Summary } from './summary-contract.ts';

export async function getSummary(ctx: Ctx, segmentId: number): Promise<Summary> {
  await requireSegment(ctx, segmentId);
  return summaryOf(
    ctx,
    sql`select customer_id from segments.members m join customers.customers c using (customer_id)
      where m.segment_id = ${segmentId} and ${visibleCustomers(ctx)}`,
  );
}

export async function previewSummary(
  ctx: Ctx,
  sources: Sources,
  { definition }: BodyOf<typeof contract.previewSummary>,
): Promise<Summary> {
  const parsed = parseDefinition(await catalogueOf(ctx, sources), definition, { unfinished: true });
  await refuseCycle(ctx, null, parsed);
  const scene = await sceneFor(ctx);
  return inTransaction(ctx, (inner) => inTime(inner, () => summaryOf(inner, whoFits(inner, parsed, scene))));
}

/** Two passes over the customers the viewer may know of, and one over those chosen. */
async function summaryOf(ctx: Ctx, chosen: RawBuilder<unknown>): Promise<Summary> {
  const { currency } = await getOrganisation(ctx);
  const worth = await weigh(ctx, chosen);
  const mix = await countMix(ctx, chosen);
  return {
    ...worth,
    classes: mix.filter(({ by }) => by === 'class4').map(bare),
    stages: mix.filter(({ by }) => by === 'stage').map(bare),
    riskBands: mix.filter(({ by }) => by === 'band').map(bare),
    reach: await countReachable(ctx, chosen),
    owners: await countOwners(ctx, chosen),
    currency,
    definitions: SUMMARY_DEFINITIONS,
  };
}

type Worth = Summary['inside'];

async function weigh(ctx: Ctx, chosen: RawBuilder<unknown>): Promise<{ inside: Worth; everybody: Worth }> {
  const { today } = await sceneFor(ctx);
  const figures = (of: RawBuilder<unknown>) => sql`json_build_object(
    'customers', count(*) filter (where ${of}),
    'buyers', count(*) filter (where ${of} and orders > 0),
    'netCents', coalesce(sum(net_cents) filter (where ${of}), 0),
    'currentNetCents', coalesce(sum(current_net_cents) filter (where ${of}), 0),
    'expectedNetCents', coalesce(sum(expected_net_cents) filter (where ${of}), 0),
    'meanNetCents', round(avg(net_cents) filter (where ${of} and orders > 0)),
    'meanOrders', round(avg(orders) filter (where ${of} and orders > 0), 2),
    'medianSilenceDays', percentile_cont(0.5) within group (order by ${today}::date - last_purchase_day)
      filter (where ${of} and last_purchase_day is not null))`;
  const { rows } = await sql<{ inside: Worth; everybody: Worth }>`
    select ${figures(sql`inside`)} as inside, ${figures(sql`true`)} as everybody
    from (
      select r.orders, r.net_cents, r.last_purchase_day, s.current_net_cents, s.expected_net_cents,
        h.customer_id is not null as inside
      from customers.customers c
      left join orders.rollups r using (customer_id) left join scoring.scores s using (customer_id)
      left join (${chosen}) as h using (customer_id)
      where ${visibleCustomers(ctx)}) as weighed`.execute(ctx.db);
  return rows[0] ?? { inside: NOTHING, everybody: NOTHING };
}

const NOTHING: Worth = {
  customers: 0,
  buyers: 0,
  netCents: 0,
  currentNetCents: 0,
  expectedNetCents: 0,
  meanNetCents: null,
  meanOrders: null,
  medianSilenceDays: null,
};

type Mixed = Summary['classes'][number] & { by: 'class4' | 'stage' | 'band' };

const bare = ({ code, customers, everybody }: Mixed) => ({ code, customers, everybody });

async function countMix(ctx: Ctx, chosen: RawBuilder<unknown>): Promise<Mixed[]> {
  const { rows } = await sql<Mixed>`
    select case grouping(class4, stage, risk_band) when 3 then 'class4' when 5 then 'stage' else 'band' end as by,
      coalesce(class4, stage, risk_band) as code, count(inside)::int as customers, count(*)::int as everybody
    from (
      select s.class4, s.stage, s.risk_band, h.customer_id as inside
      from customers.customers c left join scoring.scores s using (customer_id)
      left join (${chosen}) as h using (customer_id)
      where ${visibleCustomers(ctx)}) as known
    group by grouping sets ((class4), (stage), (risk_band)) order by 3 desc, 2`.execute(ctx.db);
  return rows;
}

const MOST_OWNERS = 8;

async function countOwners(ctx: Ctx, chosen: RawBuilder<unknown>): Promise<Summary['owners']> {
  const { rows } = await sql<Summary['owners'][number]>`
    select c.owner_id as "ownerId", u.name, count(*)::int as customers
    from (${chosen}) as h join customers.customers c using (customer_id) left join access.users u on u.id = c.owner_id
    group by 1, 2 order by 3 desc, 2 limit ${MOST_OWNERS}`.execute(ctx.db);
  return rows;
}
