/**
 * How BG/NBD, MBG/NBD and Pareto/NBD are fitted: the same road for all three, with its guard rails.
 *
 *   1. Too few repeat buyers for four parameters?           → `tooThin`, nothing is fitted
 *   2. Time scaled so that the longest T is 1               → one box of bounds and one set of starts fits every unit
 *   3. The model without drop-out (NBD) fitted first        → start values, and the yardstick of step 6
 *   4. Maximum of the mean log-likelihood from four starts  → `optimise.ts`
 *   5. Endings refused: higher than any mixture can reach (`impossibleLikelihood`), not a stationary point
 *   6. Not better than NBD by more than chance?             → `noDropOutSignal`: a, b (or s, β) mean nothing
 *   7. Observed information → covariance and standard errors; parameters and likelihood back in the caller's unit
 *
 * Time scaling leaves everything but the unit alone: α, β scale like time, and every purchase's density by 1/scale, so
 * the log-likelihood is evaluated once more in the caller's unit at the end.
 *
 * Step 5. With ln-parameters bounded to [1e-5, 1e4] in scaled time and rising factorials summed instead of subtracted, the
 * known spurious optimum (b ~ 3e16 with a positive mean log-likelihood on Online Retail) cannot arise; the ceiling check
 * stays as the guard that does not depend on how the likelihood was written.
 *
 * Step 6. NBD is the model with drop-out switched off (a → 0, s → 0): two parameters fewer, at the edge of the space.
 * The likelihood-ratio statistic 2·(LL − LL_NBD) is compared with 5.99, the 95 % point of χ² with two degrees of
 * freedom; at an edge the true distribution is smaller (Self & Liang, JASA 82 (1987) 605–610), so the test errs on the
 * side of saying "no signal": on data without drop-out it raises a false alarm in fewer than 5 of 100 fits.
 *
 * What a verdict other than `sound` asks of the caller: forecast with `withoutDropOut` (model 'nbd'), show the reason, and
 * rank churn by own rhythm instead of P(alive). Nothing here throws for thin or odd data; impossible histories are refused
 * earlier, when the patterns are made.
 */
import type { NbdFit } from '#analytics/empirical-bayes-rate.ts';
import type { Interval } from '#analytics/profile-interval.ts';
import type { ConvergenceReport, Minimum, Objective } from '#analytics/optimise.ts';
import type { IndexedPatterns, PurchasePatterns } from '#analytics/purchase-patterns.ts';
import { fitNbd } from '#analytics/empirical-bayes-rate.ts';
import { inverseOfPositiveDefinite } from '#analytics/cholesky.ts';
import { minimise } from '#analytics/optimise.ts';
import { profileIntervals } from '#analytics/profile-interval.ts';
import {
  greatestPossibleLogLikelihood,
  indexPatterns,
  samplePatterns,
  scaleTime,
  totalsOf,
} from '#analytics/purchase-patterns.ts';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';

/**
 * `sound`: use the parameters. `noDropOutSignal`, `tooThin`: forecast with `withoutDropOut` instead, and say so.
 * `notConverged`: every start was refused or ended on a slope; likewise.
 */
export type FitVerdict = 'sound' | 'noDropOutSignal' | 'tooThin' | 'notConverged';

export interface PurchaseFit<P> {
  readonly params: P;
  /** Of the customers fitted on. */
  readonly logLikelihood: number;
  /** How many customers the fit is on: all, or the sample. */
  readonly customers: number;
  /** Standard errors of the parameters (delta method); null when the information matrix is not positive definite. */
  readonly standardErrors: P | null;
  /** Covariance of the *logarithms* of the parameters, in their order; that is where the likelihood is nearly normal. */
  readonly covariance: number[][] | null;
  /** Profile-likelihood intervals of the parameters when asked for by `intervalLevel`; an open end is 0 or ∞. */
  readonly intervals: Record<string, Interval> | null;
  readonly convergence: ConvergenceReport;
  readonly verdict: FitVerdict;
  /** The Gamma–Poisson model on the same data: yardstick and fallback. */
  readonly withoutDropOut: NbdFit;
}

