import { sql } from 'kysely';
import { requireCustomer } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor } from '#shared/page.ts';
import type * as contract from './contract.ts';
import type { Order } from './contract.ts';

/** A customer's documents, newest first, each with its lines. Out of scope is out of sight: 404. */
export async function listOrders(
  ctx: Ctx,
  customerId: number,
  query: QueryOf<typeof contract.listOrders>,
): Promise<AnswerOf<typeof contract.listOrders>> {
  await requireCustomer(ctx, customerId);
  const cursor = query.after ? decodeCursor(query.after, 2) : null;
  const found = await selectOrders(
    ctx,
    customerId,
    cursor ? [String(cursor[0]), Number(cursor[1])] : null,
    query.limit + 1,
  );
  const rows = found.slice(0, query.limit);
  const last = rows.at(-1);
  return {
    rows,
    next: found.length > query.limit && last ? encodeCursor([last.placedAt.toISOString(), last.orderId]) : null,
  };
}

export async function selectOrders(
  ctx: Ctx,
  customerId: number,
  before: readonly [placedAt: string, orderId: number] | null,
  limit: number,
): Promise<Order[]> {
  const { rows } = await sql<Order>`
    select o.order_id as "orderId", o.external_id as "externalId", o.placed_at as "placedAt", o.status, o.channel,
      s.name as "storeName", o.currency, o.gross_cents as "grossCents", o.discount_cents as "discountCents",
      o.returned_cents as "returnedCents", o.return_of as "returnOf", coalesce(l.lines, '[]') as lines
    from orders.orders o
    left join access.stores s using (store_id)
    left join lateral (
      select json_agg(json_build_object('lineNo', line_no, 'sku', p.sku, 'name', p.name, 'quantity', quantity,
        'unitPriceCents', unit_price_cents, 'discountCents', l.discount_cents, 'amountCents', amount_cents) order by line_no) as lines
      from orders.order_lines l left join catalog.products p using (product_id)
      where l.customer_id = o.customer_id and l.order_id = o.order_id
    ) l on true
    where o.customer_id = ${customerId}
      ${before ? sql`and (o.placed_at, o.order_id) < (${before[0]}::timestamptz, ${before[1]}::bigint)` : sql``}
    order by o.placed_at desc, o.order_id desc limit ${limit}`.execute(ctx.db);
  return rows.map((row) => ({ ...row, placedAt: new Date(row.placedAt) }));
}
