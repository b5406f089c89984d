import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { pageOf, pageQuery } from '#shared/page.ts';
import { day, id, instant } from '#shared/wire.ts';
import { customerDraft, customerKind } from './contract.ts';

/**
 * What speaks for or against a pair, as `<subject>.<how>` (`name.sound`, `phone.nearly`, `birthday.different`); the console
 * puts it into words. `weight` is the natural logarithm of how many times likelier this is of one customer than of two.
 */
export const duplicateReason = z.object({ code: z.string(), weight: z.number() });

/** The probability in per cent, with one decimal. */
const score = z.number().min(0).max(100);

const member = z.object({
  customerId: id,
  code: z.string(),
  kind: customerKind,
  name: z.string().nullable(),
  gender: z.string().nullable(),
  birthday: day.nullable(),
  phones: z.array(z.string()),
  emails: z.array(z.string()),
  province: z.string().nullable(),
  city: z.string().nullable(),
  address: z.string().nullable(),
  storeName: z.string().nullable(),
  ownerName: z.string().nullable(),
  registeredAt: instant.nullable(),
  createdAt: instant,
});
export type DuplicateMember = z.infer<typeof member>;

export const duplicateGroup = z.object({
  groupId: z.number().int(),
  /** Of the surest pair. */
  score,
  /** Every pair of it shares a telephone or an e-mail. */
  exact: z.boolean(),
  members: z.array(member),
  pairs: z.array(z.object({ a: id, b: id, score, exact: z.boolean(), reasons: z.array(duplicateReason) })),
});
export type DuplicateGroup = z.infer<typeof duplicateGroup>;

export const listDuplicates = endpoint({
  method: 'GET',
  path: '/api/customers/duplicates',
  summary: 'Records that look like one customer, in groups, the surest first',
  permission: 'customers.read',
  scope: 'customers',
  query: pageQuery.extend({ limit: pageQuery.shape.limit.default(20), exact: z.enum(['yes', 'no']).optional() }),
  response: pageOf(duplicateGroup),
});

export const duplicateScan = z.object({
  scanId: id,
  state: z.enum(['running', 'done', 'failed']),
  /** `reading`, `counting`, `keys`, `pairing`, `fitting`, `judging`, `grouping`, `done`. */
  phase: z.string(),
  startedAt: instant,
  finishedAt: instant.nullable(),
  customers: z.number().int(),
  /** Of the phase: customers read, or pairs judged. */
  done: z.number().int(),
  candidates: z.number().int(),
  pairs: z.number().int(),
  groups: z.number().int(),
  seconds: z.number(),
});
export type DuplicateScan = z.infer<typeof duplicateScan>;

export const getDuplicateState = endpoint({
  method: 'GET',
  path: '/api/customers/duplicates/state',
  summary: 'How many suggestions there are, and the last look through all customers',
  permission: 'customers.read',
  scope: 'customers',
  response: z.object({
    groups: z.number().int(),
    customers: z.number().int(),
    toldApart: z.number().int(),
    threshold: z.number(),
    scan: duplicateScan.nullable(),
    /** One is asked for and has not begun. */
    waiting: z.boolean(),
  }),
});

export const scanDuplicates = endpoint({
  method: 'POST',
  path: '/api/customers/duplicates/scan',
  summary: 'Look through all customers for duplicates, in the background',
  permission: 'customers.merge',
  scope: 'none',
  idempotency: 'one that waits already is not asked for twice',
  response: z.object({ requested: z.boolean() }),
});

export const tellCustomersApart = endpoint({
  method: 'POST',
  path: '/api/customers/duplicates/apart',
  summary: 'Say that these are different customers; they are not suggested as one again',
  permission: 'customers.merge',
  scope: 'customers',
  idempotency: 'said once for each pair',
  body: z.object({ customerIds: z.array(id).min(2).max(20) }),
  response: z.object({ pairs: z.number().int() }),
});

export const mergeExactDuplicates = endpoint({
  method: 'POST',
  path: '/api/customers/duplicates/merge-exact',
  summary: 'Merge the next few groups that share a telephone or e-mail throughout, where the settings allow it',
  permission: 'customers.merge',
  scope: 'customers',
  idempotency: 'groups are merged once; call again while there are some left',
  response: z.object({ groups: z.number().int(), left: z.number().int() }),
});

export const checkDuplicates = endpoint({
  method: 'POST',
  path: '/api/customers/duplicates/check',
  summary: 'Who of the customers one may see resembles somebody about to be written down',
  permission: 'customers.read',
  scope: 'customers',
  idempotency: 'writes nothing',
  body: customerDraft
    .pick({ kind: true, name: true, gender: true, birthday: true, province: true, city: true, address: true })
    .extend({
      phone: z.string().trim().max(40).nullable().optional(),
      email: z.string().trim().max(200).nullable().optional(),
      /** Who is being edited: resembles themselves and is left out. */
      customerId: id.optional(),
    }),
  response: z.object({
    rows: z.array(
      z.object({
        customerId: id,
        code: z.string(),
        name: z.string().nullable(),
        phone: z.string().nullable(),
        score,
        exact: z.boolean(),
        reasons: z.array(duplicateReason),
      }),
    ),
  }),
});
export type ResemblingCustomer = z.infer<typeof checkDuplicates.response>['rows'][number];

export const duplicateSettings = z.object({
  /** Pairs from this probability on are suggested. */
  threshold: z.number().min(0.3).max(0.99),
  /** anna+shop@example.com and anna@example.com are one address. */
  foldPlusTags: z.boolean(),
  /** Groups that share exact keys throughout may be merged all at once. */
  mergeExactInBulk: z.boolean(),
});
export type DuplicateSettings = z.infer<typeof duplicateSettings>;

export const getDuplicateSettings = endpoint({
  method: 'GET',
  path: '/api/customers/duplicates/settings',
  summary: 'From when on records are suggested as one, and what may be done with many',
  permission: 'customers.merge',
  scope: 'none',
  response: duplicateSettings,
});

export const saveDuplicateSettings = endpoint({
  method: 'PUT',
  path: '/api/customers/duplicates/settings',
  summary: 'Change them; suggestions follow with the next look through all customers, which is asked for',
  permission: 'customers.merge_rules',
  scope: 'none',
  idempotency: 'sets values',
  body: duplicateSettings,
  response: duplicateSettings,
});
