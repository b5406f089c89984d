import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { cents, currency, day, idParam, instant } from '#shared/wire.ts';
import { named, rfmModel } from '#modules/scoring/contract.ts';

const count = z.number().int().min(0);
const rate = z.number();
/** Calendar month of the organisation, YYYY-MM. */
const month = z.string().regex(/^\d{4}-\d{2}$/);
/** `filter=` values of the customer list that shows the customers behind a number; null when no list can. */
const filters = z.array(z.string()).nullable();

/** What every answer says of itself. */
const freshness = {
  asOf: instant,
  /** True while a newer answer is being worked out in the background: ask again in a few seconds. */
  refreshing: z.boolean(),
};

/** Restricts the orders looked at. */
const orderFilter = {
  storeId: idParam.optional(),
  channel: z.string().trim().min(1).max(60).optional(),
};

// ——— Definitions —————————————————————————————————————————————————————————————————————————————————————————————————————

export const listDefinitions = endpoint({
  method: 'GET',
  path: '/api/insights/definitions',
  summary: 'What each number means; the same sentences as docs/metrics.md',
  permission: 'signed-in',
  scope: 'none',
  response: z.object({ rows: z.array(z.object({ key: z.string(), zh: z.string(), en: z.string() })) }),
});

// ——— Overview ————————————————————————————————————————————————————————————————————————————————————————————————————————

/** First and last day, both included. */
const period = z.object({ from: day, to: day });

export const figureKey = z.enum([
  'customers',
  'active_customers',
  'new_customers',
  'orders',
  'gross_revenue',
  'net_revenue',
  'average_order_value',
  'repeat_rate',
  'returned',
  'return_rate',
]);

/** `previous` is the same number in the comparison period. Null: not known, or nothing to divide by. */
export const figure = z.object({
  key: figureKey,
  unit: z.enum(['count', 'money', 'rate']),
  value: z.number().nullable(),
  previous: z.number().nullable(),
  /** Key in `listDefinitions`. */
  definition: z.string(),
  filters,
});
export type Figure = z.infer<typeof figure>;

export const overviewMonth = z.object({
  month,
  /** The month is not over, or the period cuts it. */
  partial: z.boolean(),
  activeCustomers: count,
  newCustomers: count,
  orders: count,
  grossCents: cents,
  netCents: cents,
  returnedCents: cents,
});

export const mixRow = named.extend({ customers: count, share: rate, filters });

export const topRow = z.object({
  key: z.string(),
  name: z.string().nullable(),
  customers: count,
  orders: count,
  grossCents: cents,
  netCents: cents,
  /** Of the gross revenue of the period. */
  share: rate,
});

export const getOverview = endpoint({
  method: 'GET',
  path: '/api/insights/overview',
  summary: 'Customers, orders and revenue of a period against another',
  permission: 'insights.read',
  scope: 'none',
  /** Without a period: the last 365 days up to today. */
  query: z.object({
    from: day.optional(),
    to: day.optional(),
    compare: z.enum(['previous', 'year', 'none']).default('previous'),
    ...orderFilter,
  }),
  response: z.object({
    ...freshness,
    currency,
    period,
    comparison: period.nullable(),
    figures: z.array(figure),
    /** Of the period. */
    months: z.array(overviewMonth),
    /** Of everybody as of now, not of the period. */
    stages: z.array(mixRow),
    classes: z.array(mixRow),
    stores: z.array(topRow),
    channels: z.array(topRow),
  }),
});

// ——— Retention ———————————————————————————————————————————————————————————————————————————————————————————————————————

/** Null in all but `month` where the month lies in the future. */
export const cohortCell = z.object({
  month,
  customers: count.nullable(),
  /** Of the cohort's size. */
  rate: rate.nullable(),
  grossCents: cents.nullable(),
  /** The month is still running. */
  partial: z.boolean(),
  /** Of the customer list: who ordered in that month. */
  filters,
});

export const cohort = z.object({
  month,
  size: count,
  /** `cells[n]` is n months after the first purchase; all cohorts have as many as the oldest. */
  cells: z.array(cohortCell),
  filters,
});
export type Cohort = z.infer<typeof cohort>;

export const getRetention = endpoint({
  method: 'GET',
  path: '/api/insights/retention',
  summary: 'Monthly cohorts, repeat purchase and retention from month to month',
  permission: 'insights.read',
  scope: 'none',
  query: z.object({ months: z.coerce.number().int().min(2).max(60).default(24), ...orderFilter }),
  response: z.object({
    ...freshness,
    currency,
    /** Oldest first; the newest `months` cohorts. */
    cohorts: z.array(cohort),
    /** `average[n]`: of all cohorts old enough for a whole month n, weighted by size. */
    average: z.array(rate.nullable()),
    repeat: z.object({ buyers: count, repeaters: count, rate: rate.nullable(), filters }),
    /** Of those active in the month, how many were active in the next; null while the next is not over. */
    periods: z.array(z.object({ month, active: count, retained: count.nullable(), rate: rate.nullable() })),
    definitions: z.object({ cohort: z.string(), repeat: z.string(), period: z.string() }),
  }),
});

// ——— RFM —————————————————————————————————————————————————————————————————————————————————————————————————————————————

export const rfmCell = z.object({
  r: z.number().int(),
  f: z.number().int(),
  segment: z.string(),
  customers: count,
  share: rate,
  grossCents: cents,
  netCents: cents,
  filters,
});

export const rfmGroup = mixRow.extend({
  grossCents: cents,
  netCents: cents,
  /** Of everybody's gross. */
  revenueShare: rate,
  meanRecencyDays: z.number().nullable(),
  meanOrders: z.number().nullable(),
  meanMonetaryCents: z.number().nullable(),
});
export type RfmGroup = z.infer<typeof rfmGroup>;

export const getRfmPicture = endpoint({
  method: 'GET',
  path: '/api/insights/rfm',
  summary: 'Customers and money by recency and frequency, segment and class',
  permission: 'insights.read',
  scope: 'none',
  response: z.object({
    ...freshness,
    currency,
    /** Null before the first judgement: there is nothing to show yet. */
    model: rfmModel.nullable(),
    scored: count,
    /** Customers without an order that counts; they have no scores. */
    prospects: count,
    /** All 25, r from 5 to 1 and f from 1 to 5. */
    cells: z.array(rfmCell),
    segments: z.array(rfmGroup),
    class8: z.array(rfmGroup),
    class4: z.array(rfmGroup),
    definitions: z.object({ r: z.string(), f: z.string(), m: z.string(), segment: z.string() }),
  }),
});
