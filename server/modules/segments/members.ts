/** Who is in, as a page and as a file; always only those the viewer may know of. */
import { sql } from 'kysely';
import { exportCustomers, visibleCustomers } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor } from '#shared/page.ts';
import type { Sources } from './catalogue.ts';
import type * as contract from './members-contract.ts';
import { requireSegment } from './segments.ts';

type Page = AnswerOf<typeof contract.listMembers>;

/** By customer, the newest customers first: the index of members is walked, however many they are. */
export async function listMembers(
  ctx: Ctx,
  segmentId: number,
  query: QueryOf<typeof contract.listMembers>,
): Promise<Page> {
  await requireSegment(ctx, segmentId);
  const after = query.after ? decodeCursor(query.after, 1) : null;
  const { rows: found } = await sql<Page['rows'][number]>`
    select c.customer_id as "customerId", c.code, c.name, m.since, m.cause, r.orders, r.net_cents as "netCents",
      r.last_order_at as "lastOrderAt", u.name as "ownerName"
    from segments.members m
    join customers.customers c using (customer_id)
    left join orders.rollups r using (customer_id)
    left join access.users u on u.id = c.owner_id
    where m.segment_id = ${segmentId} and ${visibleCustomers(ctx)}
      ${after ? sql`and m.customer_id < ${after[0]}` : sql``}
    order by m.customer_id desc limit ${query.limit + 1}`.execute(ctx.db);
  const rows = found.slice(0, query.limit);
  const last = rows.at(-1);
  return { rows, next: found.length > query.limit && last ? encodeCursor([last.customerId]) : null };
}

/** Enough to call and to judge by; whoever needs other columns exports the list of customers filtered by the segment. */
const EXPORTED = 'orders.orders,orders.netCents,orders.lastOrderAt,scoring.class4,customers.owner';

/** The members as the list of customers leaves the house: with a reason, within the limits, marked in every row, on record. */
export async function exportMembers(
  ctx: Ctx,
  sources: Sources,
  segmentId: number,
  reason: string,
): Promise<AsyncGenerator<string>> {
  const { name } = await requireSegment(ctx, segmentId);
  return exportCustomers(
    ctx,
    sources().fields,
    { filter: [`segments.segment:is:${segmentId}`], fields: EXPORTED, reason },
    { what: 'segments', named: { segmentId, name } },
  );
}
