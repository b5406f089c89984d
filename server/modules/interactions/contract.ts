import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { id, idParam, instant } from '#shared/wire.ts';

export const interactionPart = z.enum(['behaviour', 'social', 'service']);
/** On the timeline one by one, gathered into sittings, or counted only. */
export const interactionShown = z.enum(['single', 'sitting', 'counted']);
export const direction = z.enum(['in', 'out']);
export const interactionOutcome = z.enum([
  'reached',
  'no_answer',
  'interested',
  'not_interested',
  'solved',
  'follow_up',
]);

const reference = z.string().trim().min(1).max(120);
const word = z.string().trim().min(1).max(200);

/** What is told beside the fields of its own: flat, so that it can be read without knowing the sender. */
const properties = z
  .record(z.string().min(1).max(40), z.union([z.string().max(500), z.number(), z.boolean()]))
  .refine((value) => Object.keys(value).length <= 20, 'at most 20 properties');

export const kindCode = z
  .string()
  .trim()
  .regex(/^[a-z][a-z0-9_]{1,39}$/, 'lower-case letters, digits and _');

/** The customer by what the sender knows of them; the first that is known decides, and nobody known is made. */
export const interactionCustomer = z.object({
  customerId: id.optional(),
  externalId: reference.optional(),
  /** Whose number the external id is, where that is another than the source of the event. */
  source: z.string().trim().min(1).max(60).optional(),
  phone: z.string().trim().max(40).optional(),
  email: z.email().max(200).optional(),
  name: z.string().trim().min(1).max(120).optional(),
});

const namesSomebody = (customer: z.infer<typeof interactionCustomer> | undefined): boolean =>
  Boolean(customer?.customerId || customer?.externalId || customer?.phone || customer?.email);

export const interactionDraft = z
  .object({
    source: z.string().trim().min(1).max(60).default('api'),
    /** The event id: the same one of the same source is recorded once. */
    externalId: reference,
    kind: kindCode,
    at: instant,
    customer: interactionCustomer.optional(),
    /** Browser or device of somebody who has not said who they are. With a customer it says whose it is. */
    anonymousId: z.string().trim().min(8).max(64).optional(),
    seconds: z.number().int().min(0).max(86_400).optional(),
    page: z.string().trim().min(1).max(1_000).optional(),
    title: word.optional(),
    feature: word.optional(),
    content: z.string().trim().min(1).max(4_000).optional(),
    direction: direction.optional(),
    channel: z.string().trim().min(1).max(60).optional(),
    outcome: z.string().trim().min(1).max(60).optional(),
    needs: z.string().trim().min(1).max(1_000).optional(),
    properties: properties.optional(),
  })
  .refine((draft) => draft.anonymousId || namesSomebody(draft.customer), {
    path: ['customer'],
    message: 'names nobody: give a customer or an anonymousId',
  });
export type InteractionDraft = z.output<typeof interactionDraft>;
export type InteractionInput = z.input<typeof interactionDraft>;

export const interactionCounts = z.object({
  created: z.number().int(),
  /** Known already: nothing was changed. */
  repeated: z.number().int(),
  /** Of visitors nobody knows yet. */
  waiting: z.number().int(),
  /** Older than the days their kind is kept, more than one unknown visitor may leave, or of somebody who was forgotten. */
  dropped: z.number().int(),
  customersCreated: z.number().int(),
});
export type InteractionCounts = z.infer<typeof interactionCounts>;

export const refusedInteraction = z.object({
  /** Place in the batch, from 0. */
  index: z.number().int(),
  externalId: z.string().nullable(),
  code: z.string(),
  message: z.string(),
});
export type RefusedInteraction = z.infer<typeof refusedInteraction>;

/** Sound drafts are recorded whatever stands beside them; the others come back with the reason. */
const draftOrNot = z.union([
  interactionDraft.transform((draft) => ({ draft, raw: null })),
  z.unknown().transform((raw) => ({ draft: null, raw })),
]);

export const recordInteractions = endpoint({
  method: 'POST',
  path: '/api/interactions',
  summary: 'Record interactions of every kind; rows that cannot be taken are named, the others are recorded',
  permission: 'interactions.write',
  scope: 'customers',
  idempotency: 'an external id of a source is recorded once per customer',
  body: z.object({ events: z.array(draftOrNot).min(1).max(2_000) }),
  response: interactionCounts.extend({ refused: z.array(refusedInteraction) }),
});

