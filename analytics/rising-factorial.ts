/**
 * The rising factorial (z)_k = z (z+1) … (z+k−1) = Γ(z+k) / Γ(z), as a logarithm, with its derivative in z.
 *
 * Why not ln Γ(z+k) − ln Γ(z). At large z the two terms agree in nearly all digits: at z = 3e16 the difference has none
 * left, and an optimiser that wanders there finds a likelihood that does not exist. As a sum of k logarithms it keeps
 * full relative precision for every z > 0.
 *
 *   ln (z)_k = Σ_{i<k} ln(z + i)          d/dz ln (z)_k = ψ(z+k) − ψ(z) = Σ_{i<k} 1 / (z + i)
 *
 * Cost. One logarithm a step; counts are met in ascending order, so a table costs its largest count. Runs longer than
 * `longRun` are bridged by ln Γ and ψ, whose absolute error there (about 1e-16 · k ln k) is harmless.
 */
import digamma from '@stdlib/math-base-special-digamma';
import gammaln from '@stdlib/math-base-special-gammaln';

const longRun = 48;

/** ln (z)_k for z > 0 and a whole k ≥ 0. */
export function logRisingFactorial(z: number, k: number): number {
  return runOfLogs(z, k);
}

/** Fills `logs` with ln (z)_k and `slopes` with ψ(z+k) − ψ(z) for every k of `counts` (whole numbers, ascending). */
export function tabulateRisingFactorial(
  z: number,
  counts: Float64Array,
  logs: Float64Array,
  slopes: Float64Array,
): void {
  let k = 0;
  let log = 0;
  let slope = 0;
  for (let i = 0; i < counts.length; i++) {
    const run = counts[i]! - k;
    log += runOfLogs(z + k, run);
    slope += runOfReciprocals(z + k, run);
    k = counts[i]!;
    logs[i] = log;
    slopes[i] = slope;
  }
}

function runOfLogs(from: number, length: number): number {
  if (length > longRun && from < 1e8) return gammaln(from + length) - gammaln(from);
  let sum = 0;
  for (let i = 0; i < length; i++) sum += Math.log(from + i);
  return sum;
}

function runOfReciprocals(from: number, length: number): number {
  if (length > longRun && from < 1e8) return digamma(from + length) - digamma(from);
  let sum = 0;
  for (let i = 0; i < length; i++) sum += 1 / (from + i);
  return sum;
}
