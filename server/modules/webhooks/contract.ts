import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { pageOf, pageQuery } from '#shared/page.ts';
import { done, id, idParam, instant } from '#shared/wire.ts';

/** What a receiver may ask to hear of. Each is told once per customer it concerns. */
export const EVENTS = [
  'customers.recorded',
  'customers.merged',
  'customers.removed',
  'orders.recorded',
  'interactions.recorded',
  'segments.entered',
  'segments.left',
  'tasks.closed',
] as const;
export const webhookEvent = z.enum(EVENTS);
export type WebhookEvent = z.infer<typeof webhookEvent>;

export const STATES = ['waiting', 'done', 'dead'] as const;

const url = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .refine((text) => new URL(text).username === '' && new URL(text).password === '', 'must hold no password');

const receiverDraft = z.object({
  name: z.string().trim().min(1).max(80),
  url,
  events: z.array(webhookEvent).min(1),
  active: z.boolean().default(true),
});
export type ReceiverDraft = z.output<typeof receiverDraft>;

export const receiver = z.object({
  receiverId: id,
  name: z.string(),
  url: z.string(),
  events: z.array(webhookEvent),
  active: z.boolean(),
  /** Since when nothing got through; null while it listens. */
  failingSince: instant.nullable(),
  createdAt: instant,
  waiting: z.number().int(),
  dead: z.number().int(),
  lastHeardAt: instant.nullable(),
});
export type Receiver = z.output<typeof receiver>;

export const delivery = z.object({
  deliveryId: id,
  event: z.string(),
  customerId: id.nullable(),
  occurredAt: instant,
  state: z.enum(STATES),
  attempts: z.number().int(),
  /** When it is tried next, while it waits. */
  dueAt: instant,
  lastStatus: z.number().int().nullable(),
  lastError: z.string().nullable(),
  finishedAt: instant.nullable(),
});

const managed = { permission: 'webhooks.manage', scope: 'none' } as const;
const receiverParams = z.object({ receiverId: idParam });

export const listReceivers = endpoint({
  ...managed,
  method: 'GET',
  path: '/api/webhooks',
  summary: 'Receivers, with what waits for them and what they never took',
  response: z.object({ rows: z.array(receiver) }),
});

export const createReceiver = endpoint({
  ...managed,
  method: 'POST',
  path: '/api/webhooks',
  summary: 'Add a receiver; the secret that signs what it hears is answered this once',
  idempotency: 'an address that is there already is refused',
  body: receiverDraft,
  response: z.object({ receiver, secret: z.string() }),
});

export const updateReceiver = endpoint({
  ...managed,
  method: 'PUT',
  path: '/api/webhooks/:receiverId',
  summary: 'Change what a receiver hears, where, and whether',
  idempotency: 'sets values',
  params: receiverParams,
  body: receiverDraft,
  response: receiver,
});

export const removeReceiver = endpoint({
  ...managed,
  method: 'DELETE',
  path: '/api/webhooks/:receiverId',
  summary: 'Forget a receiver and all that waits for it',
  idempotency: 'a receiver that is gone stays so',
  params: receiverParams,
  response: done,
});

export const testReceiver = endpoint({
  ...managed,
  method: 'POST',
  path: '/api/webhooks/:receiverId/test',
  summary: 'Send the receiver a test, and say what it answered',
  idempotency: 'not idempotent: each call sends one more test, which concerns no customer',
  params: receiverParams,
  response: z.object({ ok: z.boolean(), status: z.number().int().nullable(), error: z.string().nullable() }),
});

export const listDeliveries = endpoint({
  ...managed,
  scope: 'customers',
  method: 'GET',
  path: '/api/webhooks/:receiverId/deliveries',
  summary: 'What a receiver has heard, waits for or never took, newest first',
  params: receiverParams,
  query: pageQuery.extend({ state: z.enum(STATES).optional() }),
  response: pageOf(delivery),
});

export const replayDeliveries = endpoint({
  ...managed,
  method: 'POST',
  path: '/api/webhooks/:receiverId/replay',
  summary: 'Send again what a receiver never took: some, or all of it',
  idempotency: 'only what is dead is sent again; what waits already stays as it is',
  params: receiverParams,
  body: z.object({ deliveryIds: z.array(id).min(1).max(1_000).nullable() }),
  response: z.object({ replayed: z.number().int() }),
});
