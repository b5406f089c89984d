import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { pageOf, pageQuery } from '#shared/page.ts';
import { cents, currency, day, done, id, idParam, instant } from '#shared/wire.ts';

export const code = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
const count = z.number().int().min(0);
const rate = z.number().min(0).max(1).nullable();

export const twoTexts = z.object({ zh: z.string(), en: z.string() });

// ——— Alerts ——————————————————————————————————————————————————————————————————————————————————————————————————————————

export const alertState = z.enum(['open', 'handled', 'dismissed', 'lapsed']);

export const alert = z.object({
  customerId: id,
  customer: z.object({ code: z.string(), name: z.string().nullable() }),
  rule: z.string(),
  ruleName: twoTexts,
  episode: z.string(),
  state: alertState,
  reason: twoTexts,
  raisedAt: instant,
  deadlineAt: instant,
  expectedNetCents: cents.nullable(),
  risk: z.number().int().nullable(),
  taskId: id.nullable(),
  ownerName: z.string().nullable(),
  escalatedAt: instant.nullable(),
  /** Its task rests until then; the deadline stands. */
  snoozedUntil: instant.nullable(),
  endedAt: instant.nullable(),
  outcome: z.string().nullable(),
  result: z.string().nullable(),
  reasonCode: z.string().nullable(),
  returnedAt: instant.nullable(),
  returnedNetCents: cents.nullable(),
});
export type Alert = z.infer<typeof alert>;

export const listAlerts = endpoint({
  method: 'GET',
  path: '/api/care/alerts',
  summary: 'What the rules saw, newest first',
  permission: 'care.read',
  scope: 'customers',
  query: pageQuery.extend({
    /** `escalated` and `snoozed` are open ones. */
    state: alertState.or(z.enum(['escalated', 'snoozed'])).optional(),
    rule: z.string().max(40).optional(),
    customerId: idParam.optional(),
    ownerId: z.string().max(64).optional(),
  }),
  response: pageOf(alert),
});

export const ruleSettings = z.object({
  active: z.boolean(),
  args: z.record(z.string().max(40), z.number()),
  templateCode: code,
  deadlineHours: z
    .number()
    .int()
    .min(1)
    .max(24 * 60),
  priority: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  quietDays: z.number().int().min(0).max(730),
});
export type RuleSettings = z.infer<typeof ruleSettings>;

export const setAlertRule = ruleSettings.extend({ code: z.string(), name: twoTexts, changed: z.boolean() });
export type SetAlertRule = z.infer<typeof setAlertRule>;

export const listAlertRules = endpoint({
  method: 'GET',
  path: '/api/care/rules',
  summary: 'The rules that raise alerts, with the figures they run by',
  permission: 'care.read',
  scope: 'none',
  response: z.object({ rows: z.array(setAlertRule) }),
});

export const saveAlertRule = endpoint({
  method: 'PUT',
  path: '/api/care/rules/:code',
  summary: 'Change what a rule looks for, and the task it makes',
  permission: 'care.configure',
  scope: 'none',
  idempotency: 'sets values by code',
  params: z.object({ code }),
  body: ruleSettings,
  response: setAlertRule,
});

export const careSettings = z.object({
  /** Days after an alert ended in which an order counts as coming back. */
  returnDays: z.number().int().min(1).max(180),
  /** Days without a planned visit after somebody spoke with the customer. */
  restDays: z.number().int().min(0).max(90),
  visitsPerDay: z.number().int().min(1).max(100),
  visitDaysAhead: z.number().int().min(1).max(60),
  /** 1 Monday … 7 Sunday. */
  workdays: z.array(z.number().int().min(1).max(7)).min(1).max(7),
});
export type CareSettings = z.infer<typeof careSettings>;

export const getCareSettings = endpoint({
  method: 'GET',
  path: '/api/care/settings',
  summary: 'Days to come back, and how return visits are spread',
  permission: 'care.read',
  scope: 'none',
  response: careSettings,
});

export const saveCareSettings = endpoint({
  method: 'PUT',
  path: '/api/care/settings',
  summary: 'Change the days to come back, and how return visits are spread',
  permission: 'care.configure',
  scope: 'none',
  idempotency: 'sets values',
  body: careSettings,
  response: careSettings,
});

