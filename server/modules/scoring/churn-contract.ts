import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { cents, currency, day, id, idParam, instant, listParam } from '#shared/wire.ts';
import { pageOf, pageQuery } from '#shared/page.ts';
import { churnDefinition, ruleCode } from './churn-settings-contract.ts';
import { named } from './contract.ts';
import { purchaseModelName } from './value-contract.ts';

const count = z.number().int().min(0);
const rate = z.number();
const month = z.string().regex(/^\d{4}-\d{2}$/);
const filters = z.array(z.string()).nullable();

// ——— The page ————————————————————————————————————————————————————————————————————————————————————————————————————————

export const riskBand = z.enum(['low', 'medium', 'high', 'left']);

/**
 * What the points come from. `model`: the trained model, which ranked better than the yardstick. `yardstick`: silence ÷
 * own usual gap, calibrated on the past, because the model did no better. `formula`: the same uncalibrated, because
 * there is too little past to learn from.
 */
export const riskMethod = z.enum(['model', 'yardstick', 'formula']);

/** Of those warned and of those not warned: how many there were and how many left. */
export const hitRate = z.object({
  warned: count,
  warnedLeft: count,
  /** warnedLeft ÷ warned; null without anybody warned. */
  warnedRate: rate.nullable(),
  notWarned: count,
  notWarnedLeft: count,
  notWarnedRate: rate.nullable(),
});

/** A ranking held against what happened. `low`, `high`: 95 %. */
export const ranking = z.object({ auc: z.number(), low: z.number(), high: z.number() });

export const calibrationGroup = z.object({
  customers: count,
  /** Mean chance given, and the share that left with its 95 % interval. */
  predicted: rate,
  actual: rate,
  low: rate,
  high: rate,
});

/** What comes of working the `size` riskiest of one month end. `lift`: times better than the same number at random. */
export const listYield = z.object({ size: count, leavers: z.number(), precision: rate, recall: rate, lift: rate });

/**
 * How the method did on the business's own past: at each past month end trained on what was known then, and held
 * against what happened after. Everybody who had not left by then takes part.
 */
export const churnBackTest = z.object({
  version: id,
  asOf: day,
  from: month,
  to: month,
  customers: count,
  /** Share of them who left: what guessing would get. */
  baseRate: rate,
  model: ranking,
  yardstick: ranking,
  /** Model less yardstick, with its 95 % interval: the model is used only when the interval lies above 0. */
  difference: z.object({ auc: z.number(), low: z.number(), high: z.number(), pValue: z.number() }),
  health: ranking,
  /** By tens of health points at the month end: how many of them left, with a 95 % interval. */
  healthGroups: z
    .array(z.object({ from: count, to: count, customers: count, left: count, rate, low: rate, high: rate }))
    .optional(),
  /** At the edges of the bands in force. */
  hitRate,
  /** Points from which the riskiest fifth of the last tested month end would have been warned. */
  fifthFrom: count.optional(),
  /** The yardstick's, warning as many. */
  yardstickHitRate: hitRate,
  months: z.array(
    hitRate.extend({ month, model: z.number().nullable(), yardstick: z.number().nullable(), customers: count }),
  ),
  calibration: z.array(calibrationGroup),
  calibrationError: rate,
  calibrationLine: z.object({ intercept: z.number(), slope: z.number() }).nullable(),
  brier: z.number(),
  logLoss: z.number(),
  lists: z.array(listYield),
  rules: z.array(z.object({ code: ruleCode, fired: count, left: count, rate: rate.nullable() })),
});
export type ChurnBackTest = z.infer<typeof churnBackTest>;

/** What the warnings really given came to: from the history of bands, not from a model of today. */
export const publishedMonth = hitRate.extend({
  month,
  /** False until everybody warned when the month's last judgement was made has had time to leave. */
  known: z.boolean(),
});

/** Terms that ended, by what was known at the last month end before: days of use within 30, complaints within a year. */
export const lapseGroup = z.object({
  by: z.enum(['use', 'complaints']),
  from: count,
  to: count.nullable(),
  ended: count,
  renewed: count,
  /** Drawn towards everybody's rate by as much as the group is small; `low`, `high`: 95 % of its own. */
  rate,
  low: rate,
  high: rate,
});

const renewals = z.object({
  alpha: z.number(),
  beta: z.number(),
  /** By renewals behind: how many ended, the share renewed with its 95 % interval, and what the model says. */
  groups: z.array(
    z.object({
      renewals: count,
      ended: count,
      renewed: count,
      rate: rate.nullable(),
      low: rate,
      high: rate,
      predicted: rate,
      /** Terms running now, and renewals still to be expected of each, discounted. */
      running: count,
      further: z.number(),
    }),
  ),
  /** What is still to come of everybody whose term is running; null while no term has ended after another. */
  worth: z
    .object({
      running: count,
      expectedRenewals: z.number(),
      /** Days from end to end in the median, net spend within a term in the mean, of terms of three years. */
      termDays: z.number(),
      termNetCents: cents,
      /** A year. */
      discountRate: rate,
      expectedNetCents: cents,
    })
    .nullable(),
});

