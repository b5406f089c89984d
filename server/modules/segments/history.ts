/** How a segment came to be what it is, and how two of them compare. Over everybody: for those who see everybody. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import { addCalendar } from '#shared/day-numbers.ts';
import { catalogueOf, type Sources } from './catalogue.ts';
import { sceneFor } from './choosing.ts';
import type * as contract from './history-contract.ts';
import { tryParse } from './reading.ts';
import { namesFor, sentenceOf } from './sentence.ts';
import { requireSegment } from './segments.ts';

type History = AnswerOf<typeof contract.getHistory>;

const DAYS_SHOWN = 400;
const VERSIONS_SHOWN = 100;

export async function getHistory(ctx: Ctx, sources: Sources, segmentId: number): Promise<History> {
  await requireSegment(ctx, segmentId);
  const { rows: days } = await sql<History['days'][number]>`
    select day, size, entered, departed, seconds from (
      select * from segments.sizes where segment_id = ${segmentId} order by day desc limit ${DAYS_SHOWN}) as d
    order by day`.execute(ctx.db);
  const { rows: versions } = await sql<Omit<History['versions'][number], 'sentence'>>`
    select version, definition, changed_by as "changedBy", changed_at as "changedAt"
    from segments.versions where segment_id = ${segmentId} order by version desc limit ${VERSIONS_SHOWN}`.execute(
    ctx.db,
  );
  const catalogue = await catalogueOf(ctx, sources);
  const read = versions.map((row) => ({ row, parsed: tryParse(catalogue, row.definition).parsed }));
  const names = await namesFor(
    ctx,
    read.flatMap(({ parsed }) => parsed ?? []),
    sources,
  );
  return { days, versions: read.map(({ row, parsed }) => ({ ...row, sentence: parsed && sentenceOf(parsed, names) })) };
}

type Comparison = AnswerOf<typeof contract.compareSegments>;

/** Two index scans of the members and their totals. */
export async function compareSegments(ctx: Ctx, segmentId: number, otherId: number): Promise<Comparison> {
  const { rows } = await sql<{ both: number }>`
    select count(*)::int as both from segments.members a join segments.members b using (customer_id)
    where a.segment_id = ${segmentId} and b.segment_id = ${otherId}`.execute(ctx.db);
  return { one: await sideOf(ctx, segmentId), other: await sideOf(ctx, otherId), both: rows[0]?.both ?? 0 };
}

const RETENTION_DAYS = 90;

/** Retention: of those whose first purchase lies before the window, who bought in it. */
async function sideOf(ctx: Ctx, segmentId: number): Promise<Comparison['one']> {
  const { name } = await requireSegment(ctx, segmentId);
  const { today } = await sceneFor(ctx);
  const from = addCalendar(today, -RETENTION_DAYS, 'day', 1);
  const { rows } = await sql<
    Omit<Comparison['one'], 'segmentId' | 'name' | 'retention' | 'sizes'> & { returned: number; before: number }
  >`
    select count(*)::int as customers, coalesce(sum(net_cents), 0)::bigint as "netCents",
      round(avg(net_cents))::bigint as "meanNetCents", avg(orders)::float8 as "meanOrders",
      count(*) filter (where first_purchase_day < ${from}::date and last_purchase_day >= ${from}::date)::int as returned,
      count(*) filter (where first_purchase_day < ${from}::date)::int as before
    from segments.members m left join orders.rollups r using (customer_id)
    where m.segment_id = ${segmentId}`.execute(ctx.db);
  const {
    returned = 0,
    before = 0,
    customers = 0,
    netCents = 0,
    meanNetCents = null,
    meanOrders = null,
  } = rows[0] ?? {};
  const { rows: sizes } = await sql<{ day: string; size: number }>`
    select day, size from segments.sizes where segment_id = ${segmentId} order by day desc limit ${DAYS_SHOWN}`.execute(
    ctx.db,
  );
  const retention = { customers: returned, of: before };
  return { segmentId, name, customers, netCents, meanNetCents, meanOrders, retention, sizes: sizes.toReversed() };
}
