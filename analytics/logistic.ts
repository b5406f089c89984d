/**
 * # Regularised logistic regression
 *
 * The chance that a customer leaves, as a straight line on the scale of log-odds:
 *
 *     P(y = 1 | x) = σ(b + w·x),   σ(z) = 1 / (1 + e⁻ᶻ)                                                      (1)
 *
 * fitted by minimising the penalised negative log-likelihood
 *
 *     J(b, w) = −Σᵢ cᵢ [ yᵢ ln pᵢ + (1 − yᵢ) ln(1 − pᵢ) ] + ½ λ ‖w‖²                                          (2)
 *
 * with counts cᵢ (1 each, or how many customers share row i) and a free intercept b. λ = 1 is what scikit-learn calls
 * C = 1. J is strictly convex once both outcomes occur, so there is one optimum and no start to choose.
 *
 * ## Newton's method, exactly
 *
 * With X the matrix whose first column is ones, p the predictions, D = diag(0, λ, …, λ):
 *
 *     gradient  g = Xᵀ C (p − y) + D θ                                                                        (3)
 *     Hessian   H = Xᵀ C diag(p (1 − p)) X + D                                                                (4)
 *     step      θ ← θ − H⁻¹ g, halved while J does not fall                                                   (5)
 *
 * (iteratively reweighted least squares; Hastie, Tibshirani & Friedman, *The Elements of Statistical Learning*, 2nd
 * ed., §4.4.1, eq. 4.20–4.28). Five to eight steps reach the last digit. Cost: O(rows · features²) a step; 0.1 s for
 * 5,634 rows × 30 features. Assumes features of order one (see `design-matrix.ts`), for λ weighs them alike.
 *
 * Standard errors are square roots of the diagonal of H⁻¹: the curvature at the optimum, which with λ > 0 reads as a
 * posterior under a normal prior of variance 1/λ. They say nothing about a wrong functional form.
 *
 * ## Against boosted trees
 *
 * On the Telco table (7,043 contracts) this line and boosted trees rank equally well within noise; on UCI Online Retail
 * the line is ahead. See `gradient-boosting.ts` for the figures and for when trees are worth their opacity.
 */
import { inverseOfPositiveDefinite } from '#analytics/cholesky.ts';
import type { Matrix } from '#analytics/design-matrix.ts';

/** Plain JSON, to be stored with a version beside the recipe of its features. */
export type LogisticModel = {
  readonly intercept: number;
  /** One per feature, in the order of the matrix: the change in log-odds per unit of the feature. */
  readonly weights: readonly number[];
  /** Standard errors from the curvature, see above. */
  readonly interceptError: number;
  readonly weightErrors: readonly number[];
  readonly lambda: number;
  readonly rows: number;
  /** Σ cᵢ [ … ] of equation (2), without the penalty. */
  readonly logLikelihood: number;
  readonly iterations: number;
  /** False when `maxIterations` ran out first; the weights are then not to be believed. */
  readonly converged: boolean;
};

export type LogisticOptions = {
  /** Strength of the penalty on the weights, ≥ 0. Default 1. */
  readonly lambda?: number;
  /** How often each row counts. Default 1 each. */
  readonly counts?: ArrayLike<number>;
  readonly maxIterations?: number;
};

/**
 * Fits (2). `outcomes[i]` is 1 or 0. Throws RangeError when only one outcome occurs, when lengths differ, or when λ = 0
 * and there is no optimum: features collinear, or the outcomes perfectly separated by them (weights would be infinite).
 *
 * Example: one feature, 30 of 40 left where it is 1 and 10 of 40 where it is 0: with λ = 0 the weight is 2 ln 3.
 */
export function fitLogistic(matrix: Matrix, outcomes: ArrayLike<number>, options: LogisticOptions = {}): LogisticModel {
  const { lambda = 1, maxIterations = 50 } = options;
  const counts = options.counts ?? new Float64Array(matrix.rows).fill(1);
  assertBothOutcomes(matrix, outcomes, counts);

  let point = evaluate(matrix, outcomes, counts, lambda, startAtBaseRate(matrix, outcomes, counts));
  let iterations = 0;
  let converged = false;
  let inverse = hessianInverse(point);
  while (!converged && iterations < maxIterations) {
    const next = dampedStep(matrix, outcomes, counts, lambda, point, inverse);
    iterations++;
    converged = next === null || largest(next.gradient) < 1e-9 * Math.max(1, matrix.rows / 1000);
    point = next ?? point;
    inverse = hessianInverse(point);
  }
  const errors = inverse.map((row, j) => Math.sqrt(row[j]!));
  return {
    intercept: point.theta[0]!,
    weights: Array.from(point.theta.subarray(1)),
    interceptError: errors[0]!,
    weightErrors: errors.slice(1),
    lambda,
    rows: matrix.rows,
    logLikelihood: point.logLikelihood,
    iterations,
    converged,
  };
}

/** Equation (1) for one row of features, as `designRow` makes it. In (0, 1), rounding to an end beyond ±37 log-odds. */
export function logisticProbability(model: LogisticModel, row: ArrayLike<number>): number {
  let z = model.intercept;
  for (let j = 0; j < model.weights.length; j++) z += model.weights[j]! * row[j]!;
  return sigmoid(z);
}