export const getChurn = endpoint({
  method: 'GET',
  path: '/api/scoring/churn',
  summary: 'Who is leaving, why, and how right the warnings were',
  permission: 'scoring.overview',
  scope: 'none',
  query: z.object({ months: z.coerce.number().int().min(1).max(60).default(24) }),
  response: z.object({
    asOf: instant,
    currency,
    definition: churnDefinition,
    /** The definition as a sentence. */
    sentence: z.object({ zh: z.string(), en: z.string() }),
    method: riskMethod,
    because: z.object({ zh: z.string(), en: z.string() }),
    bands: z.array(
      named.extend({
        code: riskBand,
        customers: count,
        /** Of the last 12 months, and forecast for the next. */
        currentNetCents: cents,
        expectedNetCents: cents,
        filters,
      }),
    ),
    /** Main reason of those with high or medium risk. */
    reasons: z.array(named.extend({ customers: count, expectedNetCents: cents, filters })),
    backTest: churnBackTest.nullable(),
    /** How customers under contract are judged, and how right that was; null where churn does not go by contracts. */
    contract: z
      .object({
        /** `model`: by how the plan is used and more. `yardstick`: by renewals behind. `formula`: too few ends, as others. */
        method: riskMethod,
        because: z.object({ zh: z.string(), en: z.string() }),
        /** The yardstick is the rule "whoever has renewed least". Rankings count each term at the last month end before it. */
        backTest: churnBackTest.nullable(),
        /** False while too few terms have ended to train the model: then there is the yardstick alone. */
        trained: z.boolean(),
        groups: z.array(lapseGroup),
      })
      .nullable(),
    /** What the plans that ended so far teach; null where churn does not go by contracts, or too few have ended. */
    renewals: renewals.nullable(),
    published: z.object({
      months: z.array(publishedMonth),
      total: hitRate,
      /** Days from the warning to the day the customer counted as gone, of those who left after a warning. */
      leadDays: z.object({ customers: count, median: z.number(), low: z.number(), high: z.number() }).nullable(),
    }),
    definitions: z.record(z.string(), z.string()),
  }),
});

// ——— Health index ————————————————————————————————————————————————————————————————————————————————————————————————————

export const healthPart = z.enum(['rhythm', 'trend', 'repeat', 'returns']);

/** Weights need not sum to 1; they are shared out. */
export const healthSettings = z.object({
  weights: z.object({
    rhythm: z.number().min(0).max(100),
    trend: z.number().min(0).max(100),
    repeat: z.number().min(0).max(100),
    returns: z.number().min(0).max(100),
  }),
  /** Points from which a customer is in good health, and from which in fair. */
  bands: z.object({ good: z.number().int().min(2).max(100), fair: z.number().int().min(1).max(99) }),
});
export type HealthSettings = z.infer<typeof healthSettings>;

export const getHealth = endpoint({
  method: 'GET',
  path: '/api/scoring/health',
  summary: 'The health index: its weights, its spread, and how well it told who would leave',
  permission: 'scoring.overview',
  scope: 'none',
  response: z.object({
    asOf: instant,
    settings: healthSettings,
    defaults: healthSettings,
    parts: z.array(named.extend({ code: healthPart, explanation: z.object({ zh: z.string(), en: z.string() }) })),
    mean: z.number().nullable(),
    histogram: z.array(z.object({ from: count, to: count, customers: count, filters })),
    /** Of low health as a sign of leaving, on the back-test of the churn page; null before there is one. */
    check: ranking.nullable(),
    /** Share that left, by tens of health points, on the same back-test; empty before there is one. */
    checkGroups: z.array(
      z.object({ from: count, to: count, customers: count, left: count, rate, low: rate, high: rate }),
    ),
    definitions: z.record(z.string(), z.string()),
  }),
});

export const saveHealthSettings = endpoint({
  method: 'PUT',
  path: '/api/scoring/health',
  summary: 'Change the weights of the health index; everybody is judged anew in the background',
  permission: 'scoring.configure',
  scope: 'none',
  idempotency: 'sets values',
  body: healthSettings,
  response: healthSettings,
});

// ——— One customer ————————————————————————————————————————————————————————————————————————————————————————————————————

