import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { pageOf, pageQuery } from '#shared/page.ts';
import { cents, id, idParam, instant } from '#shared/wire.ts';

export const orderStatus = z.enum(['open', 'completed', 'cancelled']);

const reference = z.string().trim().min(1).max(120);

/** Negative quantities give back. Prices are per unit in minor units; a discount is of the whole line. */
export const lineDraft = z.object({
  sku: reference.optional(),
  name: z.string().trim().min(1).max(300).optional(),
  category: z.string().trim().min(1).max(120).optional(),
  quantity: z.number().min(-1_000_000).max(1_000_000).multipleOf(0.001),
  unitPriceCents: cents.min(0).max(10_000_000_000),
  discountCents: cents.min(0).default(0),
});

/** An order names its customer by what the sender knows of them; the first that is known decides. */
export const orderDraft = z.object({
  source: reference.default('api'),
  externalId: reference,
  customer: z.object({
    externalId: reference.optional(),
    phone: z.string().trim().max(40).optional(),
    email: z.email().max(200).optional(),
    name: z.string().trim().min(1).max(120).optional(),
  }),
  placedAt: instant,
  status: orderStatus.default('completed'),
  channel: z.string().trim().min(1).max(60).nullable().default(null),
  /** By code or name. */
  store: z.string().trim().min(1).max(120).nullable().default(null),
  returnOf: reference.nullable().default(null),
  lines: z.array(lineDraft).min(1).max(1_000),
});
export type OrderDraft = z.infer<typeof orderDraft>;
export type OrderInput = z.input<typeof orderDraft>;

export const recordOutcome = z.object({
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  /** Orders that name nobody we know or could make; they wait in the tray. */
  unmatched: z.number().int(),
  customersCreated: z.number().int(),
});
export type RecordOutcome = z.infer<typeof recordOutcome>;

export const recordOrders = endpoint({
  method: 'POST',
  path: '/api/orders',
  summary: 'Record orders, corrections of orders, and returns',
  permission: 'orders.write',
  scope: 'customers',
  idempotency:
    'the same external id of the same source with the same content changes nothing; with other content it corrects',
  body: z.object({ orders: z.array(orderDraft).min(1).max(500) }),
  response: recordOutcome,
});

export const orderLine = z.object({
  lineNo: z.number().int(),
  sku: z.string().nullable(),
  name: z.string().nullable(),
  quantity: z.number(),
  unitPriceCents: cents,
  discountCents: cents,
  amountCents: cents,
});

export const order = z.object({
  orderId: id,
  externalId: z.string(),
  placedAt: instant,
  status: orderStatus,
  channel: z.string().nullable(),
  storeName: z.string().nullable(),
  currency: z.string(),
  grossCents: cents,
  discountCents: cents,
  returnedCents: cents,
  returnOf: z.string().nullable(),
  lines: z.array(orderLine),
});
export type Order = z.infer<typeof order>;

export const listOrders = endpoint({
  method: 'GET',
  path: '/api/customers/:customerId/orders',
  summary: 'A customer’s orders with their lines, newest first',
  permission: 'orders.read',
  scope: 'customers',
  params: z.object({ customerId: idParam }),
  query: pageQuery,
  response: pageOf(order),
});

export const unmatchedOrder = z.object({
  sourceId: z.number().int(),
  externalId: z.string(),
  placedAt: instant,
  grossCents: cents,
  lines: z.number().int(),
  /** What the order said of its customer, if anything. */
  customerName: z.string().nullable(),
});

export const listUnmatched = endpoint({
  method: 'GET',
  path: '/api/orders/unmatched',
  summary: 'Orders that name no customer, newest first',
  permission: 'orders.write',
  scope: 'none',
  query: pageQuery,
  response: pageOf(unmatchedOrder),
});

export const matchOrder = endpoint({
  method: 'POST',
  path: '/api/orders/unmatched/match',
  summary: 'Say whose an unmatched order is',
  permission: 'orders.write',
  scope: 'customers',
  idempotency: 'an order that is no longer in the tray is refused',
  body: z.object({ sourceId: z.number().int(), externalId: reference, customerId: id }),
  response: recordOutcome,
});
