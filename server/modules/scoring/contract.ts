import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { day, done, id, idParam, instant } from '#shared/wire.ts';

export const label = z.object({ zh: z.string().trim().min(1).max(40), en: z.string().trim().min(1).max(40) });
/** A value of one of the vocabularies; `code` is what lists and exports carry. */
export const named = label.extend({ code: z.string() });
export type Named = z.infer<typeof named>;

const code = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
const count = z.number().int().min(0);

// ——— RFM settings ————————————————————————————————————————————————————————————————————————————————————————————————————

export const rfmMethod = z.enum(['quintile', 'rank', 'fixed']);
export const monetaryBasis = z.enum(['gross', 'net']);
export type MonetaryBasis = z.infer<typeof monetaryBasis>;

const edges = z.tuple([z.number(), z.number(), z.number(), z.number()]);
/** Four ascending edges per measure, in days, orders and minor units. Kept while another method is chosen. */
export const fixedEdges = z.object({ recencyDays: edges, orders: edges, monetaryCents: edges });

/** `cells` gives a segment to each of the 25 pairs, keyed `rf` (r first): `cells['54']`. */
export const segmentMap = z.object({
  segments: z.array(named.extend({ code })).min(1).max(25),
  cells: z.record(z.string().regex(/^[1-5]{2}$/), code),
});

export const class8Keys = ['111', '101', '011', '001', '110', '100', '010', '000'] as const;
/**
 * Each of R, F, M is high or low; a key such as `101` reads R high, F low, M high, and **R high means recent**.
 * High is: `mean_score` above the mean score, `mean_value` above the mean value, `four` a score of 4 or 5.
 */
export const class8Rule = z.object({
  high: z.enum(['mean_score', 'mean_value', 'four']),
  classes: z.array(named.extend({ code })).min(1).max(8),
  table: z.record(z.enum(class8Keys), code),
});

export const tierFeature = z.enum(['r', 'f', 'm', 'value', 'daysSinceLast']);
const range = z.object({ min: z.number().optional(), max: z.number().optional() });
/** The first row of which any box holds names the customer; an empty box holds for everybody and must come last. */
export const tierRule = z.object({
  rows: z
    .array(z.object({ code, anyOf: z.array(z.partialRecord(tierFeature, range)).min(1).max(6) }))
    .min(1)
    .max(8),
  classes: z.array(named.extend({ code })).min(1).max(8),
});

export const rfmSettings = z.object({
  method: rfmMethod,
  monetary: monetaryBasis,
  edges: fixedEdges,
  segmentMap,
  class8: class8Rule,
  class4: tierRule,
});
export type RfmSettings = z.infer<typeof rfmSettings>;

/** One score of one measure: whole raw values from `min` to `max`, both included, null where open. */
export const band = z.object({
  score: z.number().int().min(1).max(5),
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** Under `rank`: customers with exactly the value at an end are told apart by their code, so bands overlap there. */
  tied: z.boolean(),
  /** Nobody can get this score: too many customers share one value. */
  empty: z.boolean(),
});
export type Band = z.infer<typeof band>;

/** The thresholds in use: fitted on everybody who had bought by `asOf`. */
export const rfmModel = z.object({
  version: id,
  asOf: day,
  fittedAt: instant,
  customers: count,
  method: rfmMethod,
  monetary: monetaryBasis,
  bands: z.object({ recencyDays: z.array(band), orders: z.array(band), monetaryCents: z.array(band) }),
  /** What high is held against for the eight classes: scores, or days, orders and minor units. */
  means: z.object({ basis: z.enum(['score', 'value']), r: z.number(), f: z.number(), m: z.number() }),
});
export type RfmModel = z.infer<typeof rfmModel>;

export const getRfmSettings = endpoint({
  method: 'GET',
  path: '/api/scoring/rfm',
  summary: 'RFM settings, the presets to choose from, and the thresholds in use',
  permission: 'scoring.read',
  scope: 'none',
  response: z.object({
    settings: rfmSettings,
    /** What a reset goes back to. */
    defaults: rfmSettings,
    presets: z.object({ class4: z.array(tierRule.extend({ code: z.string() })) }),
    model: rfmModel.nullable(),
  }),
});

export const saveRfmSettings = endpoint({
  method: 'PUT',
  path: '/api/scoring/rfm',
  summary: 'Change the RFM settings; everybody is judged anew in the background',
  permission: 'scoring.configure',
  scope: 'none',
  idempotency: 'sets values',
  body: rfmSettings,
  response: rfmSettings,
});

/** How many customers are called what now, and would be next. */
export const previewRow = named.extend({ now: count, next: count });
export const preview = z.object({ customers: count, moved: count, rows: z.array(previewRow) });
export type Preview = z.infer<typeof preview>;

