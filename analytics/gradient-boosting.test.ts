import { expect, it } from 'vitest';
import { auc, compareAuc } from '#analytics/classifier-metrics.ts';
import type { Matrix } from '#analytics/design-matrix.ts';
import { boostedContributions, boostedProbability, fitBoosting } from '#analytics/gradient-boosting.ts';
import type { BoostedModel } from '#analytics/gradient-boosting.ts';
import { fitLogistic, logisticProbabilities } from '#analytics/logistic.ts';
import { seededRandom } from '#analytics/random.ts';
import { ONLINE_RETAIL, describeWithReferenceData } from '#analytics/reference-data.ts';
import { retailChurn, split, telcoChurn } from '#analytics/reference-churn-tables.ts';
import type { ChurnTable } from '#analytics/reference-churn-tables.ts';

const rowOf = ({ values, width }: Matrix, i: number): Float64Array => values.subarray(i * width, (i + 1) * width);
const probabilities = (model: BoostedModel, matrix: Matrix): Float64Array =>
  Float64Array.from({ length: matrix.rows }, (_, i) => boostedProbability(model, rowOf(matrix, i)));

/** Leaves only when exactly one of two things holds: what a straight line cannot say. */
function eitherOr(rows: number, seed: number): { matrix: Matrix; outcomes: number[] } {
  const random = seededRandom(seed);
  const values = Float64Array.from({ length: rows * 3 }, () => random());
  const outcomes = Array.from({ length: rows }, (_, i) => {
    const differs = values[i * 3]! > 0.5 !== values[i * 3 + 1]! > 0.5;
    return Number(random() < (differs ? 0.8 : 0.2));
  });
  return { matrix: { rows, width: 3, values }, outcomes };
}

it('finds an interaction that the logistic line is blind to', () => {
  const train = eitherOr(3000, 1);
  const test = eitherOr(3000, 2);
  const boosted = probabilities(fitBoosting(train.matrix, train.outcomes), test.matrix);
  const line = logisticProbabilities(fitLogistic(train.matrix, train.outcomes), test.matrix);
  expect(auc(boosted, test.outcomes)).toBeGreaterThan(0.77);
  expect(auc(line, test.outcomes)).toBeLessThan(0.55);
});

it('splits into the leaf values of the formula when one split says everything', () => {
  const matrix = { rows: 40, width: 1, values: Float64Array.from({ length: 40 }, (_, i) => Number(i >= 20)) };
  const outcomes = Array.from({ length: 40 }, (_, i) => Number(i % 20 < (i < 20 ? 5 : 15)));
  const { base, trees } = fitBoosting(matrix, outcomes, { trees: 1, depth: 1, lambda: 1, minLeaf: 1 });
  expect(base).toBe(0);
  // Left: G = 10 − 5 = 5, H = 20/4 = 5, value −5/(5 + 1).
  expect(trees[0]!.value.slice(1)).toEqual([-5 / 6, 5 / 6]);
  expect(trees[0]!.threshold[0]).toBe(0);
});

it('adds contributions up to the log-odds', () => {
  const { matrix, outcomes } = eitherOr(500, 4);
  const model = fitBoosting(matrix, outcomes, { trees: 30 });
  const rootSum = model.trees.reduce((sum, tree) => sum + model.rate * tree.value[0]!, model.base);
  for (const i of [0, 1, 2]) {
    const p = boostedProbability(model, rowOf(matrix, i));
    const total = boostedContributions(model, rowOf(matrix, i), 3).reduce((a, b) => a + b, rootSum);
    expect(total).toBeCloseTo(Math.log(p / (1 - p)), 9);
  }
});

it('gives the same trees for the same data, and refuses one outcome alone', () => {
  const { matrix, outcomes } = eitherOr(300, 6);
  expect(fitBoosting(matrix, outcomes, { trees: 5 })).toEqual(fitBoosting(matrix, outcomes, { trees: 5 }));
  expect(() =>
    fitBoosting(
      matrix,
      outcomes.map(() => 1),
    ),
  ).toThrow('both outcomes');
});

describeWithReferenceData('against the logistic line', ['Telco-Customer-Churn.csv.gz', ONLINE_RETAIL], () => {
  function compared(churn: ChurnTable) {
    const boosted: number[] = [];
    const line: number[] = [];
    const outcomes: number[] = [];
    for (const fold of [0, 1, 2, 3, 4].map((remainder) => split(churn, remainder))) {
      boosted.push(...probabilities(fitBoosting(fold.train, fold.trainOutcomes), fold.test));
      line.push(...logisticProbabilities(fitLogistic(fold.train, fold.trainOutcomes), fold.test));
      outcomes.push(...fold.testOutcomes);
    }
    return compareAuc(boosted, line, outcomes);
  }

  it('is level with the line on Telco, and never above the honest ceiling of 0.87', () => {
    const { first, second, difference, interval } = compared(telcoChurn());
    expect(first).toBeLessThan(0.87);
    expect(first).toBeCloseTo(0.8475, 3);
    expect(second).toBeCloseTo(0.8452, 3);
    expect(difference).toBeCloseTo(0.0023, 3);
    expect(interval[0]).toBeLessThan(0);
    expect(interval[1]).toBeGreaterThan(0);
  });

  it('is behind the line on UCI Online Retail', () => {
    const { first, second, interval } = compared(retailChurn());
    expect(first).toBeCloseTo(0.737, 2);
    expect(second).toBeCloseTo(0.7464, 3);
    expect(interval[1]).toBeLessThan(0);
  });
});