export const requestScan = endpoint({
  method: 'POST',
  path: '/api/care/scan',
  summary: 'Look at everybody now instead of waiting for the night',
  permission: 'care.configure',
  scope: 'none',
  idempotency: 'one scan waits at a time; a scan repeated changes nothing',
  response: done,
});

// ——— What came of it —————————————————————————————————————————————————————————————————————————————————————————————————

const followed = z.object({
  raised: count,
  open: count,
  handled: count,
  handledInTime: count,
  lapsed: count,
  dismissed: count,
  escalated: count,
  /** Of those handled so long ago that the days to come back are over. */
  matured: count,
  returned: count,
  returnedNetCents: cents,
  atStakeCents: cents,
  handledInTimeRate: rate,
  returnedRate: rate,
});

export const getFollowThrough = endpoint({
  method: 'GET',
  path: '/api/care/follow-through',
  summary: 'What came of the alerts raised lately: handled in time, came back, money kept',
  permission: 'care.lead',
  scope: 'customers',
  query: z.object({ days: z.coerce.number().int().min(7).max(366).default(90) }),
  response: z.object({
    total: followed,
    rules: z.array(followed.extend({ rule: z.string(), name: twoTexts })),
    people: z.array(followed.extend({ personId: z.string().nullable(), name: z.string().nullable() })),
    /** Alerts nobody handled: what followed there, for comparison. No control group, so it proves nothing. */
    unhandled: z.object({ matured: count, returned: count, returnedRate: rate }),
    reasons: z.array(twoTexts.extend({ code: z.string(), alerts: count })),
    returnDays: z.number().int(),
    currency,
    lastScan: instant.nullable(),
    definitions: z.record(z.string(), z.string()),
  }),
});

// ——— My day ——————————————————————————————————————————————————————————————————————————————————————————————————————————

export const dayRow = z.object({
  customerId: id,
  taskId: id,
  customer: z.object({ code: z.string(), name: z.string().nullable(), phone: z.string().nullable() }),
  kind: z.enum(['call', 'wechat', 'sms', 'visit', 'other']),
  title: twoTexts,
  reason: twoTexts.nullable(),
  templateCode: z.string().nullable(),
  priority: z.number().int(),
  dueAt: instant,
  overdue: z.boolean(),
  escalated: z.boolean(),
  needsReason: z.boolean(),
  notes: z.string().nullable(),
  delegatedByName: z.string().nullable(),
  /** Other open tasks of the same customer for the same person. */
  others: count,
  stage: z.string().nullable(),
  class4: z.string().nullable(),
  risk: z.number().int().nullable(),
  riskBand: z.string().nullable(),
  expectedNetCents: cents.nullable(),
  currentNetCents: cents.nullable(),
  silenceDays: z.number().int().nullable(),
  ownGapDays: z.number().nullable(),
  orders: count,
  /** What the list is sorted by: value × risk × due; see `care.day_order`. */
  weight: z.number(),
});
export type DayRow = z.infer<typeof dayRow>;

export const getMyDay = endpoint({
  method: 'GET',
  path: '/api/my-day',
  summary: 'What to do today, the most worth doing first, and what is done',
  permission: 'care.work',
  scope: 'customers',
  response: z.object({
    asOf: instant,
    today: day,
    numbers: z.object({
      toDo: count,
      overdue: count,
      dueToday: count,
      resting: count,
      /** Open alerts one may know of that waited so long that they went up to the lead. */
      escalated: count,
      doneToday: count,
      doneThisWeek: count,
      atStakeCents: cents,
    }),
    rows: z.array(dayRow),
    done: z.array(
      z.object({
        customerId: id,
        taskId: id,
        name: z.string().nullable(),
        code: z.string(),
        title: twoTexts,
        outcome: z.string().nullable(),
        result: z.string().nullable(),
        templateCode: z.string().nullable(),
        kind: z.string(),
        closedAt: instant,
      }),
    ),
    definitions: z.record(z.string(), z.string()),
  }),
});
