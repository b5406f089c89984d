import type { OwnedTable } from '#platform/owned-tables.ts';

/** Orders are facts of trade and hold nobody's name; lines and references lie where their order lies. */
export const ownedTables: readonly OwnedTable[] = [
  {
    table: 'orders.orders',
    title: { zh: '订单', en: 'Orders' },
    key: ['order_id'],
    onMerge: 'move',
    broughtBy: ['batch_id'],
    namedBy: { column: 'named_by', recordedAt: 'recorded_at' },
    counted: 'orders',
    personal: [{ column: 'named_by', erase: 'null' }],
    impersonal: ['external_id', 'status', 'channel', 'currency', 'return_of', 'digest'],
  },
  {
    table: 'orders.order_lines',
    title: { zh: '订单明细', en: 'Order lines' },
    key: ['order_id', 'line_no'],
    onMerge: 'move',
    partOf: { table: 'orders.orders', by: ['order_id'] },
    products: 't.product_id',
    personal: [],
  },
  {
    table: 'orders.order_refs',
    title: { zh: '订单号', en: 'Order numbers' },
    key: ['source_id', 'external_id'],
    onMerge: 'move',
    partOf: { table: 'orders.orders', by: ['source_id', 'external_id'] },
    personal: [],
    impersonal: ['external_id'],
  },
  // With the tray of before in it, a document may name somebody.
  {
    table: 'orders.former',
    key: ['batch_id', 'source_id', 'external_id'],
    onMerge: 'move',
    // Who told what lies in the sheet: it is the order again when the file above it is undone. Sheets that nothing leads to
    // any more, since the order was told by another way, keep nobody, and neither does what goes back into the tray.
    broughtBy: ['former_batch_id'],
    holds: `t.stood = 'order' and (
      exists (select from orders.order_refs r join orders.orders o using (customer_id, order_id)
        where (r.source_id, r.external_id) = (t.source_id, t.external_id) and o.batch_id = t.batch_id)
      or exists (select from orders.former above
        where above.former_batch_id = t.batch_id and (above.source_id, above.external_id) = (t.source_id, t.external_id)))`,
    heldAs: 'orders.orders',
    products: `(jsonb_path_query(t.image, '$.lines[*].product_id') #>> '{}')::bigint`,
    personal: [{ column: 'image', erase: 'null' }],
    impersonal: ['external_id', 'stood'],
  },
  { table: 'orders.running_totals', key: [], onMerge: 'recompute', personal: [] },
  { table: 'orders.rollups', title: { zh: '消费合计', en: 'Totals' }, key: [], onMerge: 'recompute', personal: [] },
];
