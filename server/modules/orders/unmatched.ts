import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { ImportScope } from '#platform/importer.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor } from '#shared/page.ts';
import type * as contract from './contract.ts';
import type { RecordOutcome } from './contract.ts';
import { keepFormerTray } from './former.ts';
import { STAGED_COLUMNS } from './staged-columns.ts';

/** Puts the batch's orders that name nobody into the tray, whole, and takes out those that have found their customer. */
export async function writeUnmatched(ctx: Ctx, scope: ImportScope, outcome: RecordOutcome): Promise<void> {
  await keepFormerTray(ctx, scope);
  await clearLines(ctx, scope);
  if (outcome.unmatched > 0) await keepUnmatched(ctx, scope);
  await sql`
    delete from orders.unmatched u using incoming_orders i
    where u.source_id = ${scope.sourceId} and u.external_id = i.order_ref and i.outcome <> 'unmatched'`.execute(ctx.db);
}

/** Lines of orders in the tray that have found their customer, or that say something else now. */
async function clearLines(ctx: Ctx, scope: ImportScope): Promise<void> {
  await sql`
    delete from orders.unmatched_lines l using orders.unmatched u, incoming_orders i
    where u.source_id = ${scope.sourceId} and u.external_id = i.order_ref
      and l.source_id = u.source_id and l.external_id = u.external_id
      and (i.outcome <> 'unmatched' or i.digest <> u.digest)`.execute(ctx.db);
}

async function keepUnmatched(ctx: Ctx, scope: ImportScope): Promise<void> {
  await sql`
    insert into orders.unmatched (source_id, external_id, placed_at, gross_cents, lines, customer_name, digest, recorded_at)
    select ${scope.sourceId}, order_ref, placed_at, gross_cents, lines, customer_name, digest, ${ctx.now}
    from incoming_orders where outcome = 'unmatched'
    on conflict (source_id, external_id) do update
      set placed_at = excluded.placed_at, gross_cents = excluded.gross_cents, lines = excluded.lines,
        customer_name = excluded.customer_name, digest = excluded.digest, recorded_at = excluded.recorded_at,
        batch_id = excluded.batch_id,
        former = case when excluded.batch_id is null then '[]' else unmatched.former end
      where unmatched.digest <> excluded.digest`.execute(ctx.db);
  await sql`
    insert into orders.unmatched_lines (source_id, external_id, row_no, ${columns(UNMATCHED_COLUMNS)})
    select ${scope.sourceId}, s.order_ref, s.row_no, ${columns(UNMATCHED_COLUMNS, 's')}
    from orders.staged_lines s join incoming_orders i using (order_ref)
    where s.batch_id = ${scope.batchId} and i.outcome = 'unmatched' and not exists (
      select from orders.unmatched_lines l where l.source_id = ${scope.sourceId} and l.external_id = i.order_ref)
    on conflict do nothing`.execute(ctx.db);
}

/** Back to the staging table, whole, as if the order had just come; `broughtBy` is the import it came by then. */
export async function stageUnmatched(
  ctx: Ctx,
  order: { sourceId: number; externalId: string },
): Promise<{ batchId: number; broughtBy: number | null } | null> {
  const { rows } = await sql<{ batchId: number; broughtBy: number | null }>`
    with kept as (
      select source_id, external_id, -nextval('orders.order_ids') as batch_id, batch_id as brought_by from orders.unmatched
      where source_id = ${order.sourceId} and external_id = ${order.externalId} for update
    ), staged as (
      insert into orders.staged_lines (batch_id, row_no, order_ref, ${columns(UNMATCHED_COLUMNS)})
      select kept.batch_id, l.row_no, external_id, ${columns(UNMATCHED_COLUMNS, 'l')}
      from kept join orders.unmatched_lines l using (source_id, external_id)
    )
    select batch_id as "batchId", brought_by as "broughtBy" from kept`.execute(ctx.db);
  return rows[0] ?? null;
}

/** What a line says, without the number of its order. */
const UNMATCHED_COLUMNS = STAGED_COLUMNS.filter((column) => column !== 'order_ref');

const columns = (names: readonly string[], alias?: string) =>
  sql.join(names.map((name) => sql.ref(alias ? `${alias}.${name}` : name)));

export async function listUnmatched(
  ctx: Ctx,
  query: QueryOf<typeof contract.listUnmatched>,
): Promise<AnswerOf<typeof contract.listUnmatched>> {
  const cursor = query.after ? decodeCursor(query.after, 3) : null;
  let select = ctx.db
    .selectFrom('orders.unmatched')
    .select(['source_id', 'external_id', 'placed_at', 'gross_cents', 'lines', 'customer_name'])
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
