/**
 * webhooks 事件推送: tells other programs what happens, signed, in order for each customer, until they have heard it.
 *
 * Owns the schema `webhooks`: receivers and what each still has to hear. Comes in: every event that concerns customers,
 * by `flow.ts`. Goes out: signed HTTP requests that carry ids, never a name or a number.
 * Always holds: what was to be told is told or lies with the dead for a person to decide; a receiver hears of one customer
 * in order; a receiver that is slow or down delays nobody else.
 */
export { EVENTS, type WebhookEvent } from './contract.ts';
export { webhooksModule } from './module.ts';
export { clearHeard, resumeDeliveries, tellReceivers } from './queue.ts';