export const interactionKind = z.object({
  code: z.string(),
  part: interactionPart,
  names: z.object({ zh: z.string(), en: z.string() }),
  shown: interactionShown,
  retentionDays: z.number().int().nullable(),
  builtIn: z.boolean(),
  /** Interactions before this day have been dropped and are known by their sums only. */
  keptFrom: z.string().nullable(),
});
export type InteractionKind = z.infer<typeof interactionKind>;

export const listInteractionKinds = endpoint({
  method: 'GET',
  path: '/api/interactions/kinds',
  summary: 'The kinds of interactions',
  permission: 'interactions.read',
  scope: 'none',
  response: z.object({ rows: z.array(interactionKind) }),
});

const kindName = z.string().trim().min(1).max(60);
const kindWrite = z.object({
  part: interactionPart,
  names: z.object({ zh: kindName, en: kindName }),
  shown: interactionShown,
  retentionDays: z.number().int().min(30).max(36_500).nullable(),
});

export const createInteractionKind = endpoint({
  method: 'POST',
  path: '/api/interactions/kinds',
  summary: 'Add a kind of interaction of your own',
  permission: 'interactions.configure',
  scope: 'none',
  idempotency: 'a code that exists is refused',
  body: kindWrite.extend({ code: kindCode }),
  response: interactionKind,
});

export const updateInteractionKind = endpoint({
  method: 'PATCH',
  path: '/api/interactions/kinds/:code',
  summary: 'Change how a kind is named, shown, and how long it is kept',
  permission: 'interactions.configure',
  scope: 'none',
  idempotency: 'sets values',
  params: z.object({ code: kindCode }),
  body: kindWrite.partial(),
  response: interactionKind,
});

/** What people write down themselves. */
export const contactKind = z.enum(['note', 'call', 'visit', 'message']);

const contactWrite = z.object({
  content: z.string().trim().min(1).max(4_000).nullable(),
  direction: direction.nullable(),
  channel: z.enum(['phone', 'wechat', 'sms', 'email', 'store', 'home', 'other']).nullable(),
  outcome: interactionOutcome.nullable(),
  needs: z.string().trim().min(1).max(1_000).nullable(),
  seconds: z.number().int().min(0).max(86_400).nullable(),
});

export const contact = contactWrite.extend({
  interactionId: z.uuid(),
  customerId: id,
  kind: z.string(),
  at: instant,
  actorId: z.string().nullable(),
  actorName: z.string().nullable(),
});
export type Contact = z.infer<typeof contact>;

export const recordContact = endpoint({
  method: 'POST',
  path: '/api/customers/:customerId/contacts',
  summary: 'Write down a note, a call, a visit or a message',
  permission: 'interactions.contact',
  scope: 'customers',
  idempotency: 'by the reference the caller makes up',
  params: z.object({ customerId: idParam }),
  body: contactWrite.partial().extend({ reference, kind: contactKind, at: instant.optional() }),
  response: contact,
});

const contactParams = z.object({ customerId: idParam, interactionId: z.uuid() });

export const getContact = endpoint({
  method: 'GET',
  path: '/api/customers/:customerId/contacts/:interactionId',
  summary: 'What somebody wrote down',
  permission: 'interactions.read',
  scope: 'customers',
  params: contactParams,
  response: contact,
});

export const updateContact = endpoint({
  method: 'PATCH',
  path: '/api/customers/:customerId/contacts/:interactionId',
  summary: 'Correct what one wrote down oneself; the lead corrects everybody’s',
  permission: 'interactions.contact',
  scope: 'customers',
  idempotency: 'sets values',
  params: contactParams,
  body: contactWrite.partial().extend({ at: instant.optional() }),
  response: contact,
});

export const deleteContact = endpoint({
  method: 'DELETE',
  path: '/api/customers/:customerId/contacts/:interactionId',
  summary: 'Take back what one wrote down oneself; the lead takes back everybody’s',
  permission: 'interactions.contact',
  scope: 'customers',
  idempotency: 'what is gone is not found',
  params: contactParams,
  response: z.object({ done: z.boolean() }),
});
