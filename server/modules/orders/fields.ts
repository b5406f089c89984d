import { sql, type RawBuilder } from 'kysely';
import { InvalidError } from '#platform/errors.ts';
import type { CustomerFieldSource, TimelineSource } from '#platform/fields.ts';

const ORDERED_IN = 'orders.orderedIn';

/** The totals, as the customer list and page may show, filter and sort by them. */
export const rollupFields: CustomerFieldSource = {
  table: 'orders.rollups',
  fields: [
    { code: 'orders.orders', column: 'orders', type: 'number', sortable: true, filterable: true, adds: true },
    { code: 'orders.grossCents', column: 'gross_cents', type: 'money', filterable: true, adds: true },
    { code: 'orders.netCents', column: 'net_cents', type: 'money', sortable: true, filterable: true, adds: true },
    { code: 'orders.returnedCents', column: 'returned_cents', type: 'money', filterable: true, adds: true },
    { code: 'orders.firstOrderAt', column: 'first_order_at', type: 'instant', filterable: true },
    {
      code: 'orders.lastOrderAt',
      column: 'last_order_at',
      type: 'instant',
      sortable: true,
      filterable: true,
      latest: true,
    },
    { code: 'orders.purchaseDays', column: 'purchase_days', type: 'number' },
    { code: ORDERED_IN, column: 'customer_id', type: 'choice', filterable: true, chooses: orderedIn },
  ],
};

/** Whoever placed an order that counts within these days; opens the customers behind a cell of the cohorts. */
export const orderedInFilter = (days: { from: string; to: string }): string =>
  `${ORDERED_IN}:is:${days.from},${days.to}`;

function orderedIn(customerId: RawBuilder<unknown>, values: readonly string[]): RawBuilder<boolean> {
  const [from, to] = values;
  if (values.length !== 2 || !values.every((day) => /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day))))
    throw new InvalidError('customers.unknown_filter', `"${ORDERED_IN}:is:${values.join(',')}" is not two days.`);
  return sql`${customerId} in (
    select customer_id from orders.orders
    where status <> 'cancelled' and gross_cents > 0 and placed_on between ${from}::date and ${to}::date)`;
}

/** Orders and returns on the timeline: header figures and the names of the first goods. */
export const orderTimeline: TimelineSource = {
  kinds: ['order', 'return'],
  list: async (ctx, customerId, before, limit) => {
    const { rows } = await sql<{ order_id: number; placed_at: Date; kind: string; detail: Record<string, unknown> }>`
      select o.order_id, o.placed_at, case when gross_cents = 0 and returned_cents > 0 then 'return' else 'order' end as kind,
        json_build_object('orderId', o.order_id, 'externalId', external_id, 'status', status, 'channel', channel,
          'storeName', s.name, 'currency', currency, 'grossCents', gross_cents, 'discountCents', discount_cents,
          'returnedCents', returned_cents, 'returnOf', return_of,
          'lines', (select json_agg(line) from (
            select p.name, l.quantity, l.amount_cents as "amountCents" from orders.order_lines l left join catalog.products p using (product_id)
            where l.customer_id = o.customer_id and l.order_id = o.order_id order by line_no limit 50) as line)) as detail
      from orders.orders o left join access.stores s using (store_id)
      where customer_id = ${customerId} and placed_at <= ${ctx.now} ${before ? sql`and placed_at < ${before}` : sql``}
      order by placed_at desc, order_id desc limit ${limit}`.execute(ctx.db);
    return rows.map((row) => ({ key: `order-${row.order_id}`, at: row.placed_at, kind: row.kind, detail: row.detail }));
  },
};
