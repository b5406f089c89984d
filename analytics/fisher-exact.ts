/**
 * # Fisher's exact test of a two-by-two table, one-sided
 *
 * Of n baskets a hold A, b hold B, k hold both. If A and B had nothing to do with each other, the overlap of a given a
 * and b would be hypergeometric,
 *
 *     P(X = x) = C(a, x) C(n − a, b − x) / C(n, b)                                                            (1)
 *
 * and the p-value is P(X ≥ k): how often chance alone would bring them together as often (Fisher 1935, *The Design of
 * Experiments*, §10–11). Exact at any size, where the χ² approximation wants expected counts of five or more.
 *
 * Computed from one logarithm of (1) and the ratio of neighbouring terms, summing the shorter way; O(min(a, b)) at
 * worst, a few dozen terms as a rule. Below about 1e-300 the answer underflows to 0.
 */
import gammaln from '@stdlib/math-base-special-gammaln';

/** P(X ≥ both). Throws RangeError unless the four counts can form a table. */
export function fisherUpperTail(n: number, a: number, b: number, both: number): number {
  const least = Math.max(0, a + b - n);
  const most = Math.min(a, b);
  if (!(both >= least && both <= most && a <= n && b <= n)) {
    throw new RangeError(`no table of ${n} has margins ${a} and ${b} and overlap ${both}`);
  }
  if (both === least) return 1;
  const expected = (a * b) / n;
  if (both > expected) return Math.min(1, tail(n, a, b, both, most));
  return Math.max(0, 1 - lowerTail(n, a, b, both - 1, least));
}

/** Σ of (1) from x = start upwards; terms fall from there on, so it stops when they no longer count. */
function tail(n: number, a: number, b: number, start: number, most: number): number {
  let term = Math.exp(logProbability(n, a, b, start));
  let sum = term;
  for (let x = start; x < most && term > sum * 1e-17; x++) {
    term *= ((a - x) * (b - x)) / ((x + 1) * (n - a - b + x + 1));
    sum += term;
  }
  return sum;
}

/** Σ of (1) from x = start downwards, likewise. */
function lowerTail(n: number, a: number, b: number, start: number, least: number): number {
  let term = Math.exp(logProbability(n, a, b, start));
  let sum = term;
  for (let x = start; x > least && term > sum * 1e-17; x--) {
    term *= (x * (n - a - b + x)) / ((a - x + 1) * (b - x + 1));
    sum += term;
  }
  return sum;
}

const logProbability = (n: number, a: number, b: number, x: number): number =>
  logChoose(a, x) + logChoose(n - a, b - x) - logChoose(n, b);

const logChoose = (n: number, k: number): number => gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1);