export interface FitOptions {
  /** Fewer customers than this: `tooThin`. Default 50. */
  readonly minimumCustomers?: number;
  /** Fewer customers with at least one repeat purchase than this: `tooThin`. Default 20. */
  readonly minimumRepeaters?: number;
  /** The least likelihood-ratio statistic against NBD that counts as a sign of drop-out. Default 5.99. */
  readonly dropOutSignal?: number;
  /**
   * With more patterns than this the fit uses an even sample of the customers (`samplePatterns`), and covariance and
   * standard errors are those of the sample. Default by model: what takes about half a second (Pareto/NBD: two).
   */
  readonly mostPatterns?: number;
  /** Also compute profile-likelihood intervals of this level (e.g. 0.9); costs about three more fits. */
  readonly intervalLevel?: number;
}

/** What a model has to bring to be fitted. */
export interface FittableModel<P> {
  /** Parameter names in the order of the search variables. */
  readonly names: readonly (keyof P & string)[];
  /** Those that carry a unit of time. */
  readonly timeNames: readonly (keyof P & string)[];
  /** Mean negative log-likelihood over the logarithms of the parameters. */
  readonly objective: (patterns: IndexedPatterns, customers: number) => Objective;
  readonly logLikelihood: (params: P, patterns: PurchasePatterns) => number;
  /** Starting points in scaled time, given the NBD fit in scaled time. */
  readonly starts: (nbd: { r: number; alpha: number }) => P[];
  /** Default of `FitOptions.mostPatterns`. */
  readonly mostPatterns: number;
  /** The model with drop-out switched off. */
  readonly withoutDropOut: (nbd: { r: number; alpha: number }) => P;
}

/** Bounds of every parameter in scaled time; beyond them two neighbouring values cannot be told apart by any data. */
const lowest = 1e-5;
const highest = 1e4;

export function fitPurchaseModel<P extends { readonly [name in keyof P]: number }>(
  model: FittableModel<P>,
  allPatterns: PurchasePatterns,
  options: FitOptions = {},
): PurchaseFit<P> {
  const patterns = atMost(allPatterns, options.mostPatterns ?? model.mostPatterns);
  const withoutDropOut = fitNbd(patterns);
  const totals = totalsOf(patterns);
  const { minimumCustomers = 50, minimumRepeaters = 20, dropOutSignal = 5.99 } = options;
  if (totals.customers < minimumCustomers || totals.repeaters < minimumRepeaters) {
    return unfitted(model, patterns, withoutDropOut);
  }
  const scale = 1 / totals.longest;
  const scaled = scaleTime(patterns, scale);
  const { r, alpha } = withoutDropOut.params;
  const ceiling = greatestPossibleLogLikelihood(scaled) / totals.customers;
  const objective = model.objective(indexPatterns(scaled), totals.customers);
  const box = {
    lower: model.names.map(() => Math.log(lowest)),
    upper: model.names.map(() => Math.log(highest)),
  };
  const minimum = minimise(objective, {
    ...box,
    starts: model.starts({ r, alpha: alpha * scale }).map((start) => model.names.map((name) => Math.log(start[name]))),
    refuse: (_theta, value) => (-value > ceiling + 1e-9 ? 'impossibleLikelihood' : null),
  });
  const params = inUnitOf(model, minimum, scale);
  const logLikelihood = model.logLikelihood(params, patterns);
  const covariance = covarianceOfLogs(minimum, totals.customers);
  const deviations = model.names.map((_, i) => Math.sqrt(covariance?.[i]?.[i] ?? 1));
  const ends =
    options.intervalLevel === undefined
      ? null
      : profileIntervals(objective, box, minimum, totals.customers, deviations, options.intervalLevel);
  return {
    params,
    logLikelihood,
    customers: totals.customers,
    covariance,
    standardErrors: covariance && standardErrorsOf(model, params, covariance),
    intervals: ends && intervalsInUnitOf(model, ends, scale),
    convergence: minimum.convergence,
    verdict: verdictOn(minimum, 2 * (logLikelihood - withoutDropOut.logLikelihood), dropOutSignal),
    withoutDropOut,
  };
}

