import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { cents, currency, idParam, instant } from '#shared/wire.ts';
import { code, twoTexts } from './contract.ts';

const count = z.number().int().min(0);
const ofClass = z.object({ code: z.string().max(40) });
const twoLists = z.object({ zh: z.array(z.string().max(200)).max(20), en: z.array(z.string().max(200)).max(20) });

export const vipRule = z.object({
  minCurrentCents: cents.min(0),
  minPurchaseDays: z.number().int().min(1).max(1_000),
  classes: z.array(z.string().max(40)).max(10),
  /** How many of the three conditions must hold. */
  needed: z.number().int().min(1).max(3),
});
export type VipRule = z.infer<typeof vipRule>;

export const vipMembership = z.object({
  vip: z.boolean(),
  needed: z.number().int(),
  conditions: z.array(twoTexts.extend({ holds: z.boolean() })),
});
export type VipMembership = z.infer<typeof vipMembership>;

/** `own_manager` and `lead`: one person of that role; `store_team` and `nobody`: no owner, work goes to the store or the lead. */
export const ownerRule = z.enum(['own_manager', 'store_team', 'lead', 'nobody']);
/** Whose owner the rule may change: only of whoever has none, or also of whoever's owner is not as the rule says. */
export const ownerChange = z.enum(['unowned', 'unfitting']);

/** How a class is looked after. */
export const policy = z.object({
  ownerRule,
  ownerChange,
  /** Apply the owner rule by itself each morning; else when somebody asks for it. */
  ownerDaily: z.boolean(),
  /** A word every so many days, at least; null: only when there is a reason. */
  contactEveryDays: z.number().int().min(1).max(730).nullable(),
  contactKind: z.enum(['call', 'wechat', 'sms', 'visit']),
  contactMinutes: z.number().int().min(1).max(480),
  /** Service promise: hours until somebody answers. */
  answerWithinHours: z.number().int().min(1).max(240),
  /** What one customer of the class may cost in care a year, as a share of the expected net spend. */
  careShare: z.number().min(0).max(0.5),
  needs: twoLists,
  benefits: twoLists,
  playbooks: z.array(code).max(20),
});
export type Policy = z.infer<typeof policy>;

/** As it is sent: left out, an owner is given by hand, to whoever has none. */
const policyDraft = policy.extend({
  ownerChange: ownerChange.default('unowned'),
  ownerDaily: z.boolean().default(false),
});

export const classPolicy = policy.extend({
  code: z.string(),
  name: twoTexts,
  changed: z.boolean(),
  /** What it comes to today. */
  customers: count,
  owned: count,
  expectedNetCents: cents,
  careBudgetCents: cents,
  contactsPerMonth: z.number(),
  hoursPerMonth: z.number(),
});

export const listPolicies = endpoint({
  method: 'GET',
  path: '/api/care/policies',
  summary: 'How each class is looked after, and what that costs in money and hours',
  permission: 'care.read',
  scope: 'customers',
  response: z.object({
    rows: z.array(classPolicy),
    vip: vipRule,
    vips: count,
    currency,
    definitions: z.record(z.string(), z.string()),
  }),
});

export const savePolicy = endpoint({
  method: 'PUT',
  path: '/api/care/policies/:code',
  summary: 'Change how a class is looked after',
  permission: 'care.configure',
  scope: 'none',
  idempotency: 'sets values by class',
  params: ofClass,
  body: policyDraft,
  response: policy,
});

export const saveVipRule = endpoint({
  method: 'PUT',
  path: '/api/care/vip',
  summary: 'Change who is a VIP',
  permission: 'care.configure',
  scope: 'none',
  idempotency: 'sets values',
  body: vipRule,
  response: vipRule,
});

