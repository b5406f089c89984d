import { z } from 'zod';
import { exportReason } from '#modules/access/exports-contract.ts';
import { endpoint } from '#shared/endpoint.ts';
import { pageOf, pageQuery } from '#shared/page.ts';
import { day, id, idParam, instant } from '#shared/wire.ts';
import { customChange, customValues } from './custom-contract.ts';
import { tag } from './tags-contract.ts';

export const customerKind = z.enum(['person', 'company']);
export const gender = z.enum(['female', 'male', 'other']);
export const identityKind = z.enum(['external', 'phone', 'email', 'wechat_openid', 'wechat_unionid']);

const text = (max: number) => z.string().trim().min(1).max(max).nullable();

/** What people may write of a customer. Owner and identifiers have rules of their own. */
export const profile = z.object({
  kind: customerKind,
  name: text(120),
  gender: gender.nullable(),
  birthday: day.nullable(),
  province: text(60),
  city: text(60),
  address: text(300),
  occupation: text(80),
  industry: text(80),
  companySize: text(40),
  note: text(2_000),
  channel: text(60),
  storeId: id.nullable(),
  registeredAt: instant.nullable(),
});

export const identity = z.object({
  kind: identityKind,
  /** The source of an external id; empty for the rest. */
  namespace: z.string(),
  value: z.string(),
  original: z.string(),
});

export const customer = profile.extend({
  customerId: id,
  code: z.string(),
  /** E.164 (`+8613800138000`), however it was written. */
  phone: z.string().nullable(),
  email: z.string().nullable(),
  storeName: z.string().nullable(),
  ownerId: z.string().nullable(),
  ownerName: z.string().nullable(),
  createdAt: instant,
  updatedAt: instant,
  identities: z.array(identity),
  /** Values of added fields, by their codes; those whoever asks may see. */
  custom: customValues,
});
export type Customer = z.infer<typeof customer>;

/**
 * What a caller sends to make a customer or find the one it already is. Only what is given is written; nulls say
 * nothing. A scoped caller's new customers are their own.
 */
export const customerDraft = profile.partial().extend({
  source: z.string().trim().min(1).max(60).default('api'),
  externalId: z.string().trim().min(1).max(120).optional(),
  phone: z.string().trim().max(40).optional(),
  email: z.email().max(200).optional(),
  wechatOpenid: z.string().trim().min(1).max(128).optional(),
  wechatUnionid: z.string().trim().min(1).max(128).optional(),
  /** Store by code or name, for callers who do not know our ids. */
  store: z.string().trim().min(1).max(120).optional(),
  custom: customChange.optional(),
});
export type CustomerDraft = z.input<typeof customerDraft>;

export const recordCustomers = endpoint({
  method: 'POST',
  path: '/api/customers',
  summary: 'Make customers, or fill in what is new about the ones already known',
  permission: 'customers.write',
  scope: 'customers',
  idempotency: 'found again by external id, WeChat id, phone or e-mail, in that order; with none of them made anew',
  body: z.object({ customers: z.array(customerDraft).min(1).max(1_000) }),
  response: z.object({
    rows: z.array(
      z.object({
        /** Null for `forgotten` alone. */
        customerId: id.nullable(),
        /** `forgotten`: somebody of these identifiers asked to be forgotten; nothing was written. */
        outcome: z.enum(['created', 'updated', 'unchanged', 'forgotten']),
      }),
    ),
  }),
});

export const getCustomer = endpoint({
  method: 'GET',
  path: '/api/customers/:customerId',
  summary: 'One customer: profile, identities, and what each module knows',
  permission: 'customers.read',
  scope: 'customers',
  params: z.object({ customerId: idParam }),
  /** `facts` are the values of the declared fields (totals, scores …) by their code. */
  response: customer.extend({ tags: z.array(tag), facts: z.record(z.string(), z.unknown()), asOf: instant }),
});

export const updateCustomer = endpoint({
  method: 'PATCH',
  path: '/api/customers/:customerId',
  summary: 'Change the profile, or by which phone and e-mail the customer is known first',
  permission: 'customers.write',
  scope: 'customers',
  idempotency: 'sets values; a phone or e-mail that identifies somebody else is refused',
  params: z.object({ customerId: idParam }),
  body: profile.partial().extend({
    phone: z.string().trim().max(40).nullable().optional(),
    email: z.email().max(200).nullable().optional(),
    custom: customChange.optional(),
  }),
  response: customer,
});

