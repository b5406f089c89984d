/**
 * Customer lifetime value: expected purchases times expected spend, discounted.
 *
 * Idea. Purchases and spend are modelled apart (BG/NBD, MBG/NBD or Pareto/NBD; Gamma–Gamma) and, as the two are taken to
 * be independent, multiplied. Two conventions are in use and both are here:
 *
 *   (1)  monthly, finite:   CLV = E[ζ] · Σ_{i=1..n} (E[Y(i·u)] − E[Y((i−1)·u)]) / (1 + d)^i        u units of time a month
 *   (2)  continuous, for ever:   CLV = E[ζ] · DERT(δ)                                            δ = ln(1+d) a unit of time
 *
 * (1) is what the library lifetimes computes (`customer_lifetime_value`; u = 4.345 weeks, 30 days, or 1 month), and what
 * `forecastPurchases` adds up for a whole base when asked with `discount`. (2) is Fader, Hardie & Lee (2005b).
 * Spend, not profit: multiply by the margin where the catalogue knows it.
 *
 * The interval of the money is in `spend-interval.ts`.
 *
 * Failure modes. q ≤ 1: the expected spend of a customer without repeat purchases is infinite (`infiniteMean`). Frequency and
 * spend correlated: see `frequencySpendCorrelation`. Seasons: (1) and (2) inherit the bias of the purchase forecast.
 * Source. Fader, Hardie & Lee, "RFM and CLV: using iso-value curves", J. of Marketing Research 42 (2005) 415–430.
 */
import type { GammaGammaParams } from '#analytics/gamma-gamma.ts';
import { gammaGammaExpectedSpend } from '#analytics/gamma-gamma.ts';

/** Units of time in a month, as lifetimes counts them; pass as `length` of a discount period. */
export const unitsPerMonth = { day: 30, week: 4.345, month: 1 } as const;

export interface DiscountPlan {
  /** Number of periods, e.g. 12 months. */
  readonly periods: number;
  /** Length of a period in the unit of time of the model, e.g. 4.345 weeks. */
  readonly length: number;
  /** Discount rate per period, e.g. 0.01. */
  readonly rate: number;
}

/**
 * The sum in (1): discounted expected purchases of one customer. `expectedWithin(t)` gives E[Y(t)] of that customer.
 * Example. BG/NBD .16385 1.86428 1.85034 3.18106, x = 0, T = 298, one period of 30 at rate 0 → .016053.
 */
export function discountedPurchases(
  expectedWithin: (t: number) => number,
  { periods, length, rate }: DiscountPlan,
): number {
  let sum = 0;
  let before = 0;
  for (let i = 1; i <= periods; i++) {
    const until = expectedWithin(i * length);
    sum += (until - before) / (1 + rate) ** i;
    before = until;
  }
  return sum;
}

/** A rate per period as the continuous rate δ per unit of time that (2) and the DERT functions take. */
export function continuousDiscount(ratePerPeriod: number, unitsInPeriod: number): number {
  return Math.log1p(ratePerPeriod) / unitsInPeriod;
}

/** Customer lifetime value: discounted purchases times the spend expected of a customer with x amounts of mean m. */
export function customerLifetimeValue(
  discountedPurchaseCount: number,
  spend: GammaGammaParams,
  x: number,
  m: number,
): number {
  return discountedPurchaseCount * gammaGammaExpectedSpend(spend, x, m);
}
