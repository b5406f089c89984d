/** Who is in, as a page and as a file; always only those the viewer may know of. */
import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import { visibleCustomers } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor } from '#shared/page.ts';
import type * as contract from './contract.ts';
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

type Line = { customer_id: number; cells: (string | number | null)[] };
const LINES_PER_READ = 5_000;

/**
 * UTF-8 with the mark Excel needs, nothing a spreadsheet would take for a formula. Read by stretches of the index; how
 * many rows left the house is on record.
 */
export async function* exportMembers(ctx: Ctx, segmentId: number): AsyncGenerator<string> {
  let rows = 0;
  try {
    yield '\uFEFFcustomer,name,since,orders,netCents\r\n';
    for (let lines = await readLines(ctx, segmentId, 0); lines.length > 0;) {
      rows += lines.length;
      yield lines.map(({ cells }) => `${cells.map(csvCell).join(',')}\r\n`).join('');
      lines = await readLines(ctx, segmentId, lines.at(-1)?.customer_id ?? 0);
    }
  } finally {
    await recordAudit(ctx, [
      { action: 'segments.exported', subjectType: 'segment', subjectId: segmentId, after: { rows } },
    ]);
  }
}

async function readLines(ctx: Ctx, segmentId: number, after: number): Promise<Line[]> {
  const { rows } = await sql<Line>`
    select m.customer_id, json_build_array(c.code, c.name, m.since, r.orders, r.net_cents) as cells
    from segments.members m join customers.customers c using (customer_id) left join orders.rollups r using (customer_id)
    where m.segment_id = ${segmentId} and m.customer_id > ${after} and ${visibleCustomers(ctx)}
    order by m.customer_id limit ${LINES_PER_READ}`.execute(ctx.db);
  return rows;
}

function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const line = value.replaceAll(/[\r\n]+/g, ' ');
  const text = /^[=+\-@\t]/.test(line) ? `'${line}` : line;
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