export const assignOwner = endpoint({
  method: 'POST',
  path: '/api/customers/owner',
  summary: 'Give customers to an owner, or to nobody',
  permission: 'customers.assign',
  scope: 'customers',
  idempotency: 'sets the owner',
  body: z.object({ customerIds: z.array(id).min(1).max(1_000), ownerId: z.string().max(64).nullable() }),
  response: z.object({ changed: z.number().int() }),
});

export const listOwners = endpoint({
  method: 'GET',
  path: '/api/customers/owners',
  summary: 'People who may look after customers',
  permission: 'customers.read',
  scope: 'none',
  response: z.object({ rows: z.array(z.object({ ownerId: z.string(), name: z.string(), role: z.string() })) }),
});

export const fieldType = z.enum(['text', 'number', 'money', 'instant', 'day', 'choice']);

/**
 * A column of the customer list, declared by whichever module owns it. `customers.store` and `customers.owner` are
 * filtered by id (of `/api/stores`, `/api/customers/owners`) and shown by name.
 */
export const listField = z.object({
  code: z.string(),
  type: fieldType,
  sortable: z.boolean(),
  filterable: z.boolean(),
  /** The values of a choice, in their order; null when they are not a fixed set. */
  choices: z.array(z.string()).nullable(),
  /** A filter that links set, from a number to the customers behind it; no column, and not offered by hand. */
  byLink: z.boolean(),
  /** What the business itself calls the field and its choices; null where both are translated. */
  name: z.string().nullable(),
  choiceNames: z.record(z.string(), z.string()).nullable(),
});
export type ListField = z.infer<typeof listField>;

export const listFields = endpoint({
  method: 'GET',
  path: '/api/customers/fields',
  summary: 'What the customer list can show, filter and sort by',
  permission: 'customers.read',
  scope: 'none',
  response: z.object({ rows: z.array(listField) }),
});

/**
 * Filters travel as `filter=<field>:<operator>:<value>`, repeated; a choice takes several values with commas.
 * Operators: `is` (choice and text, one of), `min`, `max` (numbers, money in minor units, days; instants as days of the
 * organisation, both ends included), `empty` (value yes|no). `fields` names the values wanted, comma-separated.
 */
const listCriteria = z.object({
  search: z.string().trim().max(100).optional(),
  /** A sortable field, or `relevance`: how well they fit the search, the usual order where there is one. */
  sort: z.string().max(60).optional(),
  direction: z.enum(['asc', 'desc']).default('desc'),
  filter: z.union([z.string().max(400), z.array(z.string().max(400)).max(20)]).optional(),
  fields: z.string().max(1_000).optional(),
});

export const listCustomers = endpoint({
  method: 'GET',
  path: '/api/customers',
  summary: 'Customers, searched, filtered, sorted, page by page',
  permission: 'customers.read',
  scope: 'customers',
  query: pageQuery.extend(listCriteria.shape),
  response: pageOf(
    z.object({
      customerId: id,
      code: z.string(),
      name: z.string().nullable(),
      phone: z.string().nullable(),
      values: z.record(z.string(), z.unknown()),
    }),
  ),
});

export const exportCustomers = endpoint({
  method: 'GET',
  path: '/api/customers/export',
  summary: 'The filtered list as CSV',
  permission: 'customers.export',
  scope: 'customers',
  query: listCriteria.extend({ reason: exportReason }),
  response: 'file',
});

export const timelineEntry = z.object({
  /** Unique within the customer's timeline. */
  key: z.string(),
  at: instant,
  kind: z.string(),
  /** What the kind needs to be told in a sentence; shapes are stated by the module that owns the kind. */
  detail: z.record(z.string(), z.unknown()),
});
export type TimelineEntry = z.infer<typeof timelineEntry>;

export const listTimeline = endpoint({
  method: 'GET',
  path: '/api/customers/:customerId/timeline',
  summary: 'Everything that happened with one customer, newest first',
  permission: 'customers.read',
  scope: 'customers',
  params: z.object({ customerId: idParam }),
  query: pageQuery.extend({ kinds: z.string().max(300).optional() }),
  response: pageOf(timelineEntry).extend({ kinds: z.array(z.string()) }),
});
