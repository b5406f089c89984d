/**
 * The Gauss hypergeometric function 2F1(a, b; c; z) for real z < 1, as the purchase models use it.
 *
 *   (1)  2F1(a, b; c; z) = Σ_n (a)_n (b)_n / ((c)_n n!) · z^n                     |z| < 1      (A&S 15.1.1)
 *   (2)  2F1(a, b; c; z) = (1−z)^(c−a−b) · 2F1(c−a, c−b; c; z)                   Euler        (A&S 15.3.3)
 *   (3)  2F1(a, b; c; z) = (1−z)^(−a) · 2F1(a, c−b; c; z/(z−1))                  Pfaff        (A&S 15.3.4)
 *
 * Negative z goes through (3) to z/(z−1) in (0, 1). There the n-th term behaves like n^(a+b−c−1) z^n, so whenever
 * a + b > c Euler's form is summed instead: its terms fall faster and cannot overflow for large a, b.
 *
 * The papers write E[X(t)] of BG/NBD and the likelihood of Pareto/NBD with it. `bg-nbd.ts` and `pareto-nbd-likelihood.ts` compute
 * both in forms that stay finite where the 2F1 has a pole or cancels; tests hold those forms against this function.
 *
 * Cost. About 36 / −ln z terms at 4 ns: 15 terms at z = .1, 350 at .9, 36,000 at .999.
 * Range. c must not be zero or a negative integer; throws RangeError for z ≥ 1 and when a million terms are not enough
 * (z > .99997), rather than return digits that are not there.
 * Example. `hyp2f1(1, 1, 2, 0.5)` → 2 ln 2 = 1.386294….
 * Source. Abramowitz & Stegun, *Handbook of Mathematical Functions*, chapter 15.
 */
export function hyp2f1(a: number, b: number, c: number, z: number): number {
  if (!(z < 1)) throw new RangeError(`2F1 is computed for z < 1, not ${z}`);
  if (z < 0) return Math.pow(1 - z, -a) * hyp2f1(a, c - b, c, z / (z - 1));
  if (a + b > c) return Math.pow(1 - z, c - a - b) * series(c - a, c - b, c, z);
  return series(a, b, c, z);
}

/** Equation (1). Stops when a term no longer changes the sum and the ratio of terms has fallen below one. */
function series(a: number, b: number, c: number, z: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 0; n < 1_000_000; n++) {
    const ratio = (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    term *= ratio;
    sum += term;
    // The rest is at most term · q/(1−q) with q the larger of the present ratio and its limit z.
    const q = Math.max(Math.abs(ratio), z);
    if (q < 1 && Math.abs(term) * q <= 1e-17 * (1 - q) * Math.abs(sum)) return sum;
    if (term === 0) return sum;
  }
  throw new RangeError(`2F1(${a}, ${b}; ${c}; ${z}) needs more than a million terms`);
}
