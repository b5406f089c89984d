/**
 * orders 订单: what customers bought and gave back.
 *
 * Owns the schema `orders`: documents with their lines, the directory of external ids, the tray of orders that name
 * nobody, and the totals per customer. An order, an exchange and a credit note are one shape: lines whose quantity is
 * negative give back.
 * Comes in: orders by API or file, both through the same staging. Goes out: `orders.recorded` with the customers whose
 * orders changed; totals (`rollups`) recomputed from the orders.
 * Always holds: an external id of a source is stored once, whatever arrives how often; totals equal a recompute from
 * the orders; an order belongs to exactly one customer or lies in the tray.
 */
export type { Order, OrderDraft, OrderInput, RecordOutcome } from './contract.ts';
export { orderedInFilter } from './fields.ts';
export { matchOrder } from './match.ts';
export { ordersModule } from './module.ts';
export { recordOrders } from './record.ts';
export { redateOrders, refreshAllRollups, refreshRollups } from './rollups.ts';
