/**
 * Orders as they stood before a file corrected them or found their customer, kept whole so that the import can be undone.
 * Nothing is kept of what a file brings new, which is nearly everything: the order itself knows its import.
 */
import { sql, type RawBuilder } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { ImportScope } from '#platform/importer.ts';
import { currentBatch, isImporting } from '#platform/provenance.ts';

/** Of `incoming_orders` that are corrected; before the stored ones are removed. */
export async function keepFormerOrders(ctx: Ctx, { sourceId }: ImportScope): Promise<void> {
  await sql`
    insert into orders.former (customer_id, batch_id, source_id, external_id, stood, moved, former_batch_id, image)
    select o.customer_id, ${currentBatch}, ${sourceId}, i.order_ref, 'order', i.customer_id <> o.customer_id, o.batch_id,
      jsonb_build_object('order', to_jsonb(o), 'lines', (
        select coalesce(jsonb_agg(to_jsonb(l)), '[]') from orders.order_lines l
        where (l.customer_id, l.order_id) = (o.customer_id, o.order_id)))
    from incoming_orders i join orders.orders o on (o.customer_id, o.order_id) = (i.stored_customer_id, i.order_id)
    where i.outcome = 'updated' and ${currentBatch} is not null and o.batch_id is distinct from ${currentBatch}
    on conflict do nothing`.execute(ctx.db);
}

/**
 * Of orders in the tray whose customer `incoming_orders` names, and of those it tells differently; before they leave the tray or
 * say something else. Matched by hand, an order goes on as one of the file that told it last, and keeps what stood before that.
 */
export async function keepFormerTray(ctx: Ctx, { sourceId }: ImportScope): Promise<void> {
  if (!(await isImporting(ctx))) return;
  const stands = sql`u.batch_id is distinct from ${currentBatch}`;
  await sql`
    insert into orders.former (customer_id, batch_id, source_id, external_id, stood, moved, former_batch_id, image)
    select i.customer_id, ${currentBatch}, ${sourceId}, i.order_ref, 'tray', false,
      case when ${stands} then u.batch_id else (u.former #>> '{-1,order,batch_id}')::bigint end,
      case when ${stands} then ${trayImage(sql`to_jsonb(u)`)} else ${uppermost(sql`u.former`)} end
    from incoming_orders i join orders.unmatched u on u.source_id = ${sourceId} and u.external_id = i.order_ref
    where i.outcome = 'created' and (${stands} or u.former <> '[]')
    on conflict do nothing`.execute(ctx.db);
  await sql`
    update orders.unmatched u set former = u.former || ${trayImage(sql`to_jsonb(u) - 'former'`)}
    from incoming_orders i
    where u.source_id = ${sourceId} and u.external_id = i.order_ref and i.outcome = 'unmatched' and i.digest <> u.digest
      and ${stands}`.execute(ctx.db);
}

const trayImage = (order: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  jsonb_build_object('order', ${order}, 'lines', (
    select coalesce(jsonb_agg(to_jsonb(l)), '[]') from orders.unmatched_lines l
    where (l.source_id, l.external_id) = (u.source_id, u.external_id)))`;

/** The sheet on top of a pile of the tray, with the rest of the pile under it; null of an empty one. */
export const uppermost = (pile: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`jsonb_set((${pile}) -> -1, '{order,former}', (${pile}) - -1)`;