export const previewRfm = endpoint({
  method: 'POST',
  path: '/api/scoring/rfm/preview',
  summary: 'What changed RFM settings would do, without saving them',
  permission: 'scoring.configure',
  scope: 'none',
  idempotency: 'changes nothing',
  body: rfmSettings,
  response: z.object({ segments: preview, class8: preview, class4: preview }),
});

// ——— Lifecycle settings ——————————————————————————————————————————————————————————————————————————————————————————————

export const lifecyclePresetCode = z.enum(['four_phases', 'loyalty', 'new_and_old', 'maturity']);

export const lifecycleThresholds = z.object({
  /** Silence measured against the customer's own usual gap, or in days alike for everybody. */
  basis: z.enum(['rhythm', 'days']),
  lostRatio: z.number().min(1).max(20),
  minimumLostDays: z.number().int().min(1).max(3_650),
  lostDays: z.number().int().min(1).max(3_650),
  loyalOrders: z.number().int().min(2).max(1_000),
  matureOrders: z.number().int().min(1).max(1_000),
  matureDays: z.number().int().min(0).max(3_650),
  /** Hysteresis: how far a measure must come back before the stage is left. */
  marginRatio: z.number().min(0).max(5),
  marginDays: z.number().int().min(0).max(365),
});

export const stageCondition = z.union([
  z.object({
    measure: z.enum(['orders', 'daysSinceFirst', 'daysSinceLast', 'silenceRatio']),
    is: z.enum(['at_least', 'below']),
    threshold: z.number(),
    margin: z.number().min(0),
  }),
  z.object({
    measure: z.enum(['orders', 'daysSinceFirst', 'daysSinceLast', 'silenceRatio']),
    is: z.literal('unknown'),
  }),
]);

/** The first rule that holds names the stage; the last has no conditions. */
export const stageRule = z.object({ code, stage: code, when: z.array(stageCondition).max(8) });

/** Stages in the order in which a customer usually passes through them. */
export const lifecycleDefinition = z.object({
  stages: z.array(named.extend({ code })).min(1).max(12),
  rules: z.array(stageRule).min(1).max(24),
});
export type LifecycleDefinition = z.infer<typeof lifecycleDefinition>;

/** A preset with its numbers and, where they differ, own names; or a definition of one's own, which then rules alone. */
export const lifecycleSettings = z.object({
  preset: z.union([lifecyclePresetCode, z.literal('own')]),
  thresholds: lifecycleThresholds,
  labels: z.record(z.string(), label),
  own: lifecycleDefinition.nullable(),
});
export type LifecycleSettings = z.infer<typeof lifecycleSettings>;

/** The sentence of each rule's reason; `{…}` are figures of the cause. */
export const ruleSentences = z.record(z.string(), z.object({ zh: z.string(), en: z.string() }));

export const getLifecycleSettings = endpoint({
  method: 'GET',
  path: '/api/scoring/lifecycle',
  summary: 'Lifecycle settings, the presets to choose from, and the rules they come to',
  permission: 'scoring.read',
  scope: 'none',
  response: z.object({
    settings: lifecycleSettings,
    defaults: lifecycleSettings,
    /** What the settings come to: the rules applied tonight. */
    definition: lifecycleDefinition,
    presets: z.array(z.object({ code: lifecyclePresetCode, definition: lifecycleDefinition })),
    sentences: ruleSentences,
  }),
});

export const saveLifecycleSettings = endpoint({
  method: 'PUT',
  path: '/api/scoring/lifecycle',
  summary: 'Change the lifecycle settings; everybody is judged anew in the background',
  permission: 'scoring.configure',
  scope: 'none',
  idempotency: 'sets values',
  body: lifecycleSettings,
  response: lifecycleSettings,
});

export const previewLifecycle = endpoint({
  method: 'POST',
  path: '/api/scoring/lifecycle/preview',
  summary: 'What changed lifecycle settings would do, without saving them',
  permission: 'scoring.configure',
  scope: 'none',
  idempotency: 'changes nothing',
  body: lifecycleSettings,
  response: preview,
});

// ——— Runs ————————————————————————————————————————————————————————————————————————————————————————————————————————————

/** A judgement of everybody. */
export const run = z.object({
  runId: id,
  asOf: instant,
  trigger: z.enum(['night', 'hand', 'settings', 'growth', 'first', 'command']),
  finishedAt: instant,
  seconds: z.number(),
  customers: count,
  /** Customers whose judgement changed; only their rows were written. */
  changed: count,
});
export type Run = z.infer<typeof run>;

