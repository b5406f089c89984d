/**
 * # Many questions, few false answers
 *
 * Ask a thousand pairs of products whether they go together and, at 5 % each, fifty will seem to by chance. Benjamini &
 * Hochberg (1995, "Controlling the false discovery rate", JRSS B 57(1)) bound instead the expected share of false
 * findings among all findings. With p-values in ascending order, p₍₁₎ ≤ … ≤ p₍ₖ₎ out of m questions asked,
 *
 *     q₍ᵢ₎ = min over j ≥ i of  min(1, p₍ⱼ₎ · m / j)                                                          (1)
 *
 * and reporting everything with q ≤ 0.05 makes at most 5 % of the reports false, on average, when the questions are
 * independent or positively dependent.
 *
 * m is the number of questions **asked**, not of answers kept: pairs dropped for low support were looked at too. Pass
 * it as `asked` when only the promising p-values are at hand; the missing ones count as 1, which can only raise q.
 */

/** Equation (1), in the order given. O(k log k). Throws RangeError when fewer were asked than are given. */
export function benjaminiHochberg(pValues: ArrayLike<number>, asked: number = pValues.length): Float64Array {
  const k = pValues.length;
  if (asked < k) throw new RangeError(`${k} p-values cannot come from ${asked} questions`);
  const order = Uint32Array.from({ length: k }, (_, i) => i).sort((a, b) => pValues[a]! - pValues[b]!);
  const q = new Float64Array(k);
  let smallest = 1;
  for (let rank = k; rank >= 1; rank--) {
    const at = order[rank - 1]!;
    smallest = Math.min(smallest, pValues[at]! * (asked / rank));
    q[at] = smallest;
  }
  return q;
}
