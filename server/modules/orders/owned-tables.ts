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
    broughtBy: ['batch_id', 'former_batch_id'],
    // What goes back into the tray needs nobody; while the order stands, it holds its customer itself.
    holds: `t.stood = 'order'`,
    products: `(jsonb_path_query(t.image, '$.lines[*].product_id') #>> '{}')::bigint`,
    personal: [{ column: 'image', erase: 'null' }],
    impersonal: ['external_id', 'stood'],
  },
  { table: 'orders.running_totals', key: [], onMerge: 'recompute', personal: [] },
  { table: 'orders.rollups', title: { zh: '消费合计', en: 'Totals' }, key: [], onMerge: 'recompute', personal: [] },
];