export const getState = endpoint({
  method: 'GET',
  path: '/api/scoring/state',
  summary: 'When everybody was last judged, and whether it is happening now',
  permission: 'scoring.overview',
  scope: 'none',
  response: z.object({
    lastRun: run.nullable(),
    work: z.enum(['idle', 'waiting', 'running', 'failing']),
    /** Why the waiting run failed when it was last tried. */
    error: z.string().nullable(),
  }),
});

export const recompute = endpoint({
  method: 'POST',
  path: '/api/scoring/recompute',
  summary: 'Judge everybody anew, in the background',
  permission: 'scoring.configure',
  scope: 'none',
  idempotency: 'a run that waits already is not added again',
  response: done,
});

/** Everything scores can say, in display order, as it is named by the settings in force. */
export const getVocabulary = endpoint({
  method: 'GET',
  path: '/api/scoring/vocabulary',
  summary: 'Codes and names of segments, classes and stages',
  permission: 'scoring.read',
  scope: 'none',
  response: z.object({
    segments: z.array(named),
    class8: z.array(named),
    class4: z.array(named),
    stages: z.array(named),
    /** Of the risk to leave; `left` is gone by the definition chosen. */
    riskBands: z.array(named),
    /** Main reason of a risk. */
    riskReasons: z.array(named),
    healthBands: z.array(named),
    sentences: ruleSentences,
  }),
});

// ——— One customer ————————————————————————————————————————————————————————————————————————————————————————————————————

export const stageCause = z.object({
  /** Names the sentence in `sentences`. */
  rule: z.string(),
  /** Only the margin still holds the customer in the stage. */
  heldByMargin: z.boolean(),
  figures: z.object({
    orders: z.number(),
    daysSinceFirst: z.number().nullable(),
    daysSinceLast: z.number().nullable(),
    ownGapDays: z.number().nullable(),
    silenceRatio: z.number().nullable(),
  }),
});
export type StageCauseWire = z.infer<typeof stageCause>;

/** `order`: something about the customer's orders; `time`: time passed or thresholds moved; `settings`: they changed. */
export const changeTrigger = z.enum(['order', 'time', 'settings']);
export type ChangeTrigger = z.infer<typeof changeTrigger>;

/** Detail of the timeline kinds `scoring.stage`, `.segment`, `.class8`, `.class4` and `.band`; `cause` of a first entry is null. */
export const changeDetail = z.object({
  from: named.nullable(),
  to: named.nullable(),
  /** The first judgement: nothing came before. */
  first: z.boolean(),
  trigger: changeTrigger.nullable(),
  stage: stageCause.nullable(),
  rfm: z
    .object({
      recencyDays: z.number().nullable(),
      orders: z.number(),
      monetaryCents: z.number(),
      before: z.string().nullable(),
      after: z.string().nullable(),
      modelVersion: z.number().nullable(),
    })
    .nullable(),
  /** Of a move between bands of risk: points before and after, and the main reason. */
  risk: z
    .object({
      before: z.number().nullable(),
      after: z.number(),
      reason: named.nullable(),
      modelVersion: z.number().nullable(),
    })
    .nullable(),
});
export type ChangeDetail = z.infer<typeof changeDetail>;

export const explainScores = endpoint({
  method: 'GET',
  path: '/api/customers/:customerId/scores',
  summary: 'A customer’s scores, class and stage with every figure and threshold behind them',
  permission: 'scoring.read',
  scope: 'customers',
  params: z.object({ customerId: idParam }),
  response: z.object({
    asOf: day,
    /** The customer does not want to be judged by programs: no score, class or stage is made, and facts alone are shown. */
    refused: z.boolean(),
    /** When the judgement last changed; null before the first. */
    changedAt: instant.nullable(),
    raw: z.object({
      recencyDays: z.number().int().nullable(),
      orders: count,
      monetaryCents: z.number().int(),
      grossCents: z.number().int(),
      netCents: z.number().int(),
      purchaseDays: count,
      firstPurchaseDay: day.nullable(),
      lastPurchaseDay: day.nullable(),
    }),
    /** Null for prospects, and before the first judgement. */
    scores: z.object({ r: z.number().int(), f: z.number().int(), m: z.number().int() }).nullable(),
    model: rfmModel.nullable(),
    segment: named.nullable(),
    class8: named.nullable(),
    class4: named.nullable(),
    stage: named
      .extend({
        since: instant,
        /** Why the customer is in the stage today. */
        today: stageCause.nullable(),
        /** Why the customer entered it; null when found there at the first judgement. */
        entered: stageCause.nullable(),
      })
      .nullable(),
    rhythm: z.object({
      /** The usual gap between purchases, own experience shrunk towards everybody's. */
      ownGapDays: z.number().nullable(),
      /** Own gaps seen so far; with 0 the usual gap is everybody's. */
      gaps: count,
      silenceDays: z.number().int().nullable(),
      silenceRatio: z.number().nullable(),
    }),
  }),
});
