/**
 * # How good is a classifier?
 *
 * `scores` order the customers, higher meaning more likely to leave; `outcomes` say what happened, 1 left, 0 stayed.
 * The same length, both outcomes present. Four questions, four kinds of number:
 *
 * - does it rank?            AUC, with an interval, and a paired comparison of two rankings
 * - are its chances true?    log-loss, Brier score; calibration is in `calibration.ts`
 * - does the list pay?       lift and precision among the k customers people have time to call
 * - does a threshold work?   accuracy, precision, recall, F1
 *
 * Always on customers the model was not fitted on: measured on its own training rows every flexible model looks good.
 * For the same reason be wary of figures from elsewhere: resampling before splitting, or a column that is known only
 * after the customer has left, makes any model shine. On the public Telco table an honest AUC is .84 to .85.
 */
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import { twoSidedZ } from '#analytics/proportion.ts';

/**
 * Area under the ROC curve: the chance that a random leaver is scored above a random stayer, ties counting half
 * (Hanley & McNeil 1982, "The meaning and use of the area under a ROC curve", Radiology 143(1)). By rank sums,
 *
 *     AUC = (R₁ − n₁(n₁ + 1)/2) / (n₁ n₀),   R₁ the sum of the leavers' midranks                             (1)
 *
 * O(n log n). 0.5 is a coin; below it the ranking is upside down. Throws RangeError unless both outcomes occur.
 */
export function auc(scores: ArrayLike<number>, outcomes: ArrayLike<number>): number {
  const ranks = midranks(scores);
  let rankSum = 0;
  let positive = 0;
  for (let i = 0; i < ranks.length; i++) {
    if (outcomes[i] !== 1) continue;
    rankSum += ranks[i]!;
    positive++;
  }
  const negative = ranks.length - positive;
  if (positive === 0 || negative === 0) throw new RangeError('AUC needs both outcomes');
  return (rankSum - (positive * (positive + 1)) / 2) / (positive * negative);
}

export type AucComparison = {
  /** The two areas, their difference first − second, and its standard error. */
  readonly first: number;
  readonly second: number;
  readonly difference: number;
  readonly standardError: number;
  readonly interval: readonly [number, number];
  /** Two-sided, of no difference. */
  readonly pValue: number;
};

/**
 * AUC with its standard error and interval, after DeLong, DeLong & Clarke-Pearson (1988, Biometrics 44(3)):
 *
 *     V₁₀(i) = share of stayers scored below leaver i,   V₀₁(j) = share of leavers scored above stayer j
 *     Var(AUC) = S₁₀/n₁ + S₀₁/n₀,   S the sample variances of V₁₀ and V₀₁                                     (2)
 *
 * computed from midranks in O(n log n) (Sun & Xu 2014, IEEE Signal Processing Letters 21(11)). The interval is normal,
 * cut off at 0 and 1; with fewer than some ten leavers it is too narrow, and at an AUC of exactly 1 it has no width.
 * Throws RangeError with fewer than two of either outcome.
 */
export function aucInterval(
  scores: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  level = 0.95,
): { readonly auc: number; readonly standardError: number; readonly interval: readonly [number, number] } {
  const { leavers, stayers } = placements(scores, outcomes);
  const standardError = Math.sqrt(
    covariance(leavers, leavers) / leavers.length + covariance(stayers, stayers) / stayers.length,
  );
  const area = mean(leavers);
  const reach = twoSidedZ(level) * standardError;
  return { auc: area, standardError, interval: [Math.max(0, area - reach), Math.min(1, area + reach)] };
}

/**
 * Is one ranking better than another on the same customers? The variance of the difference takes in that both see the
 * same people: Var(A − B) = Var(A) + Var(B) − 2 Cov(A, B), each from (2). This is the test a model has to pass against
 * a simple rule before it may replace it: `interval[0] > 0`, not merely a larger area.
 *
 * Example: `compareAuc(modelRisk, silenceRatio, left)`.
 */
export function compareAuc(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  level = 0.95,
): AucComparison {
  const a = placements(first, outcomes);
  const b = placements(second, outcomes);
  const variance = (x: readonly number[], y: readonly number[]): number => {
    const differences = x.map((value, i) => value - y[i]!);
    return covariance(differences, differences) / x.length;
  };
  const difference = mean(a.leavers) - mean(b.leavers);
  const standardError = Math.sqrt(variance(a.leavers, b.leavers) + variance(a.stayers, b.stayers));
  const reach = twoSidedZ(level) * standardError;
  const z = standardError > 0 ? Math.abs(difference) / standardError : difference === 0 ? 0 : Infinity;
  return {
    first: mean(a.leavers),
    second: mean(b.leavers),
    difference,
    standardError,
    interval: [difference - reach, difference + reach],
    pValue: 2 * normalCdf(-z, 0, 1),
  };
}

/**
 * Mean of −ln of the chance given to what happened; 0 is perfect, ln 2 = .693 is a coin, and the base rate r alone gives
 * −r ln r − (1 − r) ln(1 − r), which a model has to beat. One confident mistake costs a lot: a chance of 0 or 1 is
 * held at 10⁻¹⁵ from the end, i.e. 34.5.
 */
