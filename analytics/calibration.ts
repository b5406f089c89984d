/**
 * # Calibration: of a hundred customers given 30 %, do thirty leave?
 *
 * A model may rank perfectly and still give chances that are all too high. Three views:
 *
 * - the table    customers in groups of rising chance, predicted against actual share, with Wilson's interval
 * - the line     logit P(y = 1) = a + s · logit p̂; true chances have a = 0, s = 1 (Cox 1958, "Two further applications
 *                of a model for binary regression", Biometrika 45). A slope below 1: too extreme, i.e. overfitted
 * - the error    mean |predicted − actual| over the groups, weighted by size (expected calibration error)
 *
 * Assumes customers the model was not fitted on; on training rows the slope is flattering.
 */
import { fitLogistic } from '#analytics/logistic.ts';
import { wilsonInterval } from '#analytics/proportion.ts';

export type CalibrationGroup = {
  readonly customers: number;
  /** Mean chance given, and the share that left, both 0 to 1. */
  readonly predicted: number;
  readonly actual: number;
  /** 95 %, of the actual share: a prediction outside it is off by more than luck. */
  readonly interval: readonly [number, number];
};

/**
 * Groups of equal size, give or take one, by rising chance, and the error over them. Equal chances are never split
 * between groups, so there may be fewer groups than asked for. O(n log n).
 *
 * The error is never quite 0, even for true chances: about 0.4/√(customers per group) of it is luck.
 */
export function calibrationTable(
  probabilities: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  groups = 10,
): { readonly groups: readonly CalibrationGroup[]; readonly error: number } {
  const n = probabilities.length;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => probabilities[a]! - probabilities[b]!);
  const table: CalibrationGroup[] = [];
  for (let start = 0, group = 1; start < n; group++) {
    let end = Math.max(start + 1, Math.ceil((group * n) / groups));
    while (end < n && probabilities[order[end]!] === probabilities[order[end - 1]!]) end++;
    table.push(groupOf(order.subarray(start, Math.min(end, n)), probabilities, outcomes));
    start = end;
  }
  const error = table.reduce((sum, g) => sum + (g.customers / n) * Math.abs(g.predicted - g.actual), 0);
  return { groups: table, error };
}

export type CalibrationLine = {
  /** a and s of Cox's line, with standard errors. */
  readonly intercept: number;
  readonly slope: number;
  readonly interceptError: number;
  readonly slopeError: number;
};

/**
 * Cox's line; chances of 0 and 1 are held at 10⁻⁹ from the end. Null where there is no line to fit: all chances equal,
 * only one outcome, or every leaver given a higher (or lower) chance than every stayer.
 *
 * Example: a model overfitted by half has slope about 0.5: its log-odds should be halved before anybody quotes them.
 */
export function calibrationLine(probabilities: ArrayLike<number>, outcomes: ArrayLike<number>): CalibrationLine | null {
  const values = Float64Array.from(probabilities, (p) => {
    const inside = Math.min(Math.max(p, 1e-9), 1 - 1e-9);
    return Math.log(inside / (1 - inside));
  });
  if (!overlaps(values, outcomes)) return null;
  const line = fitLogistic({ rows: values.length, width: 1, values }, outcomes, { lambda: 0 });
  return {
    intercept: line.intercept,
    slope: line.weights[0]!,
    interceptError: line.interceptError,
    slopeError: line.weightErrors[0]!,
  };
}

/** Whether leavers and stayers overlap in more than a point, which is when a line of finite slope exists. */
function overlaps(logOdds: Float64Array, outcomes: ArrayLike<number>): boolean {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  logOdds.forEach((z, i) => {
    const side = outcomes[i] === 1 ? 1 : 0;
    low[side] = Math.min(low[side]!, z);
    high[side] = Math.max(high[side]!, z);
  });
  return low[0]! < high[1]! && low[1]! < high[0]!;
}

/** Predicted and actual over the customers listed. */
function groupOf(
  members: Uint32Array,
  probabilities: ArrayLike<number>,
  outcomes: ArrayLike<number>,
): CalibrationGroup {
  let predicted = 0;
  let left = 0;
  for (const i of members) {
    predicted += probabilities[i]!;
    left += outcomes[i]!;
  }
  const customers = members.length;
  return {
    customers,
    predicted: predicted / customers,
    actual: left / customers,
    interval: wilsonInterval(left, customers),
  };
}
