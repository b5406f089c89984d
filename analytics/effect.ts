/**
 * # Effect: did the treated do better than the control?
 *
 * Customers were given a treatment or not **by lot**; then the difference of the two means is the effect, and all that
 * is left to say is how precisely it is known. Everything here works on an arm's summary (n, mean, variance or n and
 * successes), which a database can add up; no row ever has to be moved.
 *
 *     effect          τ = ȳₜ − ȳ꜀                                                                             (1)
 *     its error       SE² = sₜ²/nₜ + s꜀²/n꜀        variances not assumed equal (Welch 1947, Biometrika 34)      (2)
 *     freedom         ν = SE⁴ / [ (sₜ²/nₜ)²/(nₜ − 1) + (s꜀²/n꜀)²/(n꜀ − 1) ]                                     (3)
 *     relative lift   τ / ȳ꜀, interval on the log scale: ln(ȳₜ/ȳ꜀) ± z √( sₜ²/(nₜ ȳₜ²) + s꜀²/(n꜀ ȳ꜀²) )          (4)
 *
 * A share is the mean of zeros and ones, with s² = p̂(1 − p̂)·n/(n − 1) in (2). The test of no effect pools the arms,
 *
 *     z = τ / √( p̄ (1 − p̄)(1/nₜ + 1/n꜀) ),   p̄ = all successes / all customers                               (5)
 *
 * and the interval is Newcombe's, built from the arms' Wilson intervals, right at small n and near 0 (Newcombe 1998,
 * "Interval estimation for the difference between independent proportions", Statistics in Medicine 17, method 10).
 *
 * ## What can go wrong
 *
 * - Looking every day and stopping at the first p < 0.05 makes false alarms near certain: use `sequential.ts`.
 * - Uneven arms that were meant to be even mean broken randomisation: `sample-ratio.ts` first, effect second.
 * - Spend is skewed: with few buyers the mean hangs on one of them. From some hundreds per arm (1) is near normal.
 * - "Treated" must mean *assigned to treatment*, reached or not; comparing the reached compares kinds of people.
 */
import tCdf from '@stdlib/stats-base-dists-t-cdf';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { twoSidedZ, wilsonInterval } from '#analytics/proportion.ts';

/** `variance` with divisor n − 1. */
export type MeanArm = { readonly n: number; readonly mean: number; readonly variance: number };
export type ShareArm = { readonly n: number; readonly successes: number };
export type Interval = readonly [number, number];

export type Effect = {
  readonly difference: number;
  readonly standardError: number;
  readonly interval: Interval;
  /** τ/SE for means, the pooled z of (5) for shares. */
  readonly statistic: number;
  /** Two-sided, of no effect. */
  readonly pValue: number;
  /** (4); null unless both means are above 0. */
  readonly relative: { readonly lift: number; readonly interval: Interval } | null;
};

export type MeanEffect = Effect & { readonly degreesOfFreedom: number };
export type ShareEffect = Effect & {
  /** τ ± z SE, the textbook interval, which others publish. */
  readonly waldInterval: Interval;
  /** τ / SE with (2). */
  readonly unpooledStatistic: number;
};

/** Mean and variance in one pass (Welford 1962, Technometrics 4). */
export function summarise(values: ArrayLike<number>): MeanArm {
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const delta = values[i]! - mean;
    mean += delta / (i + 1);
    squares += delta * (values[i]! - mean);
  }
  return { n: values.length, mean, variance: values.length > 1 ? squares / (values.length - 1) : 0 };
}

/** From what a database adds up: count, sum, sum of squares. Loses digits when the mean dwarfs the spread. */
export function armFromSums(n: number, sum: number, sumOfSquares: number): MeanArm {
  const mean = n > 0 ? sum / n : 0;
  return { n, mean, variance: n > 1 ? Math.max(0, (sumOfSquares - n * mean * mean) / (n - 1)) : 0 };
}

/**
 * Equations (1) to (4). `distribution` is Student's t unless the normal is asked for, to compare with published z
 * intervals. Throws RangeError with fewer than two customers in an arm.
 *
 * Example: `meanDifference(summarise([5, 7, 9]), summarise([4, 5, 6]))` has difference 2 and standard error 1.29.
 */
