/**
 * # A share and how sure we are of it
 *
 * k of n customers did something. The textbook interval p ± z √(p(1 − p)/n) fails exactly where retention work lives, at
 * small n and at shares near 0 or 1: ten promoters of ten give "100 % ± 0". Wilson's score interval (Wilson 1927,
 * "Probable inference, the law of succession, and statistical inference", JASA 22; recommended by Brown, Cai & DasGupta
 * 2001, "Interval estimation for a binomial proportion", Statistical Science 16(2)) asks instead which true shares
 * would make the observed one unsurprising:
 *
 *     (p̂ + z²/2n ± z √( p̂(1 − p̂)/n + z²/4n² )) / (1 + z²/n)                                                  (1)
 *
 * It stays inside [0, 1] and is never of zero width. Assumes answers independent of one another.
 *
 * Example: 10 of 10 gives 72.2 % to 100 %.
 */
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';

/** Equation (1). `n` may be an effective, fractional sample size. With n = 0 nothing is known: [0, 1]. */
export function wilsonInterval(successes: number, n: number, level = 0.95): readonly [number, number] {
  if (n <= 0) return [0, 1];
  const z = twoSidedZ(level);
  const p = successes / n;
  const centre = p + (z * z) / (2 * n);
  const reach = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return [Math.max(0, (centre - reach) / scale), Math.min(1, (centre + reach) / scale)];
}

/** The normal quantile that leaves (1 − level)/2 in each tail: 1.959964 for 95 %. */
export function twoSidedZ(level: number): number {
  if (!(level > 0 && level < 1)) throw new RangeError(`a confidence level lies between 0 and 1, not ${level}`);
  return normalQuantile(0.5 + level / 2, 0, 1);
}
