import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { cents, currency, day, id, instant } from '#shared/wire.ts';

const count = z.number().int().min(0);
const rate = z.number();
/** `filter=` values of the customer list that shows the customers behind a number; null when no list can. */
const filters = z.array(z.string()).nullable();

/** How the forecast is made. `nbd`: nobody is said to have left, because the data are thin or show no drop-out. */
export const purchaseModelName = z.enum(['mbg-nbd', 'pareto-nbd', 'nbd']);

/** How the fit of a candidate ended; only `sound` may forecast. */
export const fitVerdict = z.enum(['sound', 'noDropOutSignal', 'tooThin', 'notConverged']);
export const spendVerdict = z.enum(['sound', 'infiniteMean', 'tooThin', 'notConverged']);

/** A parameter with its 90 % interval, in weeks where it carries time; null where the likelihood gives none. */
export const modelParameter = z.object({
  name: z.string(),
  value: z.number(),
  standardError: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});

export const convergence = z.object({
  converged: z.boolean(),
  /** Of several starts, how many ended in the same optimum. */
  starts: count,
  agreeingStarts: count,
  evaluations: count,
  gradientNorm: z.number().nullable(),
  /** Parameters that ended on the edge of the search, by name. */
  atBound: z.array(z.string()),
  refused: z.array(z.string()),
});

/** Accuracy on months the model had not seen. `bias`: predicted ÷ actual purchases; 1 is right. */
export const heldOut = z.object({
  customers: count,
  predicted: z.number(),
  actual: z.number(),
  bias: z.number().nullable(),
  meanAbsoluteError: z.number(),
  rootMeanSquareError: z.number(),
  /** How well the ranking tells who buys again from who does not; null when all did or none. */
  auc: z.number().nullable(),
});

export const candidate = z.object({
  model: purchaseModelName,
  verdict: fitVerdict,
  chosen: z.boolean(),
  parameters: z.array(modelParameter),
  logLikelihood: z.number(),
  convergence,
  /** Null where there is too little history to hold months out. */
  heldOut: heldOut.nullable(),
});
export type Candidate = z.infer<typeof candidate>;

/** Customers with as many repeat purchases before the hold-out; the last group takes all from there on. */
export const backTestGroup = z.object({
  repeats: count,
  orMore: z.boolean(),
  customers: count,
  /** Purchases per customer in the months held out. */
  predicted: z.number(),
  actual: z.number(),
});

export const purchaseModelReport = z.object({
  version: id,
  asOf: day,
  fittedAt: instant,
  /** Buyers there were, and how many of them the fit was made on. */
  customers: count,
  fittedOn: count,
  model: purchaseModelName,
  /**
   * `most_accurate` on the months held out; `best_fit`: there were none to hold out, so the likelihood chose; `fallback`:
   * no model of leaving could be fitted soundly, so everybody is given an own rate and nobody is said to have left.
   */
  chosenBecause: z.enum(['most_accurate', 'best_fit', 'fallback']),
  candidates: z.array(candidate),
  holdOut: z
    .object({
      /** Last day the candidates saw, and last day they were held against. */
      until: day,
      to: day,
      groups: z.array(backTestGroup),
      predictedCents: cents,
      actualCents: cents,
      moneyBias: z.number().nullable(),
    })
    .nullable(),
  spend: z.object({
    verdict: spendVerdict,
    parameters: z.array(modelParameter),
    /** Amount expected of a purchase day of a customer nothing is known of. */
    meanCents: cents.nullable(),
    /** Correlation of frequency and amount; the model takes it for 0. */
    correlation: z.number().nullable(),
    customers: count,
  }),
});
export type PurchaseModelReport = z.infer<typeof purchaseModelReport>;

export const getModelReport = endpoint({
  method: 'GET',
  path: '/api/scoring/models/purchases',
  summary: 'How purchases are forecast: parameters, convergence, and how right the forecast was on held-out months',
  permission: 'scoring.overview',
  scope: 'none',
  response: z.object({
    /** Null before the first judgement of everybody. */
    model: purchaseModelReport.nullable(),
    currency,
    definitions: z.record(z.string(), z.string()),
  }),
});

