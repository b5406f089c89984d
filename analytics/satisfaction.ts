/**
 * # Satisfaction: NPS, CSAT, CES, and how far to trust twelve answers
 *
 * - **NPS** (0–10, "would you recommend us?"): share of promoters (9–10) less share of detractors (0–6), times 100;
 *   passives (7–8) count in the denominator (Reichheld 2003, Harvard Business Review 81(12))
 * - **CSAT** (1–5): share of the two best marks
 * - **CES** (1–7, "it was easy"): mean mark, and share of 5–7
 *
 * Every answer falls into exactly one bucket; anything but an integer on the scale is refused, not rounded.
 *
 * ## Intervals
 *
 * With shares p and d of n answers, NPS/100 = p − d and
 *
 *     Var = p + d − (p − d)²,   SE = √(Var/n)                                                                 (1)
 *
 * The textbook p − d ± z·SE says "100 ± 0" when ten of ten are promoters. p − d of a trinomial is the same problem as
 * the difference of paired proportions, for which Tango (1998, "Equivalence test and confidence interval for the
 * difference in proportions for the paired-sample design", Statistics in Medicine 17) inverts the score test: Δ is in
 * the interval when, with b promoters and c detractors,
 *
 *     | b − c − nΔ | ≤ z √( n (2d̃ + Δ(1 − Δ)) )                                                               (2)
 *     d̃ = (√(B² − 4AC) − B)/(2A),  A = 2n,  B = −b − c + (2n − b + c)Δ,  C = −cΔ(1 − Δ)
 *
 * d̃ being the detractor share most likely given Δ. Ten of ten gives 44.5 to 100. Without passives (2) is Wilson's
 * interval. Shares (CSAT, CES) have Wilson's interval itself.
 *
 * Assumes answers independent and a fair sample of the customers. They seldom are: see `survey-weights.ts`. Never
 * average the NPS of groups; add their counts, or weight them to the base.
 */
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { twoSidedZ, wilsonInterval } from '#analytics/proportion.ts';

export type Interval = readonly [number, number];

export type NpsCounts = { readonly promoters: number; readonly passives: number; readonly detractors: number };

export type NetPromoterScore = {
  readonly answers: number;
  /** −100 to 100; null without answers. */
  readonly score: number | null;
  readonly interval: Interval;
  /** (1), times 100. */
  readonly standardError: number | null;
  /** z·SE, the textbook margin, for comparison with figures published elsewhere. */
  readonly waldMargin: number | null;
};

export type NpsBucket = keyof NpsCounts;

/** The bucket of one mark. Throws RangeError on anything but an integer from 0 to 10. */
export function npsBucket(mark: number): NpsBucket {
  assertMark(mark, 0, 10);
  if (mark >= 9) return 'promoters';
  return mark >= 7 ? 'passives' : 'detractors';
}

/** Counts marks into buckets; the three add up to the number of marks. */
export function npsCounts(marks: ArrayLike<number>): NpsCounts {
  const counts = { promoters: 0, passives: 0, detractors: 0 };
  for (let i = 0; i < marks.length; i++) counts[npsBucket(marks[i]!)] += 1;
  return counts;
}

/**
 * NPS with the interval (2). Counts may be fractional (weighted). Without answers the interval is −100 to 100.
 *
 * Example: 50 promoters, 30 passives, 20 detractors have 30, textbook margin 15.31 and interval 14.0 to 44.3.
 */
export function netPromoterScore(counts: NpsCounts, level = 0.95): NetPromoterScore {
  const { promoters: b, passives, detractors: c } = counts;
  const answers = b + passives + c;
  if (!(b >= 0 && passives >= 0 && c >= 0)) throw new RangeError('counts of answers cannot be negative');
  if (answers === 0) return { answers, score: null, interval: [-100, 100], standardError: null, waldMargin: null };
  const score = (b - c) / answers;
  const standardError = Math.sqrt(Math.max(0, (b + c) / answers - score ** 2) / answers);
  const [low, high] = tangoInterval(b, c, answers, twoSidedZ(level));
  return {
    answers,
    score: 100 * score,
    interval: [100 * low, 100 * high],
    standardError: 100 * standardError,
    waldMargin: 100 * twoSidedZ(level) * standardError,
  };
}

/**
 * Has it changed? Difference of two NPS with an interval that adds the squared distances to the limits of (2), as
 * Newcombe does for shares. Null without answers on either side.
 */
