import { z } from 'zod';
import { endpoint } from '#shared/endpoint.ts';
import { preview } from './contract.ts';

/**
 * Who counts as having left. `days`: no purchase for so many days. `rhythm`: none for `ratio` usual gaps of the
 * customer's own, at least `minimumDays` and at most `maximumDays`. `contract`: the plan ended and was not renewed, by a later
 * end or an order, within `graceDays`; whoever has no plan counts by `days`.
 */
export const churnDefinition = z.object({
  basis: z.enum(['days', 'rhythm', 'contract']),
  days: z.number().int().min(7).max(730),
  ratio: z.number().min(1).max(20),
  minimumDays: z.number().int().min(1).max(730),
  maximumDays: z.number().int().min(7).max(730),
  graceDays: z.number().int().min(0).max(180),
});

export const ruleCode = z.enum([
  'silent_beyond_rhythm',
  'buying_less_often',
  'no_second_purchase',
  'spending_less',
  'returns_piling_up',
  'not_logging_in',
  'complaints',
  'plan_ending_unused',
]);

/** A warning rule as it is set. `raisesTo`: the band a customer is at least in while it holds; null: a reason only. */
export const warningRule = z.object({
  code: ruleCode,
  enabled: z.boolean(),
  args: z.record(z.string(), z.number()),
  raisesTo: z.enum(['medium', 'high']).nullable(),
});

/** What an argument of a rule means and may be. */
export const ruleArgument = z.object({
  code: z.string(),
  zh: z.string(),
  en: z.string(),
  unit: z.enum(['days', 'times', 'percent', 'orders', 'returns', 'complaints']),
  min: z.number(),
  max: z.number(),
  default: z.number(),
});

export const churnSettings = z.object({
  definition: churnDefinition,
  /** Points from which a customer's risk is medium, and high: who is high is warned of. */
  bands: z.object({
    medium: z.number().int().min(1).max(99),
    high: z.number().int().min(2).max(100),
    /** How far the points must fall below the edge before the band is left. */
    margin: z.number().int().min(0).max(20),
  }),
  rules: z.array(warningRule).max(20),
  /** How many customers people can work through in a month: the list whose yield is shown. */
  listSize: z.number().int().min(10).max(100_000),
});
export type ChurnSettings = z.infer<typeof churnSettings>;

/** As it is sent: callers from before contracts say nothing of the grace. */
const sentSettings = churnSettings.extend({
  definition: churnDefinition.extend({ graceDays: churnDefinition.shape.graceDays.default(14) }),
});

/** What the house has no data for yet, in words; null where it has. */
const missing = z.object({ zh: z.string(), en: z.string() }).nullable();

export const getChurnSettings = endpoint({
  method: 'GET',
  path: '/api/scoring/churn/settings',
  summary: 'When a customer counts as gone, the warning rules and the bands of risk',
  permission: 'scoring.read',
  scope: 'none',
  response: z.object({
    settings: churnSettings,
    defaults: churnSettings,
    /** A basis with something missing cannot be chosen. */
    bases: z.array(z.object({ basis: churnDefinition.shape.basis, missing })),
    rules: z.array(
      z.object({ code: ruleCode, zh: z.string(), en: z.string(), arguments: z.array(ruleArgument), missing }),
    ),
  }),
});

export const saveChurnSettings = endpoint({
  method: 'PUT',
  path: '/api/scoring/churn/settings',
  summary: 'Change the churn settings; the model is trained and everybody judged anew in the background',
  permission: 'scoring.configure',
  scope: 'none',
  idempotency: 'sets values',
  body: sentSettings,
  response: churnSettings,
});

export const previewChurn = endpoint({
  method: 'POST',
  path: '/api/scoring/churn/preview',
  summary: 'How many customers changed bands and rules would warn of, with the model as it is trained now',
  permission: 'scoring.configure',
  scope: 'none',
  idempotency: 'changes nothing',
  body: sentSettings,
  response: z.object({
    bands: preview,
    /** The definition differs from the one the model was trained for: these counts will move once it is trained anew. */
    willRetrain: z.boolean(),
  }),
});