export function meanDifference(
  treated: MeanArm,
  control: MeanArm,
  options: { readonly level?: number; readonly distribution?: 't' | 'normal' } = {},
): MeanEffect {
  const { level = 0.95, distribution = 't' } = options;
  if (treated.n < 2 || control.n < 2) throw new RangeError('an effect needs two customers in each arm at least');
  const [vt, vc] = [treated.variance / treated.n, control.variance / control.n];
  const difference = treated.mean - control.mean;
  const standardError = Math.sqrt(vt + vc);
  const degreesOfFreedom =
    standardError > 0 ? (vt + vc) ** 2 / (vt ** 2 / (treated.n - 1) + vc ** 2 / (control.n - 1)) : Infinity;
  const asT = distribution === 't' && Number.isFinite(degreesOfFreedom);
  const quantile = asT ? tQuantile(0.5 + level / 2, degreesOfFreedom) : twoSidedZ(level);
  const statistic = standardized(difference, standardError);
  const tail = asT ? tCdf(-Math.abs(statistic), degreesOfFreedom) : normalCdf(-Math.abs(statistic), 0, 1);
  return {
    difference,
    standardError,
    interval: around(difference, quantile * standardError),
    statistic,
    pValue: 2 * tail,
    relative: relativeLift(treated.mean, vt, control.mean, vc, level),
    degreesOfFreedom,
  };
}

/**
 * The same for shares, with (5) and Newcombe's interval. Throws RangeError on an empty arm.
 *
 * Example: 8 of 10 against 3 of 10 has difference .5 and interval .07 to .74; the textbook gives .10 to .90.
 */
export function shareDifference(treated: ShareArm, control: ShareArm, level = 0.95): ShareEffect {
  if (treated.n < 1 || control.n < 1) throw new RangeError('an effect needs a customer in each arm at least');
  const [pt, pc] = [treated.successes / treated.n, control.successes / control.n];
  const [vt, vc] = [errorOfShare(pt, treated.n), errorOfShare(pc, control.n)];
  const difference = pt - pc;
  const standardError = Math.sqrt(vt + vc);
  const pooled = (treated.successes + control.successes) / (treated.n + control.n);
  const pooledError = Math.sqrt(pooled * (1 - pooled) * (1 / treated.n + 1 / control.n));
  const statistic = standardized(difference, pooledError);
  return {
    difference,
    standardError,
    interval: newcombeInterval(treated, control, level),
    waldInterval: around(difference, twoSidedZ(level) * standardError),
    statistic,
    unpooledStatistic: standardized(difference, standardError),
    pValue: 2 * normalCdf(-Math.abs(statistic), 0, 1),
    relative: relativeLift(pt, vt, pc, vc, level),
  };
}

/** s²/n of zeros and ones. */
const errorOfShare = (p: number, n: number): number => (p * (1 - p)) / Math.max(n - 1, 1);

/** Square-and-add of the distances from each share to its Wilson limits. */
function newcombeInterval(treated: ShareArm, control: ShareArm, level: number): Interval {
  const [pt, pc] = [treated.successes / treated.n, control.successes / control.n];
  const [lowT, highT] = wilsonInterval(treated.successes, treated.n, level);
  const [lowC, highC] = wilsonInterval(control.successes, control.n, level);
  return [pt - pc - Math.hypot(pt - lowT, highC - pc), pt - pc + Math.hypot(highT - pt, pc - lowC)];
}

/** Equation (4). */
function relativeLift(mt: number, vt: number, mc: number, vc: number, level: number): Effect['relative'] {
  if (!(mt > 0 && mc > 0)) return null;
  const centre = Math.log(mt / mc);
  const reach = twoSidedZ(level) * Math.sqrt(vt / (mt * mt) + vc / (mc * mc));
  return { lift: mt / mc - 1, interval: [Math.expm1(centre - reach), Math.expm1(centre + reach)] };
}

const around = (centre: number, reach: number): Interval => [centre - reach, centre + reach];

/** A difference without any spread is certain if it is there at all. */
const standardized = (difference: number, error: number): number =>
  error > 0 ? difference / error : difference === 0 ? 0 : Math.sign(difference) * Infinity;
