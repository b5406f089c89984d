import { NO_USE } from './beside.ts';
import { amountOf, UNKNOWN_GAP_DAYS } from './risk-features.ts';
import type { RiskReasonCode } from './risk-words.ts';
import type { Sight } from './warning-rules.ts';
import { RECENT_DAYS } from './windows.ts';

/** What the model of renewals reads of a customer under contract, each with the reason it speaks for. */
export const LAPSE_FEATURES: readonly { code: string; reason: RiskReasonCode }[] = [
  { code: 'renewals', reason: 'plan' },
  { code: 'first_term', reason: 'plan' },
  { code: 'days_left', reason: 'plan' },
  { code: 'days_over', reason: 'plan' },
  { code: 'use_days', reason: 'use' },
  { code: 'use_trend', reason: 'use' },
  { code: 'use_silence', reason: 'use' },
  { code: 'complaints', reason: 'complaints' },
  { code: 'silence', reason: 'silence' },
  { code: 'silence_ratio', reason: 'silence' },
  { code: 'recent_orders', reason: 'frequency' },
  { code: 'half_year_trend', reason: 'frequency' },
  { code: 'amount', reason: 'spend' },
];

const COMPLAINT_DAYS = 90;

/** As `riskFeatures`: logarithms, and one function for the rows of training and those who are judged. */
export function lapseFeatures(sight: Sight, into: Float64Array, at: number): void {
  const { silence, tenure, purchaseDays, recentOrders, earlierOrders, renewals } = sight;
  const left = sight.planLeft ?? 0;
  const use = sight.use ?? NO_USE;
  into[at] = Math.log1p(renewals);
  into[at + 1] = renewals === 0 ? 1 : 0;
  into[at + 2] = Math.log1p(Math.max(0, left));
  into[at + 3] = Math.log1p(Math.max(0, -left));
  into[at + 4] = Math.log1p(use.recentDays);
  // Twice as many days as the recent ones: half of it is what would be usual.
  into[at + 5] = Math.log((use.recentDays + 1) / (use.earlierDays / 2 + 1));
  into[at + 6] = Math.log1p(use.silence);
  into[at + 7] = Math.log1p(sight.complaintAges.filter((age) => age < COMPLAINT_DAYS).length);
  into[at + 8] = Math.log1p(silence);
  into[at + 9] = Math.log1p(silence) - Math.log1p(sight.ownGapDays ?? UNKNOWN_GAP_DAYS);
  into[at + 10] = Math.log1p(recentOrders);
  into[at + 11] = tenure < RECENT_DAYS ? 0 : Math.log((recentOrders + 1) / (earlierOrders + 1));
  into[at + 12] = Math.log(amountOf(sight.netCents, purchaseDays));
}
