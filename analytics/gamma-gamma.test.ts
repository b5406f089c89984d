import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import {
  fitGammaGamma,
  frequencySpendCorrelation,
  gammaGammaExpectedSpend,
  gammaGammaPopulationMean,
  gammaGammaSpendVariance,
  spendPatternsOf,
} from '#analytics/gamma-gamma.ts';
import { gammaDraw, seededRandom } from '#analytics/random.ts';

/** CDNOW sample, lifetimes (two decimals). */
const published = { p: 6.25, q: 3.74, gamma: 15.44 };

function simulated(customers: number, seed: number): { x: number[]; m: number[]; truth: typeof published } {
  const random = seededRandom(seed);
  const x: number[] = [];
  const m: number[] = [];
  for (let i = 0; i < customers; i++) {
    const nu = gammaDraw(random, published.q, published.gamma);
    const count = 1 + Math.floor(random() * random() * 8);
    let sum = 0;
    for (let k = 0; k < count; k++) sum += gammaDraw(random, published.p, nu);
    x.push(count);
    m.push(sum / count);
  }
  return { x, m, truth: published };
}

describe('expected spend', () => {
  test('x = 2, m = 30 … 40 (recomputed independently at the rounded estimates)', () => {
    const wanted = [
      30.93832, 31.75853, 32.57874, 33.39895, 34.21916, 35.03937, 35.85958, 36.67979, 37.5, 38.32021, 39.14042,
    ];
    wanted.forEach((value, i) => expect(gammaGammaExpectedSpend(published, 2, 30 + i)).toBeCloseTo(value, 5));
    expect(gammaGammaExpectedSpend(published, 2, 40)).toBeCloseTo(39.14041995, 8);
  });

  test('population mean 35.21898', () => {
    expect(gammaGammaPopulationMean(published)).toBeCloseTo(35.21898, 5);
    expect(gammaGammaExpectedSpend(published, 0, 0)).toBe(gammaGammaPopulationMean(published));
  });

  test('lies between the own and the population mean, nearer the own with more purchases', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.double({ min: 1, max: 500, noNaN: true }), (x, m) => {
        const population = gammaGammaPopulationMean(published);
        const found = gammaGammaExpectedSpend(published, x, m);
        expect(found).toBeGreaterThanOrEqual(Math.min(m, population) - 1e-9);
        expect(found).toBeLessThanOrEqual(Math.max(m, population) + 1e-9);
        expect(Math.abs(gammaGammaExpectedSpend(published, x + 1, m) - m)).toBeLessThanOrEqual(Math.abs(found - m));
      }),
    );
  });

  test('is infinite, not negative, when the estimates give a new customer no mean (q ≤ 1)', () => {
    expect(gammaGammaPopulationMean({ p: 2, q: 0.8, gamma: 10 })).toBe(Infinity);
  });

  test('the variances are those of simulated beliefs', () => {
    const random = seededRandom(3);
    const [x, m] = [3, 50];
    const [shape, rate] = [published.p * x + published.q, published.gamma + m * x];
    let [means, meanSquares, amounts, amountSquares] = [0, 0, 0, 0];
    const draws = 200_000;
    for (let i = 0; i < draws; i++) {
      const nu = gammaDraw(random, shape, rate);
      const amount = gammaDraw(random, published.p, nu);
      means += published.p / nu;
      meanSquares += (published.p / nu) ** 2;
      amounts += amount;
      amountSquares += amount * amount;
    }
    const variance = gammaGammaSpendVariance(published, x, m);
    expect(Math.abs((meanSquares / draws - (means / draws) ** 2) / variance.ofMean - 1)).toBeLessThan(0.03);
    expect(Math.abs((amountSquares / draws - (amounts / draws) ** 2) / variance.ofOneAmount - 1)).toBeLessThan(0.03);
  });
});

describe('fit', () => {
  test('recovers known parameters from 4,000 simulated customers within three standard errors', () => {
    const { x, m, truth } = simulated(4000, 5);
    const fit = fitGammaGamma(spendPatternsOf(x, m));
    expect(fit.verdict).toBe('sound');
    for (const name of ['p', 'q', 'gamma'] as const) {
      expect(Math.abs(fit.params[name] - truth[name])).toBeLessThan(3 * fit.standardErrors![name]);
    }
  });

  test('the unit of money scales γ and nothing else', () => {
    const { x, m } = simulated(500, 6);
    const inYuan = fitGammaGamma(spendPatternsOf(x, m)).params;
    const inFen = fitGammaGamma(
      spendPatternsOf(
        x,
        m.map((mean) => mean * 100),
      ),
    ).params;
    expect(inFen.p / inYuan.p).toBeCloseTo(1, 6);
    expect(inFen.q / inYuan.q).toBeCloseTo(1, 6);
    expect(inFen.gamma / inYuan.gamma / 100).toBeCloseTo(1, 6);
  });

  test('too few customers: the pooled mean for everybody, and it says so', () => {
    const fit = fitGammaGamma(spendPatternsOf([1, 2, 0], [10, 40, 0]));
    expect(fit.verdict).toBe('tooThin');
    expect(gammaGammaExpectedSpend(fit.params, 1, 10)).toBeCloseTo(30, 1);
  });

  test('an amount that is not positive is refused by row', () => {
    expect(() => spendPatternsOf([1, 2], [5, -3])).toThrow(/row 1/);
  });

  test('correlation of frequency and spend: 1 for amounts that grow with the count', () => {
    expect(frequencySpendCorrelation(spendPatternsOf([1, 2, 3], [10, 20, 30]))).toBeCloseTo(1, 12);
  });
});
