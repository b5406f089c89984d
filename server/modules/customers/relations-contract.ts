import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { pageOf, pageQuery } from '#shared/page.ts';
import { done, id, idParam, instant } from '#shared/wire.ts';
import { customerKind } from './contract.ts';

/** `parent` read forth says what the other one is (the parent), read back the reverse (the child). */
export const relationWay = z.enum(['forth', 'back']);
export type RelationWay = z.infer<typeof relationWay>;

/** Kinds do not end in `_back`: that is how the reverse is named in segments and translations. */
const kindCode = z.string().regex(/^(?!.*_back$)[a-z][a-z0-9_]{0,39}$/);

export const relationKind = z.object({
  code: z.string(),
  /** Null for the kinds every house has: they are translated. */
  name: z.string().nullable(),
  backName: z.string().nullable(),
  /** The same in both directions. */
  mutual: z.boolean(),
  /** What kind of customer must stand at each end; null: anybody. */
  ownKind: customerKind.nullable(),
  otherKind: customerKind.nullable(),
  archived: z.boolean(),
});
export type RelationKind = z.infer<typeof relationKind>;

const kindName = z.string().trim().min(1).max(40).nullable();

export const listRelationKinds = endpoint({
  method: 'GET',
  path: '/api/customers/relation-kinds',
  summary: 'Kinds of relations between customers, each with what it is called from the other side',
  permission: 'customers.read',
  scope: 'none',
  response: z.object({ rows: z.array(relationKind) }),
});

export const saveRelationKind = endpoint({
  method: 'PUT',
  path: '/api/customers/relation-kinds/:code',
  summary: 'Add a kind of relation, rename or archive one',
  permission: 'customers.configure',
  scope: 'none',
  idempotency: 'sets values by code; whether it is mutual and who may stand at its ends stays as it was made',
  params: z.object({ code: kindCode }),
  body: z.object({
    name: kindName,
    /** Needed where the kind is not mutual. */
    backName: kindName.default(null),
    mutual: z.boolean().default(false),
    ownKind: customerKind.nullable().default(null),
    otherKind: customerKind.nullable().default(null),
    archived: z.boolean().default(false),
  }),
  response: relationKind,
});

export const relatedCustomer = z.object({
  customerId: id,
  code: z.string(),
  name: z.string().nullable(),
  kind: customerKind,
});

export const relation = z.object({
  kind: z.string(),
  way: relationWay,
  note: z.string().nullable(),
  main: z.boolean(),
  addedAt: instant,
  customer: relatedCustomer,
});
export type Relation = z.infer<typeof relation>;

/** Sums of the members by the codes of the fields that add up (`orders.netCents`). */
const sums = z.record(z.string(), z.number());

/** The latest of the members by the codes of the fields of which it says something (`orders.lastOrderAt`). */
const latest = z.record(z.string(), instant.nullable());

export const household = z.object({
  householdId: id,
  /** Those whoever asks may know of. */
  members: z.array(relatedCustomer.extend({ sums })),
  sums,
  latest,
});
export type Household = z.infer<typeof household>;

const ofCustomer = z.object({ customerId: idParam });

export const listRelations = endpoint({
  method: 'GET',
  path: '/api/customers/:customerId/relations',
  summary: 'Whom a customer is related to and lives with, as far as whoever asks may know of them',
  permission: 'customers.read',
  scope: 'customers',
  params: ofCustomer,
  response: z.object({ relations: z.array(relation), households: z.array(household) }),
});

export const listHouseholds = endpoint({
  method: 'GET',
  path: '/api/customers/households',
  summary: 'Households of which whoever asks may know at least two members, with what these have bought together',
  permission: 'customers.read',
  scope: 'customers',
  query: pageQuery.extend({
    /** Of whom any of the members is found so. */
    search: z.string().trim().max(120).optional(),
    /** `members`, or the code of a field that adds up or has a latest (`orders.netCents`, `orders.lastOrderAt`); most first. */
    sort: z.string().max(60).default('members'),
  }),
  response: pageOf(household.extend({ memberCount: z.number().int() })),
});

const note = z.string().trim().max(60).nullable().default(null);
const oneRelation = ofCustomer.extend({ kind: kindCode, way: relationWay, otherCustomerId: idParam });

export const saveRelation = endpoint({
  method: 'PUT',
  path: '/api/customers/:customerId/relations/:kind/:way/:otherCustomerId',
  summary: 'Relate two customers, or change what is noted of their relation',
  permission: 'customers.write',
  scope: 'customers',
  idempotency: 'sets values; one relation of a kind and direction between two customers',
  params: oneRelation,
  body: z.object({
    note,
    /** Of a company and a contact: whom to turn to first. At most one of a company. */
    main: z.boolean().default(false),
  }),
  response: relation,
});

export const removeRelation = endpoint({
  method: 'DELETE',
  path: '/api/customers/:customerId/relations/:kind/:way/:otherCustomerId',
  summary: 'End a relation',
  permission: 'customers.write',
  scope: 'customers',
  idempotency: 'a relation that is gone stays gone',
  params: oneRelation,
  response: done,
});

export const addCompanyContact = endpoint({
  method: 'POST',
  path: '/api/customers/:customerId/company-contacts',
  summary: 'Make a person and relate them to the company they work at, in one step',
  permission: 'customers.write',
  scope: 'customers',
  idempotency: 'a person known by the phone or e-mail is found again; with neither a new one is made each time',
  params: ofCustomer,
  body: z.object({
    name: z.string().trim().min(1).max(120),
    phone: z.string().trim().max(40).optional(),
    email: z.email().max(200).optional(),
    note,
    main: z.boolean().default(false),
  }),
  response: relation,
});

const member = ofCustomer.extend({ otherCustomerId: idParam });

export const joinHousehold = endpoint({
  method: 'PUT',
  path: '/api/customers/:customerId/household/:otherCustomerId',
  summary: 'Two customers live together: the other one joins the household, which is founded where there is none',
  permission: 'customers.write',
  scope: 'customers',
  idempotency: 'whoever lives together already does so once',
  params: member,
  response: z.object({ householdId: id }),
});

export const leaveHousehold = endpoint({
  method: 'DELETE',
  path: '/api/customers/:customerId/households/:householdId',
  summary: 'A customer moves out of a household',
  permission: 'customers.write',
  scope: 'customers',
  idempotency: 'who is out stays out',
  params: ofCustomer.extend({ householdId: idParam }),
  response: done,
});
