/**
 * Takes back the orders an import brought. An order is a pile of sheets, one per file that told it differently: what the
 * import wrote is taken out wherever it lies, and what is uppermost then is the order. So imports can be undone in any order,
 * and an order that somebody corrected since by another way stays as it was corrected. In the tray the pile lies with the order itself.
 * Cost: the orders of the import are found by the smallest of indexes and read and deleted once, with their lines.
 */
import { sql, type RawBuilder } from 'kysely';
import { holdCustomers } from '#modules/customers/index.ts';
import type { BatchUndo, Undone, UndoScope } from '#platform/batch-undo.ts';
import type { Ctx } from '#platform/context.ts';
import { emitFor } from '#platform/events.ts';
import { uppermost } from './former.ts';

export const ordersUndo: BatchUndo = {
  foresee: async (ctx, scope) => {
    await plan(ctx, scope.batchId);
    return outcome(ctx, scope);
  },
  undo: async (ctx, scope) => {
    await holdCustomers(ctx);
    await plan(ctx, scope.batchId);
    const undone = await outcome(ctx, scope);
    await takeOrders(ctx);
    await takeFromTray(ctx);
    await putBackOrders(ctx);
    await putBackInTray(ctx);
    await handDown(ctx, scope.batchId);
    await emitFor(
      ctx,
      'orders.recorded',
      sql`select customer_id from going_orders
          union select owner_id from going_orders where owner_id is not null`,
    );
    return undone;
  },
};

/**
 * `going_orders`: what the import wrote and still stands, with what stood before; `owner_id` is whose that will be. `going_tray`:
 * the same of orders in the tray.
 */
async function plan(ctx: Ctx, batchId: number): Promise<void> {
  await sql`drop table if exists pg_temp.going_orders, pg_temp.going_tray`.execute(ctx.db);
  await sql`
    create temp table going_tray on commit drop as
    select u.source_id, u.external_id, ${uppermost(sql`u.former`)} as image from orders.unmatched u
    where u.batch_id = ${batchId}`.execute(ctx.db);
  await sql`
    create temp table going_orders on commit drop as
    select o.customer_id, o.order_id, o.source_id, o.external_id, f.stood, f.image,
      case when f.stood = 'order' then case when f.moved then f.customer_id else o.customer_id end end as owner_id
    from orders.orders o
    left join orders.former f
      on f.batch_id = ${batchId} and (f.source_id, f.external_id) = (o.source_id, o.external_id)
    where o.batch_id = ${batchId} and (f.stood is null or f.image is not null)`.execute(ctx.db);
  await sql`analyze going_orders`.execute(ctx.db);
}

async function outcome(ctx: Ctx, { kind, counts }: UndoScope): Promise<Partial<Undone>> {
  const { rows } = await sql<Record<string, number>>`
    select count(*) filter (where stood is null)::int as removed, count(*) filter (where stood = 'order')::int as restored,
      count(*) filter (where stood = 'tray')::int as "toTray",
      (select count(*) filter (where image is null)::int from going_tray) as tray,
      (select count(image)::int from going_tray) as retold
    from going_orders`.execute(ctx.db);
  const { removed = 0, restored = 0, toTray = 0, tray = 0, retold = 0 } = rows[0] ?? {};
  const brought = kind === 'orders' ? (counts.created ?? 0) + (counts.updated ?? 0) + (counts.unmatched ?? 0) : 0;
  return {
    removed: { orders: removed, unmatched: tray },
    restored: { orders: restored, unmatched: toTray + retold },
    kept: { orders: Math.max(0, brought - removed - restored - toTray - tray - retold) },
  };
}

async function takeOrders(ctx: Ctx): Promise<void> {
  await sql`
    delete from orders.order_lines l using going_orders g
    where (l.customer_id, l.order_id) = (g.customer_id, g.order_id)`.execute(ctx.db);
  await sql`
    delete from orders.orders o using going_orders g
    where (o.customer_id, o.order_id) = (g.customer_id, g.order_id)`.execute(ctx.db);
  await sql`
    delete from orders.order_refs r using going_orders g
    where (r.source_id, r.external_id) = (g.source_id, g.external_id)`.execute(ctx.db);
}

