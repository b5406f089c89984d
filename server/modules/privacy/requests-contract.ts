import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { pageOf, pageQuery } from '#shared/page.ts';
import { id, idParam, instant } from '#shared/wire.ts';

export const requestKind = z.enum(['access', 'copy', 'correction', 'erasure']);
export const requestState = z.enum(['open', 'working', 'done', 'refused']);

const left = z.object({ table: z.string(), column: z.string(), rows: z.number().int() });

/** What an erasure did, in numbers; holds nothing of the person. */
export const erasureOutcome = z.object({
  tables: z.record(z.string(), z.number().int()),
  auditEntries: z.number().int(),
  files: z.object({
    deleted: z.array(z.number().int()),
    outside: z.array(z.string()),
    cancelledBatches: z.array(z.number().int()),
    emptiedRows: z.number().int(),
  }),
  /** Identifiers other customers share; they stay theirs. */
  shared: z.number().int(),
  /** The search through the whole database afterwards; `left` names what it still found. */
  swept: z.object({
    tables: z.number().int(),
    columns: z.number().int(),
    rows: z.number().int(),
    left: z.array(left),
  }),
});
export type ErasureOutcome = z.infer<typeof erasureOutcome>;

export const privacyRequest = z.object({
  requestId: id,
  customerId: id,
  customerCode: z.string(),
  customerName: z.string().nullable(),
  kind: requestKind,
  state: requestState,
  receivedAt: instant,
  dueAt: instant,
  overdue: z.boolean(),
  via: z.string(),
  /** How it was made sure that it is the customer who asks. */
  verified: z.string().nullable(),
  note: z.string().nullable(),
  ownerId: z.string().nullable(),
  ownerName: z.string().nullable(),
  createdBy: z.string().nullable(),
  answer: z.string().nullable(),
  outcome: erasureOutcome.nullable(),
  closedAt: instant.nullable(),
  closedBy: z.string().nullable(),
  erasedAt: instant.nullable(),
});
export type PrivacyRequest = z.infer<typeof privacyRequest>;

const text = (max: number) => z.string().trim().max(max).nullable();
const params = z.object({ requestId: idParam });

export const listRequests = endpoint({
  method: 'GET',
  path: '/api/privacy/requests',
  summary: 'What customers asked for: to see, copy, correct or erase what is kept of them',
  permission: 'privacy.requests',
  scope: 'customers',
  query: pageQuery.extend({
    state: z.enum(['open', 'closed', 'all']).default('open'),
    customerId: idParam.optional(),
  }),
  response: pageOf(privacyRequest).extend({ open: z.number().int(), overdue: z.number().int() }),
});

export const openRequest = endpoint({
  method: 'POST',
  path: '/api/privacy/requests',
  summary: 'Write down a request; the deadline counts from when it came',
  permission: 'privacy.requests',
  scope: 'customers',
  idempotency: 'an open request of the same kind of the same customer is answered as it is',
  body: z.object({
    customerId: id,
    kind: requestKind,
    via: z.string().trim().min(1).max(60),
    receivedAt: instant.optional(),
    verified: text(500).default(null),
    note: text(2_000).default(null),
  }),
  response: privacyRequest,
});

export const getRequest = endpoint({
  method: 'GET',
  path: '/api/privacy/requests/:requestId',
  summary: 'One request',
  permission: 'privacy.requests',
  scope: 'customers',
  params,
  response: privacyRequest,
});

export const changeRequest = endpoint({
  method: 'PATCH',
  path: '/api/privacy/requests/:requestId',
  summary: 'Give a request an owner, say how identity was verified, note something',
  permission: 'privacy.requests',
  scope: 'customers',
  idempotency: 'sets values; a closed request is refused',
  params,
  body: z.object({
    ownerId: z.string().max(64).nullable().optional(),
    verified: text(500).optional(),
    note: text(2_000).optional(),
  }),
  response: privacyRequest,
});

export const closeRequest = endpoint({
  method: 'POST',
  path: '/api/privacy/requests/:requestId/close',
  summary: 'Close a request as done or refused, with what was answered',
  permission: 'privacy.requests',
  scope: 'customers',
  idempotency: 'closing it the same way again changes nothing',
  params,
  body: z.object({ state: z.enum(['done', 'refused']), answer: z.string().trim().min(1).max(2_000) }),
  response: privacyRequest,
});

export const startErasure = endpoint({
  method: 'POST',
  path: '/api/privacy/requests/:requestId/erase',
  summary: 'Erase the customer for good; cannot be undone',
  permission: 'privacy.erase',
  scope: 'customers',
  idempotency: 'one that is under way or done is answered as it is',
  params,
  /** `confirm` repeats the number of the customer. */
  body: z.object({ confirm: z.string().max(120) }),
  response: privacyRequest,
});

export const downloadCopy = endpoint({
  method: 'GET',
  path: '/api/privacy/requests/:requestId/copy',
  summary: 'Everything that is kept of the customer, as JSON for machines or as a page to read',
  permission: 'privacy.requests',
  scope: 'customers',
  params,
  query: z.object({
    format: z.enum(['json', 'html']).default('json'),
    language: z.enum(['zh-CN', 'en']).default('zh-CN'),
  }),
  response: 'file',
});

export const liftSuppression = endpoint({
  method: 'POST',
  path: '/api/customers/:customerId/suppression/lift',
  summary: 'Let a forgotten person be known again, when they come back of their own will',
  permission: 'privacy.erase',
  scope: 'customers',
  idempotency: 'lifting what is lifted changes nothing',
  params: z.object({ customerId: idParam }),
  body: z.object({ reason: z.string().trim().min(4).max(500) }),
  response: z.object({ freed: z.number().int() }),
});
