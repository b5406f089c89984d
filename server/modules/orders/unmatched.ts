import { sql } from 'kysely';
import { requireCustomer } from '#modules/customers/index.ts';
import { recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { NotFoundError } from '#platform/errors.ts';
import type { ImportScope } from '#platform/importer.ts';
import type { AnswerOf, BodyOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor } from '#shared/page.ts';
import type * as contract from './contract.ts';
import type { RecordOutcome } from './contract.ts';
import { applyStagedOrders } from './staged.ts';

/** Puts the batch's orders that name nobody into the tray, whole, and takes out those that have found their customer. */
export async function writeUnmatched(ctx: Ctx, scope: ImportScope): Promise<void> {
  await sql`
    insert into orders.unmatched (source_id, external_id, placed_at, gross_cents, lines, document, digest, recorded_at)
    select ${scope.sourceId}, i.order_ref, i.placed_at, i.gross_cents, i.lines,
      jsonb_build_object('lines', document.lines), i.digest, ${ctx.now}
    from incoming_orders i
    join (
      select order_ref, jsonb_agg(to_jsonb(s) - 'batch_id' order by row_no) as lines
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

/** Stages the kept document again, now naming its customer, and applies it like any other. */
export async function matchOrder(ctx: Ctx, choice: BodyOf<typeof contract.matchOrder>): Promise<RecordOutcome> {
  await requireCustomer(ctx, choice.customerId);
  const scope = await stageFromTray(ctx, choice);
  const outcome = await applyStagedOrders(ctx, scope, choice.customerId);
  await sql`delete from orders.staged_lines where batch_id = ${scope.batchId}`.execute(ctx.db);
  await recordAudit(ctx, [
    {
      action: 'orders.matched',
      subjectType: 'customer',
      subjectId: choice.customerId,
      after: { order: choice.externalId },
    },
  ]);
  return outcome;
}

async function stageFromTray(ctx: Ctx, choice: { sourceId: number; externalId: string }): Promise<ImportScope> {
  const { rows } = await sql<{ batch_id: number; code: string }>`
    with kept as (
      select u.document, -nextval('orders.order_ids') as batch_id, s.code
      from orders.unmatched u join ingest.sources s using (source_id)
      where u.source_id = ${choice.sourceId} and u.external_id = ${choice.externalId} for update of u
    ), staged as (
      insert into orders.staged_lines
      select line.* from kept,
        jsonb_populate_recordset(null::orders.staged_lines,
          (select jsonb_agg(entry || jsonb_build_object('batch_id', kept.batch_id)) from jsonb_array_elements(kept.document -> 'lines') entry)
        ) as line
    )
    select batch_id, code from kept`.execute(ctx.db);
  const [kept] = rows;
  if (!kept) throw new NotFoundError('orders.not_in_tray', 'That order is no longer in the tray.');
  return { batchId: kept.batch_id, sourceId: choice.sourceId, sourceCode: kept.code };
}
