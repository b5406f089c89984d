/**
 * Own rhythm: how long a customer usually lets pass between purchases, and how unusual today's silence is.
 *
 * Idea. Sixty days of silence mean nothing for someone who buys twice a year and much for someone who comes every week.
 * Each customer's usual gap is estimated from the customer's own gaps, pulled towards the population's while they are few.
 *
 * Assumptions. (i) The logarithms of a customer's gaps are normal about an own centre with a common spread:
 * ln g = m + σ ε. (ii) The centres are spread over customers as m ~ N(μ, τ²). (iii) Gaps do not drift or follow seasons.
 * (iv) Only completed gaps are seen: a base watched shortly shows its short gaps first, so in a young base `tail` runs low.
 * Gaps are at least one day (same-day purchases are one purchase).
 *
 * Formulas, with n gaps and L = Σ ln g of one customer:
 *   (1)  m | gaps ~ N(m̂, v),   1/v = 1/τ² + n/σ²,   m̂ = v · (μ/τ² + L/σ²)                 (normal–normal shrinkage)
 *   (2)  usual gap  = e^m̂, the median gap to expect; half of the customer's gaps are longer
 *   (3)  tail       = P(next gap > silence) = Φ( (m̂ − ln silence) / √(σ² + v) )
 *   (4)  ratio      = silence / usual gap
 *
 * A customer without a gap (n = 0) gets the population's: the rhythm of those *who do come back*, which most one-time
 * buyers never do. Combine (3) with a purchase model for "will they ever"; (3) alone answers "is this late for them".
 *
 * Why logarithms. Gaps are positive and skewed: a customer who comes every 20 to 40 days is as often twice as late as half
 * as late. On the log scale both are the same distance, and one long holiday does not move the centre much.
 *
 * Population. Given n, the mean log gap ȳ is N(μ, τ² + σ²/n) and the squares W about it are σ² χ²(n−1), so μ, σ, τ are
 * fitted from one row for each n (`GapGroup`), whatever the number of customers.
 *
 * Cost. Fit: some 30 evaluations over as many rows as there are distinct n (microseconds). Customer: O(1), 20 ns.
 * Failure modes. Fewer than 20 customers with two gaps: spread within and between cannot be told apart; the total is split
 * evenly and `verdict` is 'tooThin'. No gap at all: null.
 * Example. μ = ln 30, σ = τ = 0.7; gaps 7, 7, 7 (n = 3, L = 5.84): usual gap 10.1 days; silence 30 days: ratio 3.0, tail .082.
 * Source. Gelman et al., *Bayesian Data Analysis*, 3rd ed., §5.4 (hierarchical normal model, known variances in (1)).
 */
import type { ConvergenceReport, Objective } from '#analytics/optimise.ts';
import { minimise } from '#analytics/optimise.ts';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';

export interface RhythmParams {
  /** Mean of the customers' centres, in logarithms of the unit of the gaps. */
  readonly mu: number;
  /** Spread of a customer's gaps about the own centre. */
  readonly sigma: number;
  /** Spread of the centres over customers. */
  readonly tau: number;
}

/** Customers with the same number n ≥ 1 of gaps, summed. ȳ is a customer's mean log gap, W its squares about ȳ. */
export interface GapGroup {
  readonly gaps: number;
  readonly customers: number;
  /** Σ ȳ, Σ ȳ² and Σ W over the group's customers. */
  readonly sumOfMeans: number;
  readonly sumOfSquaredMeans: number;
  readonly sumOfSquaresWithin: number;
}

export interface RhythmFit {
  readonly params: RhythmParams;
  readonly verdict: 'sound' | 'tooThin' | 'notConverged';
  readonly convergence: ConvergenceReport | null;
}

export interface Rhythm {
  /** Equation (2), in the unit of the gaps. */
  readonly usualGap: number;
  /** Equation (4). */
  readonly ratio: number;
  /** Equation (3): small means unusually silent. 1 when there is no silence. */
  readonly tail: number;
  /** How much of m̂ comes from the customer's own gaps, 0 (none seen) to 1. */
  readonly ownWeight: number;
}

/** Equations (1) to (4) for one customer with `gaps` gaps, `sumOfLogs` = Σ ln gap, silent since `silence`. */
export function ownRhythm({ mu, sigma, tau }: RhythmParams, gaps: number, sumOfLogs: number, silence: number): Rhythm {
  const precision = 1 / (tau * tau) + gaps / (sigma * sigma);
  const centre = (mu / (tau * tau) + sumOfLogs / (sigma * sigma)) / precision;
  const usualGap = Math.exp(centre);
  const spread = Math.sqrt(sigma * sigma + 1 / precision);
  return {
    usualGap,
    ratio: silence / usualGap,
    tail: silence > 0 ? normalCdf((centre - Math.log(silence)) / spread, 0, 1) : 1,
    ownWeight: gaps / (sigma * sigma) / precision,
  };
}

