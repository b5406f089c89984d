/**
 * Data as no textbook has them: every fit must end with finite numbers and a verdict, whatever it is given. What the
 * numbers are worth, the verdict says.
 */
import { describe, expect, test } from 'vitest';
import { auc, brierScore, compareAuc, listQuality, logLoss } from '#analytics/classifier-metrics.ts';
import { calibrationLine, calibrationTable } from '#analytics/calibration.ts';
import { designMatrix, designRow, fitDesign, type Cell } from '#analytics/design-matrix.ts';
import { fitBgNbd, bgNbdExpectedFuturePurchases } from '#analytics/bg-nbd.ts';
import { fitBoosting, boostedProbability } from '#analytics/gradient-boosting.ts';
import { fitGammaGamma, gammaGammaExpectedSpend, spendPatternsOf } from '#analytics/gamma-gamma.ts';
import { fitLogistic, logisticProbabilities } from '#analytics/logistic.ts';
import { fitMbgNbd, mbgNbdExpectedFuturePurchases } from '#analytics/mbg-nbd.ts';
import { fitParetoNbd, paretoNbdExpectedFuturePurchases } from '#analytics/pareto-nbd.ts';
import { groupPatterns } from '#analytics/purchase-patterns.ts';
import { seededRandom } from '#analytics/random.ts';

type Row = readonly [x: number, tx: number, T: number];

const random = seededRandom(20);
const many = (n: number, row: (i: number) => Row): Row[] => Array.from({ length: n }, (_, i) => row(i));

const logs: Record<string, Row[]> = {
  'nobody bought twice': many(500, (i) => [0, 0, 10 + (i % 90)]),
  'three customers': [
    [0, 0, 10],
    [1, 2, 10],
    [3, 8, 10],
  ],
  'a single customer': [[2, 5, 9]],
  'all alike': many(1_000, () => [2, 5, 10]),
  'all bought today for the first time': many(200, () => [0, 0, 0]),
  'all bought today again': many(300, (i) => [1 + (i % 5), 20, 20]),
  'hundreds of purchases each': many(60, () => [200 + Math.floor(300 * random()), 99 + random(), 100]),
  'one who buys for all': [...many(400, () => [0, 0, 50]), [2_000, 49.9, 50]],
  'all gone at once': many(500, (i) => [1 + (i % 2), 0.15, 200]),
  'watched for two days': many(500, (i) => (i % 3 === 0 ? [1, 0.1, 0.3] : [0, 0, 0.3])),
  'half of them not watched at all': many(200, (i) => (i % 2 === 0 ? [0, 0, 0] : [i % 4, 3, 8])),
};

const models = {
  'BG/NBD': { fit: fitBgNbd, forecast: bgNbdExpectedFuturePurchases },
  'MBG/NBD': { fit: fitMbgNbd, forecast: mbgNbdExpectedFuturePurchases },
  'Pareto/NBD': { fit: fitParetoNbd, forecast: paretoNbdExpectedFuturePurchases },
} as const;

describe.each(Object.entries(logs))('a log in which %s', (_, rows) => {
  const { patterns } = groupPatterns({
    x: rows.map(([x]) => x),
    tx: rows.map(([, tx]) => tx),
    T: rows.map(([, , T]) => T),
  });

  test.each(Object.keys(models) as (keyof typeof models)[])('gives %s finite parameters and forecasts', (name) => {
    const { params, logLikelihood, verdict } = models[name].fit(patterns);
    expect(Object.values(params).every((value) => Number.isFinite(value) && value > 0)).toBe(true);
    expect(Number.isFinite(logLikelihood)).toBe(true);
    expect(['sound', 'noDropOutSignal', 'tooThin', 'notConverged']).toContain(verdict);
    const forecast = models[name].forecast as (params: object, x: number, tx: number, T: number, t: number) => number;
    for (const [x, tx, T] of [...rows.slice(0, 12), rows.at(-1)!])
      for (const t of [1, 52]) {
        const expected = forecast(params, x, tx, T, t);
        expect(Number.isFinite(expected) && expected >= 0).toBe(true);
      }
  });
});