/** A reason in words, with the customer's own figures already in them. */
export const reason = z.object({
  code: z.string(),
  zh: z.string(),
  en: z.string(),
  /** How many times the odds of leaving on this account, below 1 where it lowers them; null where no model says so. */
  oddsFactor: z.number().nullable(),
  /** The warning rule that holds, if one does. */
  rule: ruleCode.nullable(),
});
export type RiskReason = z.infer<typeof reason>;

export const listAtRisk = endpoint({
  method: 'GET',
  path: '/api/scoring/churn/customers',
  summary: 'Customers by risk to leave, each with the three strongest reasons in words',
  permission: 'scoring.read',
  scope: 'customers',
  query: pageQuery.extend({
    /** Bands of risk, comma-separated. */
    bands: listParam.optional(),
    /** Main reason. */
    reason: z.string().max(40).optional(),
    /** `risk`: the surest first; `value`: who is expected to be worth most. */
    sort: z.enum(['risk', 'value']).default('risk'),
  }),
  response: pageOf(
    z.object({
      customerId: id,
      code: z.string(),
      name: z.string().nullable(),
      ownerName: z.string().nullable(),
      points: z.number().int().min(0).max(100),
      band: named.extend({ code: riskBand }),
      since: instant.nullable(),
      silenceDays: count,
      currentNetCents: cents,
      expectedNetCents: cents,
      reasons: z.array(reason).max(3),
    }),
  ),
});
export type AtRisk = z.infer<typeof listAtRisk.response>['rows'][number];

export const listTerms = endpoint({
  method: 'GET',
  path: '/api/customers/:customerId/terms',
  summary: 'The terms of a customer’s plans, the newest first: what ended when, and whether it was renewed',
  permission: 'scoring.read',
  scope: 'customers',
  params: z.object({ customerId: idParam }),
  response: z.object({
    /** Days after the end within which a term may still be renewed. */
    graceDays: count,
    rows: z.array(
      z.object({
        endsOn: day,
        /** The end before it; null of the first. */
        beganOn: day.nullable(),
        knownOn: day,
        /** In a row, behind it. */
        renewals: count,
        label: z.string().nullable(),
        /** `returned`: not renewed in time, and there again later. */
        state: z.enum(['running', 'grace', 'renewed', 'lapsed', 'returned']),
        renewedBy: z.enum(['end', 'order']).nullable(),
        /** An end that stands among the dates, or one that the next took the place of: by hand or API, by a file, or in one. */
        how: z.enum(['standing', 'changed', 'imported', 'listed']),
        dateId: id.nullable(),
        termId: id.nullable(),
      }),
    ),
    definitions: z.record(z.string(), z.string()),
  }),
});

export const getOutlook = endpoint({
  method: 'GET',
  path: '/api/customers/:customerId/outlook',
  summary: 'What the models say of a customer, and why: value, risk, health',
  permission: 'scoring.read',
  scope: 'customers',
  params: z.object({ customerId: idParam }),
  response: z.object({
    asOf: day,
    currency,
    /** Null for whoever has not bought yet. */
    value: z
      .object({
        model: purchaseModelName,
        modelVersion: id,
        modelAsOf: day,
        /** Null while the model knows no leaving. */
        probAlive: z.number().nullable(),
        expectedOrders: z.number(),
        ordersLow: count,
        ordersHigh: count,
        expectedNetCents: cents,
        lowCents: cents,
        highCents: cents,
        currentNetCents: cents,
        /** Forecast amount of one purchase day. */
        expectedAmountCents: cents,
        decile: z.number().int().min(1).max(10),
        /** Day around which the next purchase is to be expected if the customer still is one. */
        nextPurchaseAround: day.nullable(),
        /** Of the goods bought so far whose cost is known; null when none is. */
        marginRate: rate.nullable(),
        expectedMarginCents: cents.nullable(),
        sentence: z.object({ zh: z.string(), en: z.string() }),
      })
      .nullable(),
    risk: z
      .object({
        points: z.number().int().min(0).max(100),
        band: named.extend({ code: riskBand }),
        since: instant,
        method: riskMethod,
        modelVersion: id.nullable(),
        /** The points 30 days earlier, from what was known then; null when there was no purchase yet. */
        before: z.number().int().min(0).max(100).nullable(),
        trend: z.enum(['rising', 'steady', 'falling']).nullable(),
        /** The three strongest that raise it. */
        reasons: z.array(reason).max(3),
        /** What speaks for the customer staying, strongest first. */
        lowering: z.array(reason).max(3),
      })
      .nullable(),
    health: z
      .object({
        points: z.number().int().min(0).max(100),
        band: named,
        parts: z.array(named.extend({ code: healthPart, points: z.number(), weight: rate })),
      })
      .nullable(),
    definitions: z.record(z.string(), z.string()),
  }),
});
