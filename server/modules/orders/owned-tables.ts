import type { OwnedTable } from '#platform/owned-tables.ts';

/** Orders are facts of trade and hold nobody's name; the totals are made of them. */
export const ownedTables: readonly OwnedTable[] = [
  { table: 'orders.orders', key: ['order_id'], onMerge: 'move', personal: [] },
  { table: 'orders.order_lines', key: ['order_id', 'line_no'], onMerge: 'move', personal: [] },
  { table: 'orders.order_refs', key: ['source_id', 'external_id'], onMerge: 'move', personal: [] },
  { table: 'orders.rollups', key: [], onMerge: 'recompute', personal: [] },
];
