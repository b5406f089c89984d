import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { ImportScope } from '#platform/importer.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor } from '#shared/page.ts';
import type * as contract from './contract.ts';

/** Puts the batch's orders that name nobody into the tray, whole, and takes out those that have found their customer. */
export async function writeUnmatched(ctx: Ctx, scope: ImportScope): Promise<void> {
  await sql`
    insert into orders.unmatched (source_id, external_id, placed_at, gross_cents, lines, document, digest, recorded_at)
    select ${scope.sourceId}, i.order_ref, i.placed_at, i.gross_cents, i.lines,
      json_build_object('lines', document.lines), i.digest, ${ctx.now}
    from incoming_orders i
    join (
      select order_ref, json_agg(json_strip_nulls(row_to_json(s)) order by row_no) as lines
      from orders.staged_lines s
      where batch_id = ${scope.batchId} and order_ref in (select order_ref from incoming_orders where outcome = 'unmatched')
      group by order_ref
    ) document using (order_ref)
    where i.outcome = 'unmatched'
    on conflict (source_id, external_id) do update
      set placed_at = excluded.placed_at, gross_cents = excluded.gross_cents, lines = excluded.lines,
        document = excluded.document, digest = excluded.digest, recorded_at = excluded.recorded_at
      where unmatched.digest <> excluded.digest`.execute(ctx.db);
  await sql`
    delete from orders.unmatched u using incoming_orders i
    where u.source_id = ${scope.sourceId} and u.external_id = i.order_ref and i.outcome <> 'unmatched'`.execute(ctx.db);
}

export async function listUnmatched(
  ctx: Ctx,
  query: QueryOf<typeof contract.listUnmatched>,
): Promise<AnswerOf<typeof contract.listUnmatched>> {
  const cursor = query.after ? decodeCursor(query.after, 3) : null;
  let select = ctx.db
    .selectFrom('orders.unmatched')
    .select(['source_id', 'external_id', 'placed_at', 'gross_cents', 'lines'])
    .select(sql<string | null>`document #>> '{lines,0,customer_name}'`.as('customer_name'))
    .orderBy('placed_at', 'desc')
    .orderBy('source_id')
    .orderBy('external_id')
    .limit(query.limit + 1);
  if (cursor) {
    const [at, source, external] = cursor;
    select = select.where(
      sql<boolean>`placed_at < ${at} or (placed_at = ${at} and (source_id, external_id) > (${source}::int, ${external}))`,
    );
  }
  const found = await select.execute();
  const rows = found.slice(0, query.limit);
  const last = rows.at(-1);
  return {
    rows: rows.map((row) => ({
      sourceId: row.source_id,
      externalId: row.external_id,
      placedAt: row.placed_at,
      grossCents: row.gross_cents,
      lines: row.lines,
      customerName: row.customer_name,
    })),
    next:
      found.length > query.limit && last
        ? encodeCursor([last.placed_at.toISOString(), last.source_id, last.external_id])
        : null,
  };
}
