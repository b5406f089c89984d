/**
 * # Reason codes: what makes this customer's risk what it is
 *
 * A model that adds up (a logistic line, or a sum of trees) can be taken apart. For the logistic line, against the
 * average customer of the training rows,
 *
 *     logit p(x) − logit p(x̄) = Σⱼ wⱼ (xⱼ − x̄ⱼ)                                                              (1)
 *
 * so wⱼ (xⱼ − x̄ⱼ) is what feature j contributes. The 0/1 features of one categorical column are added together: nobody
 * can act on "is not on a two-year contract" and "is not on a one-year contract" separately. e^contribution is the
 * factor by which the odds of leaving differ on that account alone.
 *
 * What a reason is not: a cause. It says which of the customer's figures the model leans on. Two correlated columns
 * (tenure and total paid) may share a reason with opposite signs, each alone misleading; with a large penalty they
 * share it evenly.
 *
 * Source: equation (1) is the exact Shapley value of a linear model with independent features (Štrumbelj & Kononenko
 * 2014, "Explaining prediction models and individual predictions with feature contributions", Knowl. Inf. Syst. 41).
 */
import type { Cell, DesignRecipe } from '#analytics/design-matrix.ts';
import { designRow } from '#analytics/design-matrix.ts';
import type { LogisticModel } from '#analytics/logistic.ts';

export type Reason = {
  /** The customer's column, as named in the table. */
  readonly column: string;
  /** The customer's own figure, to be shown with the reason. */
  readonly value: Cell;
  /** What the average customer has: the mean of a number, the share of the customer's own level of a category. */
  readonly average: number | null;
  /** On the scale of log-odds; above 0 raises the risk. */
  readonly contribution: number;
  /** e^contribution. */
  readonly oddsFactor: number;
};

/**
 * Every column's contribution by (1), in the order of the recipe. Their sum is the customer's log-odds less those of
 * the average customer. O(features).
 */
export function contributions(
  model: LogisticModel,
  recipe: DesignRecipe,
  customer: Readonly<Record<string, Cell>>,
): Reason[] {
  const row = designRow(recipe, customer);
  const byFeature = recipe.features.map((feature, j) => model.weights[j]! * (row[j]! - feature.mean));
  return byColumn(byFeature, recipe, customer);
}

/** Adds the contributions of features up to their columns; for any additive model. */
export function byColumn(
  byFeature: ArrayLike<number>,
  recipe: DesignRecipe,
  customer: Readonly<Record<string, Cell>>,
): Reason[] {
  const sums = new Map<string, number>();
  recipe.features.forEach(({ column }, j) => sums.set(column, (sums.get(column) ?? 0) + byFeature[j]!));
  return [...sums].map(([column, contribution]) => {
    const value = customer[column] ?? null;
    return {
      column,
      value,
      average: averageOf(recipe, column, value),
      contribution,
      oddsFactor: Math.exp(contribution),
    };
  });
}

/** The strongest reasons that raise the risk (or lower it), strongest first; fewer when fewer point that way. */
export function topReasons(reasons: readonly Reason[], count = 3, direction: 'raises' | 'lowers' = 'raises'): Reason[] {
  const sign = direction === 'raises' ? 1 : -1;
  return reasons
    .filter((reason) => sign * reason.contribution > 1e-9)
    .sort((a, b) => sign * (b.contribution - a.contribution))
    .slice(0, count);
}

/** In the column's own unit. The level left out by the recipe has whatever share the others leave. */
function averageOf(recipe: DesignRecipe, column: string, value: Cell): number | null {
  const features = recipe.features.filter((feature) => feature.column === column);
  const [first] = features;
  if (first === undefined) return null;
  if (first.kind === 'number') return first.shift + first.scale * first.mean;
  const own = features.find((feature) => feature.kind === 'level' && feature.level === String(value));
  return own?.mean ?? 1 - features.reduce((sum, feature) => sum + feature.mean, 0);
}