/**
 * Wald intervals on the logarithms, carried back: exp(ln θ ± z·se). Free, for any level, and good for thousands of
 * customers; with few they are too narrow (see profile-interval.ts): ask the fit for `intervals` then.
 * Null when the fit has no covariance. Level in (0, 1), e.g. 0.9.
 */
export function parameterIntervals<P extends { readonly [name in keyof P]: number }>(
  fit: Pick<PurchaseFit<P>, 'params' | 'covariance'>,
  level: number,
): Record<keyof P & string, { low: number; high: number }> | null {
  if (!fit.covariance) return null;
  const z = normalQuantile(0.5 + level / 2, 0, 1);
  const names = Object.keys(fit.params) as (keyof P & string)[];
  const entries = names.map((name, i) => {
    const width = Math.exp(z * Math.sqrt(fit.covariance![i]![i]!));
    return [name, { low: fit.params[name] / width, high: fit.params[name] * width }] as const;
  });
  return Object.fromEntries(entries) as Record<keyof P & string, { low: number; high: number }>;
}

/** The patterns themselves, or an even sample of the customers that makes about `most` patterns. */
function atMost(patterns: PurchasePatterns, most: number): PurchasePatterns {
  if (patterns.size <= most) return patterns;
  return samplePatterns(patterns, (totalsOf(patterns).customers * most) / patterns.size);
}

/** The statistic against NBD first: where that is nothing, whether the flat ridge "converged" is no news. */
function verdictOn(minimum: Minimum, statistic: number, dropOutSignal: number): FitVerdict {
  if (statistic < dropOutSignal) return 'noDropOutSignal';
  return minimum.convergence.converged ? 'sound' : 'notConverged';
}

function inUnitOf<P>(model: FittableModel<P>, minimum: Minimum, scale: number): P {
  const entries = model.names.map((name, i) => {
    const value = Math.exp(minimum.theta[i]!);
    return [name, model.timeNames.includes(name) ? value / scale : value] as const;
  });
  return Object.fromEntries(entries) as P;
}

function intervalsInUnitOf<P>(model: FittableModel<P>, ends: Interval[], scale: number): Record<string, Interval> {
  const entries = model.names.map((name, i) => {
    const unit = model.timeNames.includes(name) ? 1 / scale : 1;
    return [name, { low: Math.exp(ends[i]!.low) * unit, high: Math.exp(ends[i]!.high) * unit }] as const;
  });
  return Object.fromEntries(entries);
}

/** Inverse information of the variables inside the box; one held on a bound is treated as known. */
function covarianceOfLogs(minimum: Minimum, customers: number): number[][] | null {
  const inside = minimum.hessian.map((_, i) => !minimum.convergence.atBound.includes(i));
  const information = minimum.hessian.map((row, i) =>
    row.map((value, j) => (inside[i] && inside[j] ? value * customers : Number(i === j))),
  );
  const covariance = inverseOfPositiveDefinite(information);
  return covariance && covariance.map((row, i) => row.map((value, j) => (inside[i] && inside[j] ? value : 0)));
}

/** se(θ) = θ · se(ln θ). */
function standardErrorsOf<P extends { readonly [name in keyof P]: number }>(
  model: FittableModel<P>,
  params: P,
  covariance: number[][],
): P {
  const entries = model.names.map((name, i) => [name, params[name] * Math.sqrt(covariance[i]![i]!)] as const);
  return Object.fromEntries(entries) as P;
}

/** Too thin: the parameters of the model with drop-out switched off, so that every function of it still answers. */
function unfitted<P>(model: FittableModel<P>, patterns: PurchasePatterns, withoutDropOut: NbdFit): PurchaseFit<P> {
  const params = model.withoutDropOut(withoutDropOut.params);
  return {
    params,
    logLikelihood: model.logLikelihood(params, patterns),
    customers: totalsOf(patterns).customers,
    covariance: null,
    standardErrors: null,
    intervals: null,
    convergence: withoutDropOut.convergence,
    verdict: 'tooThin',
    withoutDropOut,
  };
}
