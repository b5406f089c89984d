import { beforeAll, expect, it } from 'vitest';
import { auc, brierScore, confusionAt, listQuality, logLoss } from '#analytics/classifier-metrics.ts';
import type { Matrix } from '#analytics/design-matrix.ts';
import { fitLogistic, logisticProbabilities, logisticProbability, sigmoid } from '#analytics/logistic.ts';
import type { LogisticModel } from '#analytics/logistic.ts';
import { normalDraw, seededRandom } from '#analytics/random.ts';
import { ONLINE_RETAIL, describeWithReferenceData } from '#analytics/reference-data.ts';
import { retailChurn, split, telcoChurn } from '#analytics/reference-churn-tables.ts';
import type { ChurnSplit } from '#analytics/reference-churn-tables.ts';

const matrixOf = (rows: readonly (readonly number[])[]): Matrix => ({
  rows: rows.length,
  width: rows[0]!.length,
  values: Float64Array.from(rows.flat()),
});

it('finds the log-odds of a two-by-two table exactly, with their standard errors', () => {
  // 30 of 40 against 10 of 40: odds 3 and 1/3, so intercept −ln 3, weight 2 ln 3, Var = sums of reciprocal counts.
  const model = fitLogistic(matrixOf([[0], [0], [1], [1]]), [1, 0, 1, 0], { lambda: 0, counts: [10, 30, 30, 10] });
  expect(model.intercept).toBeCloseTo(-Math.log(3), 10);
  expect(model.weights[0]).toBeCloseTo(2 * Math.log(3), 10);
  expect(model.interceptError).toBeCloseTo(Math.sqrt(1 / 10 + 1 / 30), 8);
  expect(model.weightErrors[0]).toBeCloseTo(Math.sqrt(2 * (1 / 10 + 1 / 30)), 8);
  expect(model.converged).toBe(true);
});

it('leaves the gradient of the penalised likelihood at zero', () => {
  const { matrix, outcomes } = simulated(400, [0.8, -1.5], 11);
  const lambda = 3;
  const model = fitLogistic(matrix, outcomes, { lambda });
  const residuals = logisticProbabilities(model, matrix).map((p, i) => p - outcomes[i]!);
  expect(residuals.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 7);
  for (const j of [0, 1]) {
    const slope = residuals.reduce((sum, r, i) => sum + r * matrix.values[i * 2 + j]!, 0);
    expect(slope + lambda * model.weights[j]!).toBeCloseTo(0, 7);
  }
});

it('recovers the weights that made the data, within three standard errors', () => {
  const truth = [0.8, -1.5];
  const { matrix, outcomes } = simulated(20_000, truth, 5);
  const model = fitLogistic(matrix, outcomes, { lambda: 0.001 });
  truth.forEach((w, j) => expect(Math.abs(model.weights[j]! - w)).toBeLessThan(3 * model.weightErrors[j]!));
  expect(Math.abs(model.intercept + 1)).toBeLessThan(3 * model.interceptError);
});

it('gives rows with counts the same line as the rows written out', () => {
  const grouped = fitLogistic(matrixOf([[1], [2], [3]]), [0, 1, 1], { counts: [3, 2, 4] });
  const rows = [[1], [1], [1], [2], [2], [3], [3], [3], [3]];
  const written = fitLogistic(matrixOf(rows), [0, 0, 0, 1, 1, 1, 1, 1, 1]);
  expect(grouped.weights[0]).toBeCloseTo(written.weights[0]!, 9);
  expect(grouped.intercept).toBeCloseTo(written.intercept, 9);
});

it('stays finite on perfectly separated data, thanks to the penalty', () => {
  const model = fitLogistic(matrixOf([[-1000], [-900], [900], [1000]]), [0, 0, 1, 1]);
  expect(Number.isFinite(model.weights[0])).toBe(true);
  expect(logisticProbability(model, [1e9])).toBe(1);
});

it('refuses one outcome alone, unequal lengths and collinear features without a penalty', () => {
  expect(() => fitLogistic(matrixOf([[1], [2]]), [1, 1])).toThrow('both outcomes');
  expect(() => fitLogistic(matrixOf([[1], [2]]), [1])).toThrow('differ in length');
  const twins = matrixOf([
    [1, 1],
    [2, 2],
    [3, 3],
    [1, 1],
  ]);
  expect(() => fitLogistic(twins, [0, 1, 0, 1], { lambda: 0 })).toThrow('collinear or separate');
});

it('computes the sigmoid without overflow', () => {
  expect([sigmoid(-800), sigmoid(0), sigmoid(800)]).toEqual([0, 0.5, 1]);
});

function simulated(rows: number, weights: readonly number[], seed: number): { matrix: Matrix; outcomes: number[] } {
  const random = seededRandom(seed);
  const width = weights.length;
  const values = Float64Array.from({ length: rows * width }, () => normalDraw(random));
  const outcomes = Array.from({ length: rows }, (_, i) => {
    const z = weights.reduce((sum, w, j) => sum + w * values[i * width + j]!, -1);
    return random() < sigmoid(z) ? 1 : 0;
  });
  return { matrix: { rows, width, values }, outcomes };
}

