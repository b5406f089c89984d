/**
 * # Uplift: whom does the treatment change?
 *
 * The customers most likely to buy are not those whom an e-mail makes buy. With chances under treatment and without,
 *
 *     u(x) = P(y = 1 | x, treated) − P(y = 1 | x, not treated)                                                (1)
 *
 * is what a message to this customer is worth. Both halves cannot be seen on one customer, so two models are fitted, one on
 * the treated and one on the control of a randomised experiment, and subtracted (the two-model or T-learner; Künzel,
 * Sekhon, Bickel & Yu 2019, "Metalearners for estimating heterogeneous treatment effects", PNAS 116(10)).
 *
 * A single prediction cannot be checked, a ranking can. On customers not used in fitting, sorted by u downwards:
 *
 *     uplift at k %    difference of the two arms' means among the first k %                                  (2)
 *     Qini curve       Q(i) = Yₜ(i) − Y꜀(i) · Nₜ(i)/N꜀(i), outcomes gained among the first i                   (3)
 *     Qini area        mean over i of Q(i) − Q(n)·i/n, per treated customer                                   (4)
 *
 * (Radcliffe 2007, "Using control groups to target on predicted lift", Direct Marketing Analytics Journal). The area is
 * 0 for a random order and negative for an order that is upside down.
 *
 * Assumes random assignment. Failure mode, and it is the usual case: differences of differences are small, each model
 * spends itself on the outcome instead of the difference, and the ranking is noise. On Hillstrom's e-mail for women the
 * best 30 % gain 6.7 points of visits against 4.5 over all; on the e-mail for men the ranking of the logistic pair is useless
 * (6.7 against 7.2). Use it only where (2) on held-out customers clearly beats the overall effect.
 */
import type { Matrix } from '#analytics/design-matrix.ts';
import type { LogisticModel, LogisticOptions } from '#analytics/logistic.ts';
import { fitLogistic, logisticProbability } from '#analytics/logistic.ts';

export type UpliftModel = { readonly treated: LogisticModel; readonly control: LogisticModel };

/** Fits the two models of (1), each on the rows of its arm. Throws as `fitLogistic` does when an arm has one outcome. */
export function fitUplift(
  treated: { readonly matrix: Matrix; readonly outcomes: ArrayLike<number> },
  control: { readonly matrix: Matrix; readonly outcomes: ArrayLike<number> },
  options: LogisticOptions = {},
): UpliftModel {
  return {
    treated: fitLogistic(treated.matrix, treated.outcomes, options),
    control: fitLogistic(control.matrix, control.outcomes, options),
  };
}

/** u of (1) for one row of features, −1 to 1. */
export function predictedUplift(model: UpliftModel, row: ArrayLike<number>): number {
  return logisticProbability(model.treated, row) - logisticProbability(model.control, row);
}

/** What a held-out ranking is judged on, column by column: u, 1 if treated, and the outcome. */
export type UpliftColumns = {
  readonly uplift: ArrayLike<number>;
  readonly treated: ArrayLike<number>;
  readonly outcomes: ArrayLike<number>;
};

/**
 * Equation (2) among the ⌊share · n⌋ customers ranked first (equal u in row order); null while an arm is missing there.
 *
 * Example: `upliftAmong(columns, 1)` is the overall effect.
 */
export function upliftAmong(columns: UpliftColumns, share: number): number | null {
  const order = byUplift(columns.uplift);
  const first = order.subarray(0, Math.floor(share * order.length));
  const totals = { treated: 0, control: 0, treatedOutcome: 0, controlOutcome: 0 };
  for (const i of first) countRow(totals, columns, i);
  if (totals.treated === 0 || totals.control === 0) return null;
  return totals.treatedOutcome / totals.treated - totals.controlOutcome / totals.control;
}

/** Equations (3) and (4): the curve, one value per customer in order, and its area. O(n log n). */
export function qini(columns: UpliftColumns): { readonly curve: Float64Array; readonly area: number } {
  const order = byUplift(columns.uplift);
  const n = order.length;
  const totals = { treated: 0, control: 0, treatedOutcome: 0, controlOutcome: 0 };
  const curve = Float64Array.from(order, (i) => {
    countRow(totals, columns, i);
    const asMany = totals.control > 0 ? totals.treated / totals.control : 0;
    return totals.treatedOutcome - totals.controlOutcome * asMany;
  });
  const end = curve[n - 1] ?? 0;
  const above = curve.reduce((sum, gained, i) => sum + gained - (end * (i + 1)) / n, 0);
  return { curve, area: totals.treated > 0 ? above / n / totals.treated : 0 };
}

type Totals = { treated: number; control: number; treatedOutcome: number; controlOutcome: number };

function countRow(totals: Totals, { treated, outcomes }: UpliftColumns, i: number): void {
  if (treated[i] === 1) {
    totals.treated += 1;
    totals.treatedOutcome += outcomes[i]!;
  } else {
    totals.control += 1;
    totals.controlOutcome += outcomes[i]!;
  }
}

const byUplift = (uplift: ArrayLike<number>): Uint32Array =>
  Uint32Array.from({ length: uplift.length }, (_, i) => i).sort((a, b) => uplift[b]! - uplift[a]! || a - b);
