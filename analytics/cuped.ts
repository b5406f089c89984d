/**
 * # CUPED: take out what was known beforehand
 *
 * Much of the spread in next month's spend was there last month. Subtracting what a figure x measured **before** the
 * treatment predicts leaves the effect unbiased and its error smaller (Deng, Xu, Kohavi & Walker 2013, "Improving the
 * sensitivity of online controlled experiments by utilizing pre-experiment data", WSDM):
 *
 *     y′ = y − θ (x − x̄),   θ = Cov(x, y) / Var(x), pooled within the arms                                     (1)
 *     Var(y′) = Var(y) (1 − ρ²)                                                                               (2)
 *
 * With a correlation ρ of .7 half the variance goes: as good as twice the customers. x̄ is the mean over all arms.
 *
 * Assumes x cannot have been touched by the treatment; using anything measured after it biases the effect. New customers
 * without a past get x = x̄ (no adjustment) or are analysed apart. θ is estimated from the same data, which costs an
 * error of order 1/n. Works on sums; O(arms).
 */
import type { MeanArm } from '#analytics/effect.ts';

/** An arm with y the outcome and x the figure known beforehand; variances and covariance with divisor n − 1. */
export type CovariateArm = {
  readonly n: number;
  readonly meanX: number;
  readonly meanY: number;
  readonly varianceX: number;
  readonly varianceY: number;
  readonly covariance: number;
};

export type CupedResult = {
  readonly theta: number;
  /** ρ² of (2), pooled: the share of variance that goes. */
  readonly varianceReduction: number;
  /** In the order given, for `meanDifference`. */
  readonly arms: readonly MeanArm[];
};

/** One pass over the rows of an arm. Throws RangeError when the columns differ in length. */
export function summariseWithCovariate(x: ArrayLike<number>, y: ArrayLike<number>): CovariateArm {
  if (x.length !== y.length) throw new RangeError('outcome and covariate differ in length');
  let [meanX, meanY, xx, yy, xy] = [0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i]! - meanX, y[i]! - meanY];
    meanX += dx / (i + 1);
    meanY += dy / (i + 1);
    xx += dx * (x[i]! - meanX);
    yy += dy * (y[i]! - meanY);
    xy += dx * (y[i]! - meanY);
  }
  const divisor = Math.max(x.length - 1, 1);
  return { n: x.length, meanX, meanY, varianceX: xx / divisor, varianceY: yy / divisor, covariance: xy / divisor };
}

/** Equations (1) and (2) for any number of arms. A covariate without spread leaves everything as it was. */
export function adjustByCovariate(arms: readonly CovariateArm[]): CupedResult {
  const pooled = (of: (arm: CovariateArm) => number): number =>
    arms.reduce((sum, arm) => sum + (arm.n - 1) * of(arm), 0);
  const [xx, yy, xy] = [pooled((a) => a.varianceX), pooled((a) => a.varianceY), pooled((a) => a.covariance)];
  const theta = xx > 0 ? xy / xx : 0;
  const customers = arms.reduce((sum, arm) => sum + arm.n, 0);
  const overallX = arms.reduce((sum, arm) => sum + arm.n * arm.meanX, 0) / customers;
  return {
    theta,
    varianceReduction: xx > 0 && yy > 0 ? (xy * xy) / (xx * yy) : 0,
    arms: arms.map((arm) => ({
      n: arm.n,
      mean: arm.meanY - theta * (arm.meanX - overallX),
      variance: Math.max(0, arm.varianceY - 2 * theta * arm.covariance + theta ** 2 * arm.varianceX),
    })),
  };
}
