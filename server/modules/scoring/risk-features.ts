import type { RiskReasonCode } from './risk-words.ts';
import type { Sight } from './warning-rules.ts';
import { RECENT_DAYS } from './windows.ts';

/** What the churn model reads of a customer, each with the reason it speaks for. The first alone is the yardstick. */
export const RISK_FEATURES: readonly { code: string; reason: RiskReasonCode }[] = [
  { code: 'silence_ratio', reason: 'silence' },
  { code: 'silence', reason: 'silence' },
  { code: 'usual_gap', reason: 'silence' },
  { code: 'one_purchase', reason: 'few_purchases' },
  { code: 'one_purchase_silence', reason: 'few_purchases' },
  { code: 'purchases', reason: 'few_purchases' },
  { code: 'tenure', reason: 'few_purchases' },
  { code: 'half_year_trend', reason: 'frequency' },
  { code: 'recent_orders', reason: 'frequency' },
  { code: 'amount', reason: 'spend' },
  { code: 'amount_trend', reason: 'spend' },
  { code: 'returned', reason: 'returns' },
];

/** Stands in while nobody has come back yet, so that nothing is known of anybody's rhythm. */
export const UNKNOWN_GAP_DAYS = 60;

/**
 * Writes the features of one customer into `into` from `at` on. Logarithms throughout: from 10 days to 20 is as much as
 * from 100 to 200. The same function makes the rows the model is trained on and the rows it is applied to.
 */
export function riskFeatures(sight: Sight, into: Float64Array, at: number): void {
  const { silence, tenure, purchaseDays, recentOrders, earlierOrders } = sight;
  const gap = sight.ownGapDays ?? UNKNOWN_GAP_DAYS;
  const once = purchaseDays === 1 ? 1 : 0;
  const logSilence = Math.log1p(silence);
  const amount = amountOf(sight.netCents, purchaseDays);
  const recentAmount = recentOrders > 0 ? amountOf(sight.recentNetCents, recentOrders) : amount;
  into[at] = logSilence - Math.log1p(gap);
  into[at + 1] = logSilence;
  into[at + 2] = Math.log1p(gap);
  into[at + 3] = once;
  into[at + 4] = once * logSilence;
  into[at + 5] = Math.log(Math.max(1, purchaseDays));
  into[at + 6] = Math.log1p(tenure);
  into[at + 7] = tenure < RECENT_DAYS ? 0 : Math.log((recentOrders + 1) / (earlierOrders + 1));
  into[at + 8] = Math.log1p(recentOrders);
  into[at + 9] = Math.log(amount);
  into[at + 10] = Math.min(2, Math.max(-2, Math.log(recentAmount / amount)));
  into[at + 11] = sight.recentGrossCents > 0 ? Math.min(1, sight.recentReturnedCents / sight.recentGrossCents) : 0;
}

/** At least one unit of money: what came back whole has no logarithm. */
export const amountOf = (cents: number, purchases: number): number => Math.max(100, cents / Math.max(1, purchases));
