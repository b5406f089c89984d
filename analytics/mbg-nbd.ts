/**
 * MBG/NBD: BG/NBD with the coin also tossed after the very first purchase, so that one-time buyers can have left.
 *
 * Assumptions. Those of `bg-nbd.ts`, except (iii): after *any* purchase, the first included, the customer leaves for
 * good with probability p. P(alive) of a customer who never came back now falls with time, as it should; on CDNOW it
 * ranks later buyers with AUC .687 where BG/NBD's P(alive) gives .316.
 *
 * The likelihood is in `beta-geometric.ts` (with one extra toss). Writing n = x + 1 for the coins tossed:
 *
 *   (1)  P(alive | x, tx, T) = 1 / (1 + a/(b+x) · ((α+T)/(α+tx))^(r+x))
 *   (2)  a customer known to be alive at T is a BG/NBD customer with (r+x, α+T, a, b+x+1): the coins of the past are
 *        over, the next comes with the next purchase
 *   (3)  a new customer has left at once with probability a/(a+b), and is otherwise a BG/NBD customer with (r, α, a, b+1)
 *
 * so every forecast is one of `bg-nbd.ts` behind these three lines.
 *
 * Which of the two. On CDNOW both fit alike (−9582.43 and −9582.14) and forecast alike; MBG/NBD ranks churn and BG/NBD's P(alive)
 * does not. Where the first purchase is free or a trial, many leave at once and MBG/NBD fits clearly better.
 *
 * Failure modes. As for BG/NBD; r and b trade off along a ridge, so its standard errors are too small below some thousand
 * customers: ask the fit for profile intervals (`intervalLevel`).
 *
 * Units: α, tx, T, t in one unit of time. All parameters > 0.
 * Source. Batislam, Denizel & Filiztekin, "Empirical validation and comparison of models for customer base analysis",
 * Int. J. of Research in Marketing 24 (2007) 201–209; Hoppe & Wagner, "Customer base analysis: the case for a central
 * variant of the Betageometric/NBD model", Marketing JRM 3 (2007) 75–90 (they call it CBG/NBD).
 */
import type { BetaGeometricParams } from '#analytics/beta-geometric.ts';
import type { BgNbdParams } from '#analytics/bg-nbd.ts';
import type { FitOptions, PurchaseFit } from '#analytics/purchase-model-fit.ts';
import type { PurchasePatterns } from '#analytics/purchase-patterns.ts';
import {
  betaGeometricLogLikelihood,
  betaGeometricObjective,
  betaGeometricStarts,
  betaGeometricTotalLogLikelihood,
  logOddsOfHavingLeft,
} from '#analytics/beta-geometric.ts';
import { bgNbdCountDistribution, bgNbdDiscountedPurchases, bgNbdExpectedPurchases } from '#analytics/bg-nbd.ts';
import { fitPurchaseModel } from '#analytics/purchase-model-fit.ts';

export type MbgNbdParams = BetaGeometricParams;

/** Maximum likelihood; cost as for BG/NBD. */
export function fitMbgNbd(patterns: PurchasePatterns, options?: FitOptions): PurchaseFit<MbgNbdParams> {
  return fitPurchaseModel<MbgNbdParams>(
    {
      names: ['r', 'alpha', 'a', 'b'],
      timeNames: ['alpha'],
      objective: (indexed, customers) => betaGeometricObjective(indexed, customers, 1),
      logLikelihood: mbgNbdTotalLogLikelihood,
      starts: betaGeometricStarts,
      mostPatterns: 50_000,
      withoutDropOut: ({ r, alpha }) => ({ r, alpha, a: 1e-9, b: 1 }),
    },
    patterns,
    options,
  );
}

/** ln L of one customer: equation (1) of beta-geometric.ts with n = x + 1. */
export function mbgNbdLogLikelihood(params: MbgNbdParams, x: number, tx: number, T: number): number {
  return betaGeometricLogLikelihood(params, 1, x, tx, T);
}

/** Σ weight · ln L over patterns. */
export function mbgNbdTotalLogLikelihood(params: MbgNbdParams, patterns: PurchasePatterns): number {
  return betaGeometricTotalLogLikelihood(params, 1, patterns);
}

/** Equation (1). Below 1 also for x = 0. */
export function mbgNbdProbabilityAlive(params: MbgNbdParams, x: number, tx: number, T: number): number {
  return 1 / (1 + Math.exp(logOddsOfHavingLeft(params, 1, x, tx, T)));
}

/** Fact (2): the BG/NBD parameters of a customer with x repeat purchases in T who is known to be alive. */
export function mbgNbdIfAlive({ r, alpha, a, b }: MbgNbdParams, x: number, T: number): BgNbdParams {
  return { r: r + x, alpha: alpha + T, a, b: b + x + 1 };
}

/** E[X(t)] of a new customer: fact (3). */
export function mbgNbdExpectedPurchases(params: MbgNbdParams, t: number): number {
  return stayAfterFirst(params) * bgNbdExpectedPurchases(mbgNbdIfAlive(params, 0, 0), t);
}

/** E[Y(t) | x, tx, T]. Example: CDNOW estimates, x = 2, tx = 30.43, T = 38.86, t = 39 weeks → 1.262669. */
export function mbgNbdExpectedFuturePurchases(
  params: MbgNbdParams,
  x: number,
  tx: number,
  T: number,
  t: number,
): number {
  const alive = mbgNbdProbabilityAlive(params, x, tx, T);
  return alive === 0 ? 0 : alive * bgNbdExpectedPurchases(mbgNbdIfAlive(params, x, T), t);
}

/** P(X(t) = k), k = 0, 1, … for a new customer: fact (3), the early leavers added to k = 0. */
export function mbgNbdCountDistribution(params: MbgNbdParams, t: number, tail = 1e-9, longest?: number): Float64Array {
  const stay = stayAfterFirst(params);
  const probabilities = bgNbdCountDistribution(mbgNbdIfAlive(params, 0, 0), t, tail, longest).map((p) => stay * p);
  probabilities[0]! += 1 - stay;
  return probabilities;
}

/** Expected discounted purchases of a new customer, δ > 0 per unit of time. */
export function mbgNbdDiscountedPurchases(params: MbgNbdParams, delta: number): number {
  return stayAfterFirst(params) * bgNbdDiscountedPurchases(mbgNbdIfAlive(params, 0, 0), delta);
}

/** Discounted expected residual transactions of a given customer. */
export function mbgNbdDiscountedResidual(
  params: MbgNbdParams,
  x: number,
  tx: number,
  T: number,
  delta: number,
): number {
  const alive = mbgNbdProbabilityAlive(params, x, tx, T);
  return alive === 0 ? 0 : alive * bgNbdDiscountedPurchases(mbgNbdIfAlive(params, x, T), delta);
}

/** 1 − E[p] = b / (a + b). */
function stayAfterFirst({ a, b }: MbgNbdParams): number {
  return b / (a + b);
}