/** Equation (1) for every row of a matrix. */
export function logisticProbabilities(model: LogisticModel, matrix: Matrix): Float64Array {
  const { rows, width, values } = matrix;
  return Float64Array.from({ length: rows }, (_, i) =>
    logisticProbability(model, values.subarray(i * width, (i + 1) * width)),
  );
}

/** 1 / (1 + e⁻ᶻ) without overflow at either end. */
export function sigmoid(z: number): number {
  if (z >= 0) return 1 / (1 + Math.exp(-z));
  const e = Math.exp(z);
  return e / (1 + e);
}

/** Everything known at one θ = (b, w). */
type Point = {
  readonly theta: Float64Array;
  readonly objective: number;
  readonly logLikelihood: number;
  readonly gradient: Float64Array;
  readonly hessian: number[][];
};

/** With all weights 0 the best intercept is the log-odds of the base rate: a start from which Newton never strays far. */
function startAtBaseRate(matrix: Matrix, outcomes: ArrayLike<number>, counts: ArrayLike<number>): Float64Array {
  let total = 0;
  let positive = 0;
  for (let i = 0; i < matrix.rows; i++) {
    total += counts[i]!;
    positive += counts[i]! * outcomes[i]!;
  }
  const theta = new Float64Array(matrix.width + 1);
  theta[0] = Math.log(positive / (total - positive));
  return theta;
}

/** J of (2), its gradient (3) and Hessian (4) in one pass over the rows. */
function evaluate(
  matrix: Matrix,
  outcomes: ArrayLike<number>,
  counts: ArrayLike<number>,
  lambda: number,
  theta: Float64Array,
): Point {
  const { rows, width, values } = matrix;
  const size = width + 1;
  const gradient = new Float64Array(size);
  const upper = new Float64Array(size * size);
  const x = new Float64Array(size);
  x[0] = 1;
  let logLikelihood = 0;
  // H is symmetric, so only its upper triangle is added up; rows of 0/1 features skip their zeros.
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < width; j++) x[j + 1] = values[i * width + j]!;
    const z = dot(theta, x);
    const p = sigmoid(z);
    const count = counts[i]!;
    logLikelihood += count * (outcomes[i]! * z - softplus(z));
    const residual = count * (p - outcomes[i]!);
    const weight = count * p * (1 - p);
    for (let j = 0; j < size; j++) {
      const xj = x[j]!;
      if (xj === 0) continue;
      gradient[j]! += residual * xj;
      const scaled = weight * xj;
      for (let k = j; k < size; k++) upper[j * size + k]! += scaled * x[k]!;
    }
  }
  let penalty = 0;
  for (let j = 1; j < size; j++) {
    gradient[j]! += lambda * theta[j]!;
    upper[j * size + j]! += lambda;
    penalty += 0.5 * lambda * theta[j]! ** 2;
  }
  return { theta, objective: penalty - logLikelihood, logLikelihood, gradient, hessian: symmetric(upper, size) };
}

/** Equation (5). Null when no step shorter than the full one lowers J: the optimum to the last digit. */
function dampedStep(
  matrix: Matrix,
  outcomes: ArrayLike<number>,
  counts: ArrayLike<number>,
  lambda: number,
  point: Point,
  inverse: readonly (readonly number[])[],
): Point | null {
  const direction = inverse.map((row) => row.reduce((sum, h, k) => sum - h * point.gradient[k]!, 0));
  for (let length = 1; length > 1e-6; length /= 2) {
    const theta = point.theta.map((t, j) => t + length * direction[j]!);
    const next = evaluate(matrix, outcomes, counts, lambda, theta);
    if (next.objective < point.objective) return next;
  }
  return null;
}

function hessianInverse(point: Point): number[][] {
  const inverse = inverseOfPositiveDefinite(point.hessian);
  if (inverse === null)
    throw new RangeError('the features are collinear or separate the outcomes; use a penalty lambda above 0');
  return inverse;
}

function assertBothOutcomes(matrix: Matrix, outcomes: ArrayLike<number>, counts: ArrayLike<number>): void {
  if (outcomes.length !== matrix.rows || counts.length !== matrix.rows) {
    throw new RangeError('matrix, outcomes and counts differ in length');
  }
  const seen = new Set<number>();
  for (let i = 0; i < matrix.rows; i++) if (counts[i]! > 0) seen.add(outcomes[i]!);
  if (seen.size !== 2 || !seen.has(0) || !seen.has(1)) {
    throw new RangeError('logistic regression needs both outcomes, 0 and 1');
  }
}

/** ln(1 + eᶻ), which is −ln(1 − p), without overflow. */
const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

/** The gradient's largest component, the measure of how far from flat. */
const largest = (values: Float64Array): number => values.reduce((max, v) => Math.max(max, Math.abs(v)), 0);

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}

function symmetric(upper: Float64Array, size: number): number[][] {
  return Array.from({ length: size }, (_, j) =>
    Array.from({ length: size }, (_, k) => upper[Math.min(j, k) * size + Math.max(j, k)]!),
  );
}