export function logLoss(probabilities: ArrayLike<number>, outcomes: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < outcomes.length; i++) {
    const p = Math.min(Math.max(probabilities[i]!, 1e-15), 1 - 1e-15);
    sum -= outcomes[i] === 1 ? Math.log(p) : Math.log1p(-p);
  }
  return sum / outcomes.length;
}

/**
 * Mean squared distance between chance and outcome (Brier 1950, Monthly Weather Review 78(1)). 0 is perfect, .25 a coin,
 * r(1 − r) the base rate alone. Forgives confident mistakes more than log-loss.
 */
export function brierScore(probabilities: ArrayLike<number>, outcomes: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < outcomes.length; i++) sum += (probabilities[i]! - outcomes[i]!) ** 2;
  return sum / outcomes.length;
}

export type ListQuality = {
  readonly called: number;
  readonly leavers: number;
  /** Share of the called who left. */
  readonly precision: number;
  /** Share of all leavers who were called. */
  readonly recall: number;
  /** Precision ÷ base rate: how many times better than calling at random. */
  readonly lift: number;
};

/**
 * What comes of calling the k highest scored. Customers whose score ties with the k-th are taken as a random draw from
 * the tie, so `leavers` may be a fraction and does not depend on the order of the rows.
 *
 * Example: `listQuality(scores, outcomes, Math.floor(scores.length / 10)).lift` is lift at 10 %.
 */
export function listQuality(scores: ArrayLike<number>, outcomes: ArrayLike<number>, k: number): ListQuality {
  const n = scores.length;
  const called = Math.min(Math.max(Math.floor(k), 0), n);
  const cut = Float64Array.from(scores).sort()[n - called] ?? Infinity;
  let above = 0;
  let leaversAbove = 0;
  let tied = 0;
  let leaversTied = 0;
  let allLeavers = 0;
  for (let i = 0; i < n; i++) {
    const left = outcomes[i] === 1 ? 1 : 0;
    allLeavers += left;
    if (scores[i]! > cut) {
      above++;
      leaversAbove += left;
    } else if (scores[i] === cut) {
      tied++;
      leaversTied += left;
    }
  }
  const leavers = leaversAbove + (tied === 0 ? 0 : (leaversTied * (called - above)) / tied);
  const precision = called === 0 ? 0 : leavers / called;
  const recall = allLeavers === 0 ? 0 : leavers / allLeavers;
  return { called, leavers, precision, recall, lift: allLeavers === 0 ? 0 : (precision * n) / allLeavers };
}

export type Confusion = {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly trueNegative: number;
  readonly falseNegative: number;
  readonly accuracy: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
};

/** The four cells and their ratios when everybody above the threshold is called a leaver. A ratio of 0/0 is 0. */
export function confusionAt(probabilities: ArrayLike<number>, outcomes: ArrayLike<number>, threshold = 0.5): Confusion {
  const cells = [0, 0, 0, 0] as [number, number, number, number];
  for (let i = 0; i < outcomes.length; i++) {
    cells[(probabilities[i]! > threshold ? 0 : 2) + (outcomes[i] === 1 ? 0 : 1)]! += 1;
  }
  const [truePositive, falsePositive, falseNegative, trueNegative] = cells;
  return {
    truePositive,
    falsePositive,
    trueNegative,
    falseNegative,
    accuracy: ratio(truePositive + trueNegative, outcomes.length),
    precision: ratio(truePositive, truePositive + falsePositive),
    recall: ratio(truePositive, truePositive + falseNegative),
    f1: ratio(2 * truePositive, 2 * truePositive + falsePositive + falseNegative),
  };
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** Ranks from 1, equal values sharing the mean of the ranks they occupy. */
export function midranks(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(n);
  for (let start = 0; start < n;) {
    let end = start + 1;
    while (end < n && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) ranks[order[i]!] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

/**
 * V₁₀ and V₀₁ of (2), the building stones of every AUC here: their means are both the AUC itself. A leaver's midrank among all less its midrank among leavers counts the
 * stayers below it.
 */
function placements(
  scores: ArrayLike<number>,
  outcomes: ArrayLike<number>,
): { readonly leavers: readonly number[]; readonly stayers: readonly number[] } {
  const index = Array.from({ length: scores.length }, (_, i) => i);
  const leaverIndex = index.filter((i) => outcomes[i] === 1);
  const stayerIndex = index.filter((i) => outcomes[i] !== 1);
  if (leaverIndex.length < 2 || stayerIndex.length < 2) throw new RangeError('AUC needs two of each outcome at least');
  const among = midranks(scores);
  const own = (of: readonly number[]): Float64Array => midranks(of.map((i) => scores[i]!));
  const [ownLeavers, ownStayers] = [own(leaverIndex), own(stayerIndex)];
  return {
    leavers: leaverIndex.map((i, k) => (among[i]! - ownLeavers[k]!) / stayerIndex.length),
    stayers: stayerIndex.map((i, k) => 1 - (among[i]! - ownStayers[k]!) / leaverIndex.length),
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

function covariance(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)];
  return x.reduce((sum, v, i) => sum + (v - mx) * (y[i]! - my), 0) / (x.length - 1);
}