const spends: Record<string, [number, number][]> = {
  'all spend the same': Array.from({ length: 200 }, () => [3, 50]),
  'two kinds of amounts': Array.from({ length: 200 }, (_, i) => [2, i % 2 === 0 ? 10 : 1_000]),
  'amounts far below a cent': Array.from({ length: 200 }, () => [2, 1e-6 * (1 + random())]),
  'amounts of billions': Array.from({ length: 200 }, () => [2, 1e12 * (1 + random())]),
  'amounts over eight powers of e': Array.from({ length: 500 }, (_, i) => [1 + (i % 5), Math.exp(8 * random())]),
  'ten thousand purchases each': Array.from({ length: 200 }, () => [10_000, 50 + random()]),
  'one amount each': Array.from({ length: 200 }, () => [1, 50 + 10 * random()]),
  'one who spends for all': [...Array.from({ length: 100 }, (): [number, number] => [2, 10]), [3, 1e9]],
};

test.each(Object.entries(spends))('Gamma–Gamma is finite where %s', (_, rows) => {
  const { params, logLikelihood, verdict } = fitGammaGamma(
    spendPatternsOf(
      rows.map(([x]) => x),
      rows.map(([, m]) => m),
    ),
  );
  expect(Object.values(params).every((value) => Number.isFinite(value) && value > 0)).toBe(true);
  expect(Number.isFinite(logLikelihood)).toBe(true);
  const [x, m] = rows[0]!;
  const spend = gammaGammaExpectedSpend(params, 5 * x, m);
  expect(verdict !== 'sound' || (spend > 0 && Number.isFinite(spend))).toBe(true);
});

/** A churn table as people export it: blanks, a column that never changes, a code of its own in almost every row, a give-away. */
function table(rows: number) {
  const left = Array.from({ length: rows }, (_, i) => Number(i % 4 === 0));
  return {
    left,
    columns: {
      tenure: left.map((gone, i): Cell => (i % 7 === 0 ? null : 40 - 20 * gone + 10 * random())),
      nothing: left.map((): Cell => 7),
      blank: left.map((): Cell => null),
      broken: left.map((_, i): Cell => (i % 3 === 0 ? Number.NaN : random())),
      vast: left.map((): Cell => 1e15 * random()),
      code: left.map((_, i): Cell => `c${i % Math.max(2, rows - 3)}`),
      plan: left.map((_, i): Cell => (i % 5 === 0 ? null : `计划 ${i % 3}`)),
      giveAway: left.map((gone): Cell => (gone ? 'yes' : 'no')),
    },
  };
}

const READ = {
  standardised: ['tenure', 'nothing', 'blank', 'broken', 'vast'],
  categorical: ['code', 'plan', 'giveAway'],
};

describe.each([12, 60, 400])(
  'a churn table of %i rows with blanks, constants, rare codes and perfect separation',
  (rows) => {
    const { left, columns } = table(rows);
    const recipe = fitDesign(columns, READ);
    const matrix = designMatrix(recipe, columns);

    test('becomes numbers without a gap', () => {
      expect(matrix.values.every(Number.isFinite)).toBe(true);
      expect(designRow(recipe, { plan: 'never seen', tenure: null }).every(Number.isFinite)).toBe(true);
    });

    test('gives a logistic line whose chances are chances, and metrics that are numbers', () => {
      const chances = logisticProbabilities(fitLogistic(matrix, left), matrix);
      expect(chances.every((chance) => chance >= 0 && chance <= 1)).toBe(true);
      expect(auc(chances, left)).toBe(1);
      const measured = [logLoss(chances, left), brierScore(chances, left), listQuality(chances, left, 5).lift];
      expect(measured.every(Number.isFinite)).toBe(true);
      const { difference, interval } = compareAuc(chances, chances, left);
      expect([difference, ...interval]).toEqual([0, 0, 0]);
      const { groups, error } = calibrationTable(chances, left);
      expect([error, ...groups.map(({ actual }) => actual)].every(Number.isFinite)).toBe(true);
      const line = calibrationLine(chances, left);
      expect(line === null || (Number.isFinite(line.slope) && Number.isFinite(line.intercept))).toBe(true);
    });

    test('gives boosted trees whose chances are chances', () => {
      const model = fitBoosting(matrix, left);
      for (let i = 0; i < rows; i++) {
        const chance = boostedProbability(model, matrix.values.subarray(i * matrix.width, (i + 1) * matrix.width));
        expect(chance >= 0 && chance <= 1).toBe(true);
      }
    });
  },
);
