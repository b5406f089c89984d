/**
 * # Shrunken lift: the lift one can count on
 *
 * Two items bought once each, together, have a lift in the thousands and mean nothing. The remedy is DuMouchel's gamma–
 * Poisson shrinker (1999, "Bayesian data mining in large frequency tables", The American Statistician 53(3), with one
 * gamma in place of his mixture of two). The number k of joint baskets, of which independence expects E = a b / n, is
 *
 *     k | λ ~ Poisson(λ E),   λ ~ Gamma(α, β)   over all pairs                                                (1)
 *     λ | k ~ Gamma(α + k, β + E)                                                                             (2)
 *     shrunken lift = E[λ | k] = (α + k) / (β + E)                                                            (3)
 *
 * A pair seen rarely keeps nearly the average lift α/β, a pair seen often its own k/E. Ranking by the lower end of the
 * posterior interval puts first what is both strong and certain.
 *
 * ## Prior by moments
 *
 * From (1), E[k] = μE and E[k(k − 1)] = (μE)² (1 + 1/α) with μ = α/β. The first summed over all pairs, the second divided
 * by its scale μE before summing so that common pairs do not drown the rest (Breslow 1984, "Extra-Poisson variation in
 * log-linear models", Applied Statistics 33, weighs likewise):
 *
 *     μ = Σk / ΣE,    1 + 1/α = Σ[ k(k − 1) / (μE) ] / Σk                                                     (4)
 *
 * Pairs never seen together enter through ΣE alone, and pairs seen once add nothing to the second sum, so the wildest
 * raw lifts have no say. On the Groceries pairs (4) gives α = 10.5, maximum likelihood 10.0.
 *
 * Assumes baskets independent of one another and rare pairs (k ≪ a, b); for a pair that is nearly always together the
 * Poisson is too wide, which errs on the careful side. When the pairs vary no more than chance, 1/α ≤ 0 and every lift
 * is shrunk to μ: there is nothing to recommend. μ itself need not be 1: large baskets bring any two items together. Cost: one pass over the pairs.
 */
import gammaQuantile from '@stdlib/stats-base-dists-gamma-quantile';

/** α (shape) and β (rate) of the lifts of all pairs. */
export type LiftPrior = { readonly shape: number; readonly rate: number };

export type ShrunkenLift = { readonly lift: number; readonly interval: readonly [number, number] };

/** Shape at which the prior is so narrow that all lifts are taken as one. */
const NO_SPREAD = 1e6;

/**
 * Equation (4). `itemCounts` are the baskets per item of the items considered, `pairs` the joint counts of all pairs of
 * them that occur at all (not only the frequent ones, or the average is too low). O(items + pairs).
 */
export function fitLiftPrior(
  itemCounts: ArrayLike<number>,
  pairs: readonly { readonly a: number; readonly b: number; readonly both: number }[],
  baskets: number,
): LiftPrior {
  const together = pairs.reduce((sum, { both }) => sum + both, 0);
  if (together === 0) return { shape: NO_SPREAD, rate: NO_SPREAD };
  const mean = together / expectedTogether(itemCounts, baskets);
  const spread = pairs.reduce((sum, { a, b, both }) => sum + (both * (both - 1) * baskets) / (mean * a * b), 0);
  const inverseShape = spread / together - 1;
  const shape = inverseShape > 1 / NO_SPREAD ? 1 / inverseShape : NO_SPREAD;
  return { shape, rate: shape / mean };
}

/**
 * Equations (2) and (3) for one pair or rule: a baskets hold the one side, b the other, both hold both.
 *
 * Example: with prior (1, 1), 1 basket together where 0.001 was expected has lift 1,000 and shrunken lift 2.0.
 */
export function shrunkenLift(
  prior: LiftPrior,
  counts: { readonly a: number; readonly b: number; readonly both: number; readonly baskets: number },
  level = 0.9,
): ShrunkenLift {
  const shape = prior.shape + counts.both;
  const rate = prior.rate + (counts.a * counts.b) / counts.baskets;
  const tail = (1 - level) / 2;
  return {
    lift: shape / rate,
    interval: [gammaQuantile(tail, shape, rate), gammaQuantile(1 - tail, shape, rate)],
  };
}

/** ΣE over unordered pairs of different items, from Σ_{i<j} aᵢ aⱼ = ((Σa)² − Σa²)/2. */
function expectedTogether(itemCounts: ArrayLike<number>, baskets: number): number {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < itemCounts.length; i++) {
    sum += itemCounts[i]!;
    squares += itemCounts[i]! ** 2;
  }
  return (sum ** 2 - squares) / 2 / baskets;
}
