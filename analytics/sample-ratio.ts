/**
 * # Sample-ratio check: was the lot fair?
 *
 * An experiment meant to split customers half and half that counts 5,200 against 4,800 was not split by the lot alone:
 * somebody filtered, lost or double-counted after the draw, and the arms no longer compare like with like. No effect
 * should be read before this is settled. Pearson's χ² against the intended shares wᵢ,
 *
 *     χ² = Σ (nᵢ − n wᵢ)² / (n wᵢ),   k − 1 degrees of freedom                                                (1)
 *
 * (Fabijan et al. 2019, "Diagnosing sample ratio mismatch in online controlled experiments", KDD). The bar for alarm is
 * low, p < 0.001, because the check runs for every experiment every night. Wants expected counts of five or more.
 */
import chisquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';

export type SampleRatio = {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
  readonly isMismatch: boolean;
};

/**
 * Equation (1). `weights` are intended shares in any unit; default equal. Throws RangeError with fewer than two arms.
 *
 * Example: `sampleRatio([21_387, 21_307, 21_306])` has χ² 0.2025, p 0.90: no alarm.
 */
export function sampleRatio(
  counts: readonly number[],
  weights: readonly number[] = counts.map(() => 1),
  alarmBelow = 0.001,
): SampleRatio {
  if (counts.length < 2 || weights.length !== counts.length || weights.some((w) => !(w > 0))) {
    throw new RangeError('a sample ratio needs two arms at least, each with a weight above 0');
  }
  const customers = counts.reduce((a, b) => a + b, 0);
  const total = weights.reduce((a, b) => a + b, 0);
  const degreesOfFreedom = counts.length - 1;
  const chiSquare = counts.reduce((sum, count, i) => {
    const expected = (customers * weights[i]!) / total;
    return expected > 0 ? sum + (count - expected) ** 2 / expected : sum;
  }, 0);
  const pValue = chiSquare > 0 ? 1 - chisquareCdf(chiSquare, degreesOfFreedom) : 1;
  return { chiSquare, degreesOfFreedom, pValue, isMismatch: pValue < alarmBelow };
}
