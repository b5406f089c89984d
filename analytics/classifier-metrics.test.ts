import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  auc,
  aucInterval,
  brierScore,
  compareAuc,
  confusionAt,
  listQuality,
  logLoss,
  midranks,
} from '#analytics/classifier-metrics.ts';
import { normalDraw, seededRandom } from '#analytics/random.ts';

describe('AUC', () => {
  it('counts the pairs ranked rightly, ties half', () => {
    expect(auc([1, 2, 3, 4], [0, 0, 1, 1])).toBe(1);
    expect(auc([4, 3, 2, 1], [0, 0, 1, 1])).toBe(0);
    expect(auc([5, 5, 5], [0, 1, 0])).toBe(0.5);
    expect(auc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBe(0.75);
  });

  it('equals the count over all pairs', () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 40 }), (rows) => {
        const leavers = rows.filter(([, left]) => left);
        const stayers = rows.filter(([, left]) => !left);
        fc.pre(leavers.length > 0 && stayers.length > 0);
        const won = leavers.flatMap(([a]) => stayers.map(([b]): number => (a > b ? 1 : a === b ? 0.5 : 0)));
        const expected = won.reduce((x, y) => x + y, 0) / won.length;
        expect(
          auc(
            rows.map(([s]) => s),
            rows.map(([, left]) => Number(left)),
          ),
        ).toBeCloseTo(expected, 12);
      }),
    );
  });

  it('refuses a sample with one outcome', () => {
    expect(() => auc([1, 2], [1, 1])).toThrow('both outcomes');
    expect(() => aucInterval([1, 2, 3], [1, 1, 0])).toThrow('two of each');
  });

  it('has an interval that holds the truth about nineteen times in twenty', () => {
    const random = seededRandom(3);
    const truth = 0.7602499; // Φ(1/√2): two normal populations one deviation apart
    let held = 0;
    for (let run = 0; run < 400; run++) {
      const outcomes = Array.from({ length: 150 }, (_, i) => Number(i < 60));
      const { interval } = aucInterval(
        outcomes.map((y) => normalDraw(random, y)),
        outcomes,
      );
      if (interval[0] <= truth && truth <= interval[1]) held++;
    }
    expect(held / 400).toBeGreaterThan(0.915);
    expect(held / 400).toBeLessThan(0.98);
  });

  it('finds no difference between two equally noisy scores more often than it should', () => {
    const random = seededRandom(9);
    let significant = 0;
    for (let run = 0; run < 1000; run++) {
      const outcomes = Array.from({ length: 100 }, (_, i) => i % 2);
      const score = (): number[] => outcomes.map((y) => normalDraw(random, y));
      if (compareAuc(score(), score(), outcomes).pValue < 0.05) significant++;
    }
    expect(significant).toBeGreaterThanOrEqual(30);
    expect(significant).toBeLessThanOrEqual(70);
  });

  it('says that a score does not differ from itself', () => {
    expect(compareAuc([1, 2, 3, 4], [1, 2, 3, 4], [0, 1, 0, 1])).toMatchObject({ difference: 0, pValue: 1 });
  });
});

it('gives log-loss and Brier score of chances worked out by hand', () => {
  expect(logLoss([0.5, 0.25], [1, 0])).toBeCloseTo((Math.log(2) - Math.log(0.75)) / 2, 12);
  expect(logLoss([0], [1])).toBeCloseTo(15 * Math.log(10), 6);
  expect(brierScore([0.5, 0.25], [1, 0])).toBeCloseTo((0.25 + 0.0625) / 2, 12);
});

describe('the list people can call', () => {
  const scores = [0.9, 0.8, 0.7, 0.2, 0.1];
  it('has precision, recall and lift of its length', () => {
    expect(listQuality(scores, [1, 1, 0, 1, 0], 2)).toEqual({
      called: 2,
      leavers: 2,
      precision: 1,
      recall: 2 / 3,
      lift: 5 / 3,
    });
  });

  it('takes customers tied at the cut as a draw, so that the order of rows does not matter', () => {
    expect(listQuality([5, 5, 5, 5], [1, 0, 0, 0], 2).leavers).toBe(0.5);
    expect(listQuality([5, 5, 5, 5], [0, 0, 0, 1], 2).leavers).toBe(0.5);
  });

  it('may be empty, or everybody', () => {
    expect(listQuality(scores, [1, 1, 0, 1, 0], 0)).toMatchObject({ called: 0, leavers: 0, precision: 0 });
    expect(listQuality(scores, [1, 1, 0, 1, 0], 99)).toMatchObject({ called: 5, leavers: 3, recall: 1, lift: 1 });
  });
});

it('fills the four cells at a threshold', () => {
  expect(confusionAt([0.9, 0.6, 0.5, 0.1], [1, 0, 1, 0])).toEqual({
    truePositive: 1,
    falsePositive: 1,
    trueNegative: 1,
    falseNegative: 1,
    accuracy: 0.5,
    precision: 0.5,
    recall: 0.5,
    f1: 0.5,
  });
});

it('shares ranks among equals', () => {
  expect(Array.from(midranks([10, 20, 10, 30]))).toEqual([1.5, 3, 1.5, 4]);
});