/** One fit of the past, newest first: what changed from version to version. */
export const modelVersion = z.object({
  version: id,
  kind: z.enum(['rfm', 'rhythm', 'value', 'churn', 'renewal']),
  asOf: day,
  fittedAt: instant,
  customers: count,
  /** In force now: the newest of its kind. */
  current: z.boolean(),
  /** What was used: a purchase model, or what risk goes by. */
  method: z.string().nullable(),
  /** Of a purchase model: predicted ÷ actual on the months held out. */
  bias: z.number().nullable(),
  /** Of a churn model: how well it ranked on the back-test, and the yardstick. */
  auc: z.number().nullable(),
  yardstickAuc: z.number().nullable(),
  parameters: z.array(z.object({ name: z.string(), value: z.number() })),
});

export const listModelVersions = endpoint({
  method: 'GET',
  path: '/api/scoring/models',
  summary: 'Versions of everything that was fitted, newest first: thresholds, rhythm, purchase model, churn model',
  permission: 'scoring.read',
  scope: 'none',
  query: z.object({
    kind: z.enum(['rfm', 'rhythm', 'value', 'churn', 'renewal']).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(60),
  }),
  response: z.object({ rows: z.array(modelVersion) }),
});

/** Share of net revenue left after the cost of goods, over lines of the last 365 days whose product has a cost. */
export const margin = z.object({ rate, coveredShare: rate });

export const valueBin = z.object({
  fromCents: cents,
  /** Null: no upper end. */
  toCents: cents.nullable(),
  customers: count,
  expectedNetCents: cents,
  filters,
});

/** 10 is the best tenth by forecast. */
export const valueDecile = z.object({
  decile: z.number().int().min(1).max(10),
  customers: count,
  expectedNetCents: cents,
  expectedOrders: z.number(),
  currentNetCents: cents,
  /** Of everybody's forecast, and of everybody's last 12 months. */
  expectedShare: rate,
  currentShare: rate,
  filters,
});

/** The best `customers` share of the base brings the `money` share; both from 0 to 1. */
export const lorenzPoint = z.object({ customers: rate, money: rate });
export const concentration = z.object({
  gini: z.number().nullable(),
  points: z.array(lorenzPoint),
  topTenthShare: rate.nullable(),
});

/** Current value against potential value, each in thirds of the buyers by its own amount. */
export const potentialCell = z.object({
  current: z.enum(['low', 'middle', 'high']),
  potential: z.enum(['low', 'middle', 'high']),
  customers: count,
  currentNetCents: cents,
  expectedNetCents: cents,
  filters,
});

export const getValue = endpoint({
  method: 'GET',
  path: '/api/scoring/value',
  summary: 'What customers were worth in the last 12 months and are forecast to be worth in the next',
  permission: 'scoring.overview',
  scope: 'none',
  response: z.object({
    asOf: instant,
    currency,
    model: z
      .object({
        version: id,
        asOf: day,
        name: purchaseModelName,
        chosenBecause: z.enum(['most_accurate', 'best_fit', 'fallback']),
        /** Predicted ÷ actual on the held-out months. */
        bias: z.number().nullable(),
        moneyBias: z.number().nullable(),
      })
      .nullable(),
    /** Null when no product has a cost: then value is net revenue and nothing else. */
    margin: margin.nullable(),
    totals: z.object({
      customers: count,
      /** Sum of the chances of still being a customer; null while the model knows no leaving. */
      alive: z.number().nullable(),
      currentNetCents: cents,
      expectedOrders: z.number(),
      expectedNetCents: cents,
      /** 90 %; holds chance and the bias the forecast had on held-out months. */
      lowCents: cents,
      highCents: cents,
      expectedMarginCents: cents.nullable(),
    }),
    histogram: z.array(valueBin),
    deciles: z.array(valueDecile),
    expected: concentration,
    current: concentration,
    potential: z.array(potentialCell),
    definitions: z.record(z.string(), z.string()),
  }),
});