/** Figures recomputed independently with scikit-learn (C = 1) and by hand; the split is fixed by row number. */
describeWithReferenceData('Telco customer churn', ['Telco-Customer-Churn.csv.gz'], () => {
  let fold: ChurnSplit;
  let model: LogisticModel;
  let probabilities: Float64Array;

  beforeAll(() => {
    fold = split(telcoChurn(), 0);
    model = fitLogistic(fold.train, fold.trainOutcomes);
    probabilities = logisticProbabilities(model, fold.test);
  });

  it('has the published split: 5,634 and 1,409 rows, 30 features, their churn rates', () => {
    expect([fold.train.rows, fold.test.rows, fold.train.width]).toEqual([5634, 1409, 30]);
    const share = (outcomes: readonly number[]): number => outcomes.reduce((a, b) => a + b, 0) / outcomes.length;
    expect(share(fold.trainOutcomes)).toBeCloseTo(0.265708, 6);
    expect(share(fold.testOutcomes)).toBeCloseTo(0.264017, 6);
  });

  it('has the published coefficients to 1e-4', () => {
    const weight = (name: string): number => model.weights[fold.recipe.features.findIndex((f) => f.name === name)]!;
    const published = {
      tenure: -1.39436,
      MonthlyCharges: -0.17683,
      TotalCharges: 0.63127,
      SeniorCitizen: 0.20652,
      'InternetService=Fiber optic': 0.84618,
      'Contract=One year': -0.68142,
      'Contract=Two year': -1.23104,
      'PaymentMethod=Electronic check': 0.37745,
      'PaperlessBilling=Yes': 0.39466,
      'TechSupport=Yes': -0.35453,
      'OnlineSecurity=Yes': -0.3521,
    };
    expect(Math.abs(model.intercept + 1.562501)).toBeLessThan(1e-4);
    for (const [name, value] of Object.entries(published)) expect(Math.abs(weight(name) - value)).toBeLessThan(1e-4);
  });

  it('has the published test figures, AUC to 1e-5', () => {
    expect(Math.abs(auc(probabilities, fold.testOutcomes) - 0.83542)).toBeLessThan(1e-5);
    expect(logLoss(probabilities, fold.testOutcomes)).toBeCloseTo(0.42592, 5);
    expect(brierScore(probabilities, fold.testOutcomes)).toBeCloseTo(0.14006, 5);
    const cells = confusionAt(probabilities, fold.testOutcomes);
    expect(cells.accuracy).toBeCloseTo(0.79773, 5);
    expect(cells.precision).toBeCloseTo(0.63722, 5);
    expect(cells.recall).toBeCloseTo(0.54301, 5);
    expect(cells.f1).toBeCloseTo(0.58636, 5);
    const tenth = Math.round(fold.test.rows / 10);
    expect(listQuality(probabilities, fold.testOutcomes, tenth).lift).toBeCloseTo(2.767, 3);
    const first = [0.640969, 0.793388, 0.215284, 0.031953, 0.745544];
    first.forEach((p, i) => expect(probabilities[i]).toBeCloseTo(p, 6));
  });

  it('has the published AUC in each of five folds', () => {
    const table = telcoChurn();
    const areas = [0, 1, 2, 3, 4].map((remainder) => {
      const part = split(table, remainder);
      const fitted = fitLogistic(part.train, part.trainOutcomes);
      return auc(logisticProbabilities(fitted, part.test), part.testOutcomes);
    });
    [0.83542, 0.86397, 0.83503, 0.85452, 0.83741].forEach((area, i) => expect(areas[i]).toBeCloseTo(area, 5));
    expect(areas.reduce((a, b) => a + b, 0) / 5).toBeCloseTo(0.84527, 5);
  });
});

describeWithReferenceData('return of UCI Online Retail customers within 91 days', [ONLINE_RETAIL], () => {
  it('has the published AUC, and those of recency and frequency alone', () => {
    const churn = retailChurn();
    expect(churn.outcomes.length).toBe(3370);
    expect(churn.outcomes.reduce((a, b) => a + b, 0) / 3370).toBeCloseTo(0.42997, 6);
    const fold = split(churn, 0);
    const model = fitLogistic(fold.train, fold.trainOutcomes);
    expect(fold.test.rows).toBe(674);
    expect(auc(logisticProbabilities(model, fold.test), fold.testOutcomes)).toBeCloseTo(0.73587, 5);
    const alone = (name: string): number[] => fold.testRows.map((row) => churn.table[name]![row] as number);
    // The published .68081 ranks T − t_x in weeks, whose rounding breaks ties; with equal days tied it is .68087.
    const rounded = alone('ageWeeks').map((age, i) => age - Math.round((age - alone('recencyWeeks')[i]!) * 7) / 7);
    expect(auc(rounded, fold.testOutcomes)).toBeCloseTo(0.68081, 5);
    expect(auc(alone('recencyWeeks'), fold.testOutcomes)).toBeCloseTo(0.68087, 5);
    expect(1 - auc(alone('logPurchaseDays'), fold.testOutcomes)).toBeCloseTo(0.71552, 5);
  });
});