export function npsChange(
  before: NpsCounts,
  after: NpsCounts,
  level = 0.95,
): { readonly difference: number; readonly interval: Interval } | null {
  const [a, b] = [netPromoterScore(before, level), netPromoterScore(after, level)];
  if (a.score === null || b.score === null) return null;
  const difference = b.score - a.score;
  const down = Math.hypot(b.score - b.interval[0], a.interval[1] - a.score);
  const up = Math.hypot(b.interval[1] - b.score, a.score - a.interval[0]);
  return { difference, interval: [difference - down, difference + up] };
}

export type ShareScore = { readonly answers: number; readonly share: number | null; readonly interval: Interval };

/** CSAT from marks 1–5: the share of 4 and 5, 0 to 1. */
export function customerSatisfaction(marks: ArrayLike<number>, level = 0.95): ShareScore {
  return shareAtLeast(marks, { from: 1, to: 5, good: 4 }, level);
}

export type EffortScore = {
  readonly answers: number;
  readonly mean: number | null;
  readonly meanInterval: Interval;
  readonly agree: ShareScore;
};

/**
 * CES from marks 1–7, 7 being easiest: the mean and the share of 5–7.
 *
 * The mean's interval is Student's, on the answers plus three imaginary ones spread evenly over the scale (the same
 * shrinking that makes Agresti & Coull's interval for a share behave: 1998, The American Statistician 52(2)), so that
 * five equal marks do not read as certainty; cut off at the ends of the scale.
 */
export function customerEffort(marks: ArrayLike<number>, level = 0.95): EffortScore {
  const agree = shareAtLeast(marks, { from: 1, to: 7, good: 5 }, level);
  const answers = marks.length;
  if (answers === 0) return { answers, mean: null, meanInterval: [1, 7], agree };
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < answers; i++) {
    sum += marks[i]!;
    squares += marks[i]! ** 2;
  }
  const [imaginary, scaleMean, scaleSquares] = [3, 4, 20];
  const total = answers + imaginary;
  const centre = (sum + imaginary * scaleMean) / total;
  const variance = (squares + imaginary * scaleSquares) / total - centre ** 2;
  const reach = tQuantile(0.5 + level / 2, total - 1) * Math.sqrt(variance / total);
  return {
    answers,
    mean: sum / answers,
    meanInterval: [Math.max(1, centre - reach), Math.min(7, centre + reach)],
    agree,
  };
}

function shareAtLeast(
  marks: ArrayLike<number>,
  scale: { readonly from: number; readonly to: number; readonly good: number },
  level: number,
): ShareScore {
  let good = 0;
  for (let i = 0; i < marks.length; i++) {
    assertMark(marks[i]!, scale.from, scale.to);
    if (marks[i]! >= scale.good) good++;
  }
  const answers = marks.length;
  return { answers, share: answers === 0 ? null : good / answers, interval: wilsonInterval(good, answers, level) };
}

function assertMark(mark: number, from: number, to: number): void {
  if (!Number.isInteger(mark) || mark < from || mark > to) {
    throw new RangeError(`a mark is an integer from ${from} to ${to}, not ${mark}`);
  }
}

/** Both ends of (2) by bisection: the excess of the left side over the right grows away from the estimate. */
function tangoInterval(b: number, c: number, n: number, z: number): Interval {
  const estimate = (b - c) / n;
  const excess = (delta: number): number => {
    const linear = -b - c + (2 * n - b + c) * delta;
    const constant = -c * delta * (1 - delta);
    const root = Math.sqrt(Math.max(0, linear ** 2 - 8 * n * constant));
    const detractors = (root - linear) / (4 * n);
    const variance = n * (2 * detractors + delta * (1 - delta));
    return (b - c - n * delta) ** 2 - z * z * Math.max(0, variance);
  };
  return [edge(excess, estimate, -1), edge(excess, estimate, 1)];
}

/** Where `excess` turns positive on the way from inside to the end of the scale, or that end. */
function edge(excess: (delta: number) => number, inside: number, end: number): number {
  if (excess(end) <= 1e-12) return end;
  let [near, far] = [inside, end];
  for (let i = 0; i < 60; i++) {
    const middle = (near + far) / 2;
    if (excess(middle) > 0) far = middle;
    else near = middle;
  }
  return (near + far) / 2;
}