async function takeFromTray(ctx: Ctx): Promise<void> {
  for (const table of ['orders.unmatched_lines', 'orders.unmatched'])
    await sql`
      delete from ${sql.table(table)} t using going_tray g
      where (t.source_id, t.external_id) = (g.source_id, g.external_id)`.execute(ctx.db);
}

const ITS_OWNER = sql`jsonb_build_object('customer_id', g.owner_id)`;
const ITS_DAY = sql`jsonb_build_object('placed_on', g.image -> 'order' -> 'placed_on')`;

async function putBackOrders(ctx: Ctx): Promise<void> {
  await sql`
    insert into orders.orders
    select old.* from going_orders g
    cross join lateral jsonb_populate_record(null::orders.orders, g.image -> 'order' || ${ITS_OWNER}) as old
    where g.stood = 'order'`.execute(ctx.db);
  await sql`
    insert into orders.order_lines
    select old.* from going_orders g
    cross join lateral jsonb_array_elements(g.image -> 'lines') as line
    cross join lateral jsonb_populate_record(null::orders.order_lines, line || ${ITS_OWNER} || ${ITS_DAY}) as old
    where g.stood = 'order'`.execute(ctx.db);
  await sql`
    insert into orders.order_refs (source_id, external_id, customer_id, order_id)
    select source_id, external_id, owner_id, (image -> 'order' ->> 'order_id')::bigint
    from going_orders where stood = 'order'`.execute(ctx.db);
}

/** Images from before the tray had piles hold none. */
async function putBackInTray(ctx: Ctx): Promise<void> {
  const images = sql`(
    select image from going_orders where stood = 'tray' union all select image from going_tray where image is not null) g`;
  await sql`
    insert into orders.unmatched
    select old.* from ${images}
    cross join lateral jsonb_populate_record(null::orders.unmatched, '{"former": []}' || (g.image -> 'order')) as old
    on conflict do nothing`.execute(ctx.db);
  await sql`
    insert into orders.unmatched_lines
    select old.* from ${images}
    cross join lateral jsonb_populate_recordset(null::orders.unmatched_lines, g.image -> 'lines') as old
    on conflict do nothing`.execute(ctx.db);
}

/** A later file that corrected what this one wrote will give back what stood before this one, or nothing. */
async function handDown(ctx: Ctx, batchId: number): Promise<void> {
  await takeFromPiles(ctx, batchId);
  await sql`drop table if exists pg_temp.above_orders`.execute(ctx.db);
  await sql`
    create temp table above_orders on commit drop as
    select source_id, external_id, batch_id, moved from orders.former where former_batch_id = ${batchId}`.execute(
    ctx.db,
  );
  await sql`delete from orders.former where former_batch_id = ${batchId}`.execute(ctx.db);
  await sql`
    update orders.former f set batch_id = a.batch_id, moved = f.moved or a.moved from above_orders a
    where f.batch_id = ${batchId} and (f.source_id, f.external_id) = (a.source_id, a.external_id)`.execute(ctx.db);
  await sql`delete from orders.former where batch_id = ${batchId}`.execute(ctx.db);
}

/** The same of piles in the tray, and of those that left the tray with their order. */
async function takeFromPiles(ctx: Ctx, batchId: number): Promise<void> {
  const told = sql`${JSON.stringify([{ order: { batch_id: batchId } }])}::jsonb`;
  const without = (pile: RawBuilder<unknown>) => sql`(
    select coalesce(jsonb_agg(sheet order by place), '[]') from jsonb_array_elements(${pile}) with ordinality as one (sheet, place)
    where (sheet #>> '{order,batch_id}')::bigint is distinct from ${batchId})`;
  await sql`
    update orders.unmatched u set former = ${without(sql`u.former`)} where u.former @> ${told}`.execute(ctx.db);
  const pile = sql`f.image #> '{order,former}'`;
  await sql`
    update orders.former f set image = jsonb_set(f.image, '{order,former}', ${without(pile)})
    where f.stood = 'tray' and ${pile} @> ${told}`.execute(ctx.db);
  await sql`
    update orders.former f set image = ${uppermost(pile)}, former_batch_id = (f.image #>> '{order,former,-1,order,batch_id}')::bigint
    where f.former_batch_id = ${batchId} and f.stood = 'tray' and ${pile} <> '[]'`.execute(ctx.db);
}
