/**
 * # The usual gap, from totals alone
 *
 * How many days a customer usually lets pass between purchases, known from three totals: the days on which they bought,
 * the first and the last of them. That is all a store of totals has to keep, so the gap of a million customers costs one
 * pass and the gap of one customer a division. (`own-rhythm.ts` needs every single gap and says more: its spread.)
 *
 * ## Idea
 *
 * With n gaps over a span of S days the own mean gap is S / n. Few gaps say little, so the mean is pulled towards the
 * mean m of everybody who came back, by a weight that the data themselves give: Bühlmann's credibility,
 *
 *     usual gap = (S + k·m) / (n + k)                                                                          (1)
 *
 * k is "how many gaps of one's own everybody else's experience is worth". A customer with no gap yet gets m.
 *
 * ## Where k comes from
 *
 * Let a customer's gaps be exponential with mean θ, and θ differ between customers. For X = S / n
 *
 *     E[X]  = E[θ] = m
 *     E[X²] = E[θ²]·(1 + 1/n)      the variance of a mean of n exponential gaps is θ²/n                        (2)
 *
 * so that E[θ²] is the mean of X²/(1 + 1/n) over customers, Var θ = E[θ²] − m², and the credible weight is
 *
 *     k = (expected variance of one gap) / (variance between customers) = E[θ²] / (E[θ²] − m²)  ≥ 1            (3)
 *
 * Under an inverse-gamma spread of θ, (1) is the exact posterior mean (k + 1 is then its shape).
 *
 * ## Assumptions and failure modes
 *
 * - Gaps do not drift or follow seasons. Only completed gaps are counted: in a young base the short ones show first.
 * - One-time buyers are given the rhythm of those who *did* come back, which most of them never will.
 * - All customers alike makes (3) infinite; it is held to `HEAVIEST`, and everybody then has nearly the common gap.
 * - A few huge gaps inflate m and shrink k towards 1. Fewer than `FEWEST` customers who came back: null, not known.
 *
 * ## Cost and example
 *
 * O(customers), no allocation. With m = 40 and k = 2, a customer with 3 gaps over 30 days (mean 10) has a usual gap of
 * (30 + 80) / 5 = 22 days.
 *
 * Source: H. Bühlmann (1967), "Experience rating and credibility", ASTIN Bulletin 4(3), 199–207.
 */

export type UsualGap = {
  /** m: the mean over customers of their own mean gap, in days. */
  readonly meanDays: number;
  /** k of equation (3), in gaps. */
  readonly weight: number;
  /** Customers with at least one gap, from whom it was estimated. */
  readonly customers: number;
};

/** Below this the spread between customers cannot be told from chance. */
const FEWEST = 10;
const HEAVIEST = 20;

/**
 * Estimates m and k. Position i is one customer in both columns: the number of gaps (days with a purchase less one; 0 or
 * less is skipped) and the days from the first purchase to the last. Null when too few came back.
 *
 * Example: ten customers with one gap of 30 days each give `{ meanDays: 30, weight: 20, customers: 10 }`.
 */
export function fitUsualGap(gaps: ArrayLike<number>, spanDays: ArrayLike<number>): UsualGap | null {
  let customers = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < gaps.length; i++) {
    const n = gaps[i]!;
    if (n < 1) continue;
    const own = spanDays[i]! / n;
    customers++;
    sum += own;
    squares += (own * own) / (1 + 1 / n);
  }
  if (customers < FEWEST) return null;
  const meanDays = sum / customers;
  const secondMoment = squares / customers;
  const between = secondMoment - meanDays * meanDays;
  const weight = between > 0 ? Math.min(HEAVIEST, secondMoment / between) : HEAVIEST;
  return { meanDays, weight, customers };
}

/** Equation (1) for one customer; constant time. `gaps` 0 gives everybody's. */
export function usualGapDays({ meanDays, weight }: UsualGap, gaps: number, spanDays: number): number {
  return (spanDays + weight * meanDays) / (gaps + weight);
}