export const ownerPlan = z.object({
  rule: ownerRule,
  change: ownerChange,
  /** Whom the rule is about: without an active owner, or with one it does not want. */
  customers: count,
  /** What each would get; empty where the rule leaves customers without an owner. */
  shares: z.array(z.object({ ownerId: z.string(), name: z.string(), has: count, gets: count })),
  /** Who would have no owner afterwards because the rule says so. */
  released: count,
  /** Who stays as they are because nobody active fits the rule. */
  left: count,
});
export type OwnerPlan = z.infer<typeof ownerPlan>;

export const previewOwners = endpoint({
  method: 'GET',
  path: '/api/care/policies/:code/owners',
  summary: 'Who would look after whom if the owner rule of a class were applied now',
  permission: 'customers.assign',
  scope: 'customers',
  params: ofClass,
  response: ownerPlan,
});

export const applyOwners = endpoint({
  method: 'POST',
  path: '/api/care/policies/:code/owners',
  summary: 'Apply the owner rule of a class',
  permission: 'customers.assign',
  scope: 'customers',
  idempotency: 'a second time there is nobody left whom the rule is about',
  params: ofClass,
  response: z.object({ changed: count, plan: ownerPlan }),
});

// ——— One customer ————————————————————————————————————————————————————————————————————————————————————————————————————

export const advice = z.object({
  action: z.string(),
  name: twoTexts,
  reason: twoTexts,
  templateCode: z.string(),
  kind: z.enum(['call', 'wechat', 'sms', 'visit', 'other']),
  /** Expected net spend of twelve months × the assumed effect; an assumption, no promise. Null where nothing is expected yet. */
  expectedValueCents: cents.nullable(),
  upliftPrior: z.number(),
  /** The open task it stands for. */
  taskId: z.number().int().nullable(),
});
export type Advice = z.infer<typeof advice>;

export const getCustomerCare = endpoint({
  method: 'GET',
  path: '/api/customers/:customerId/care',
  summary: 'The one thing to do for a customer, VIP or not and why, the policy of the class',
  permission: 'care.read',
  scope: 'customers',
  params: z.object({ customerId: idParam }),
  response: z.object({
    next: advice.nullable(),
    others: z.array(advice),
    /** Days since somebody spoke with the customer, where that was so lately that they are left in peace. */
    restsAfterContact: count.nullable(),
    vip: vipMembership,
    policy: policy.extend({ code: z.string(), name: twoTexts }).nullable(),
    currency,
    asOf: instant,
  }),
});

export const dismissAdvice = endpoint({
  method: 'POST',
  path: '/api/customers/:customerId/care/dismiss',
  summary: 'Say that an advice is not helpful; it rests for the customer',
  permission: 'care.work',
  scope: 'customers',
  idempotency: 'one rest per customer and action; a repetition prolongs it',
  params: z.object({ customerId: idParam }),
  body: z.object({ action: code }),
  response: z.object({ restsUntil: instant }),
});

export const actionRule = z.object({
  code,
  name: twoTexts,
  when: twoTexts,
  templateCode: code,
  /** Assumed gain of expected net spend; to be replaced by one's own measurement. */
  upliftPrior: z.number().min(0).max(1),
  active: z.boolean(),
  changed: z.boolean(),
  /** How often it was found not helpful in the last half year. */
  dismissed: count,
});

export const listActions = endpoint({
  method: 'GET',
  path: '/api/care/actions',
  summary: 'The rules behind the next best action, in their order',
  permission: 'care.read',
  scope: 'none',
  response: z.object({ rows: z.array(actionRule) }),
});

export const saveAction = endpoint({
  method: 'PUT',
  path: '/api/care/actions/:code',
  summary: 'Switch a rule on or off, or change what it is assumed to gain',
  permission: 'care.configure',
  scope: 'none',
  idempotency: 'sets values by code',
  params: z.object({ code }),
  body: z.object({ active: z.boolean(), upliftPrior: z.number().min(0).max(1), templateCode: code }),
  response: z.object({ rows: z.array(actionRule) }),
});