/**
 * Groups for `fitRhythm`; the same sums can come from one SQL aggregate over the customers' own sums.
 * One row per customer (number of gaps, Σ ln gap, Σ (ln gap)²) summed into one row per number of gaps.
 */
export function groupGaps(
  gaps: ArrayLike<number>,
  sumOfLogs: ArrayLike<number>,
  sumOfSquaredLogs: ArrayLike<number>,
): GapGroup[] {
  const groups = new Map<number, { -readonly [key in keyof GapGroup]: number }>();
  for (let i = 0; i < gaps.length; i++) {
    const n = gaps[i]!;
    if (n === 0) continue;
    let group = groups.get(n);
    if (!group) {
      group = { gaps: n, customers: 0, sumOfMeans: 0, sumOfSquaredMeans: 0, sumOfSquaresWithin: 0 };
      groups.set(n, group);
    }
    const mean = sumOfLogs[i]! / n;
    group.customers += 1;
    group.sumOfMeans += mean;
    group.sumOfSquaredMeans += mean * mean;
    group.sumOfSquaresWithin += Math.max(0, sumOfSquaredLogs[i]! - n * mean * mean);
  }
  return [...groups.values()].sort((one, other) => one.gaps - other.gaps);
}

/**
 * μ, σ, τ by maximum likelihood; null when nobody has a gap.
 * Starts at the moments: σ from the squares within customers, τ from the spread of the means, and once more from a third.
 */
export function fitRhythm(groups: readonly GapGroup[]): RhythmFit | null {
  const totals = { customers: 0, means: 0, squares: 0, within: 0, withinFreedom: 0, twoGaps: 0 };
  for (const group of groups) {
    totals.customers += group.customers;
    totals.means += group.sumOfMeans;
    totals.squares += group.sumOfSquaredMeans;
    totals.within += group.sumOfSquaresWithin;
    totals.withinFreedom += group.customers * (group.gaps - 1);
    if (group.gaps > 1) totals.twoGaps += group.customers;
  }
  if (totals.customers === 0) return null;
  const mu = totals.means / totals.customers;
  const between = Math.max(1e-4, totals.squares / totals.customers - mu * mu);
  if (totals.twoGaps < 20) {
    const half = Math.sqrt(between / 2);
    return { params: { mu, sigma: half, tau: half }, verdict: 'tooThin', convergence: null };
  }
  const sigma = Math.sqrt(Math.max(1e-4, totals.within / totals.withinFreedom));
  const start = (tau: number): number[] => [mu, Math.log(sigma), Math.log(tau)];
  const minimum = minimise(rhythmObjective(groups, totals.customers), {
    lower: [mu - 20, Math.log(1e-3), Math.log(1e-3)],
    upper: [mu + 20, Math.log(20), Math.log(20)],
    starts: [start(Math.sqrt(between)), start(0.3 * Math.sqrt(between))],
  });
  return {
    params: { mu: minimum.theta[0]!, sigma: Math.exp(minimum.theta[1]!), tau: Math.exp(minimum.theta[2]!) },
    verdict: minimum.convergence.converged ? 'sound' : 'notConverged',
    convergence: minimum.convergence,
  };
}

/**
 * Mean negative log-likelihood over (μ, ln σ, ln τ). With V = σ² + nτ² a group of N customers contributes
 *   −½ [ N ln V + n Q / V + N (n−1) ln σ² + ΣW / σ² ],   Q = Σȳ² − 2μ Σȳ + N μ².
 */
function rhythmObjective(groups: readonly GapGroup[], customers: number): Objective {
  return {
    dimension: 3,
    evaluate(theta, gradient) {
      const mu = theta[0]!;
      const within = Math.exp(2 * theta[1]!);
      const between = Math.exp(2 * theta[2]!);
      let sum = 0;
      let byMu = 0;
      let byWithin = 0;
      let byBetween = 0;
      for (const { gaps: n, customers: N, sumOfMeans, sumOfSquaredMeans, sumOfSquaresWithin } of groups) {
        const V = within + n * between;
        const Q = sumOfSquaredMeans - 2 * mu * sumOfMeans + N * mu * mu;
        sum += N * Math.log(V) + (n * Q) / V + N * (n - 1) * Math.log(within) + sumOfSquaresWithin / within;
        const byV = N / V - (n * Q) / (V * V);
        byMu += (n * 2 * (N * mu - sumOfMeans)) / V;
        byWithin += byV + (N * (n - 1)) / within - sumOfSquaresWithin / (within * within);
        byBetween += n * byV;
      }
      gradient[0] = byMu / (2 * customers);
      gradient[1] = (byWithin * within) / customers;
      gradient[2] = (byBetween * between) / customers;
      return sum / (2 * customers);
    },
  };
}
