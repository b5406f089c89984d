import { beforeAll, expect, it } from 'vitest';
import { fitDesign } from '#analytics/design-matrix.ts';
import { fitLogistic, logisticProbabilities } from '#analytics/logistic.ts';
import type { LogisticModel } from '#analytics/logistic.ts';
import { contributions, topReasons } from '#analytics/reason-codes.ts';
import { describeWithReferenceData } from '#analytics/reference-data.ts';
import { split, telcoChurn } from '#analytics/reference-churn-tables.ts';

const table = { complaints: [0, 2], plan: ['a', 'b'], tenure: [10, 30] };
const recipe = fitDesign(table, { standardised: ['tenure'], raw: ['complaints'], categorical: ['plan'] });
const model: LogisticModel = {
  intercept: 0,
  weights: [-1, 0.7, 0.4],
  interceptError: 0,
  weightErrors: [],
  lambda: 1,
  rows: 2,
  logLikelihood: 0,
  iterations: 1,
  converged: true,
};

it('measures each column against the average customer, in the customer’s own figures', () => {
  const reasons = contributions(model, recipe, { complaints: 3, plan: 'b', tenure: 5 });
  expect(reasons.map(({ column, value, average }) => [column, value, average])).toEqual([
    ['tenure', 5, 20],
    ['complaints', 3, 1],
    ['plan', 'b', 0.5],
  ]);
  expect(reasons.map(({ contribution }) => contribution)).toEqual([1.5, 1.4, 0.2]);
});

it('names the strongest reasons first, and only those that point the way asked for', () => {
  const reasons = contributions(model, recipe, { complaints: 0, plan: 'b', tenure: 5 });
  expect(topReasons(reasons).map(({ column }) => column)).toEqual(['tenure', 'plan']);
  expect(topReasons(reasons, 1).map(({ column }) => column)).toEqual(['tenure']);
  expect(topReasons(reasons, 3, 'lowers').map(({ column }) => column)).toEqual(['complaints']);
});

it('knows the share of the level that the recipe leaves out', () => {
  const plan = contributions(model, recipe, { complaints: 0, plan: 'a', tenure: 20 }).at(-1);
  expect(plan).toMatchObject({ column: 'plan', value: 'a', average: 0.5, contribution: -0.2 });
});

describeWithReferenceData('reasons on the Telco table', ['Telco-Customer-Churn.csv.gz'], () => {
  let sums: { contribution: number; logOdds: number }[];

  beforeAll(() => {
    const churn = telcoChurn();
    const fold = split(churn, 0);
    const fitted = fitLogistic(fold.train, fold.trainOutcomes);
    const probabilities = logisticProbabilities(fitted, fold.test);
    sums = fold.testRows.slice(0, 50).map((row, i) => {
      const customer = Object.fromEntries(Object.entries(churn.table).map(([name, cells]) => [name, cells[row]!]));
      const total = contributions(fitted, fold.recipe, customer).reduce((sum, r) => sum + r.contribution, 0);
      return { contribution: total, logOdds: Math.log(probabilities[i]! / (1 - probabilities[i]!)) };
    });
  });

  it('adds up to the customer’s log-odds less those of the average customer', () => {
    const average = sums[0]!.logOdds - sums[0]!.contribution;
    for (const { contribution, logOdds } of sums) expect(logOdds - contribution).toBeCloseTo(average, 9);
  });
});
