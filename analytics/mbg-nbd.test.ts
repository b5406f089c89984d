import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { betaGeometricObjective } from '#analytics/beta-geometric.ts';
import {
  mbgNbdCountDistribution,
  mbgNbdDiscountedPurchases,
  mbgNbdDiscountedResidual,
  mbgNbdExpectedFuturePurchases,
  mbgNbdExpectedPurchases,
  mbgNbdLogLikelihood,
  mbgNbdProbabilityAlive,
  mbgNbdTotalLogLikelihood,
} from '#analytics/mbg-nbd.ts';
import { indexPatterns, patternsOf } from '#analytics/purchase-patterns.ts';
import { betaDraw, exponentialDraw, gammaDraw, seededRandom } from '#analytics/random.ts';
import gammaln from '@stdlib/math-base-special-gammaln';

/** CDNOW sample, BTYDplus and lifetimes to three decimals. */
const published = { r: 0.524843, alpha: 6.183086, a: 0.89136, b: 1.614002 };

describe('MBG/NBD', () => {
  test('the likelihood is that of Batislam et al. (2007), written with beta functions', () => {
    const { r, alpha, a, b } = published;
    const logBeta = (p: number, q: number): number => gammaln(p) + gammaln(q) - gammaln(p + q);
    for (const [x, tx, T] of [
      [0, 0, 20],
      [1, 4, 30],
      [6, 33, 38],
    ] as const) {
      const rate = gammaln(r + x) - gammaln(r) + r * Math.log(alpha);
      const stayed = Math.exp(rate + logBeta(a, b + x + 1) - logBeta(a, b)) * (alpha + T) ** -(r + x);
      const left = Math.exp(rate + logBeta(a + 1, b + x) - logBeta(a, b)) * (alpha + tx) ** -(r + x);
      expect(mbgNbdLogLikelihood(published, x, tx, T)).toBeCloseTo(Math.log(stayed + left), 10);
      expect(mbgNbdProbabilityAlive(published, x, tx, T)).toBeCloseTo(stayed / (stayed + left), 12);
    }
  });

  test('E[Y(39)] of x = 2, tx = 30.43, T = 38.86 is 1.262669 (lifetimes asserts 1.226 within .05)', () => {
    expect(mbgNbdExpectedFuturePurchases(published, 2, 30.43, 38.86, 39)).toBeCloseTo(1.262669, 5);
  });

  test('one-time buyers may have left: P(alive) below 1 at x = 0, falling with time (lifetimes)', () => {
    const alive = [0, 1, 10, 100].map((T) => mbgNbdProbabilityAlive(published, 0, 0, T));
    expect(alive[1]).toBeLessThan(1);
    expect(alive[0]! > alive[1]! && alive[1]! > alive[2]! && alive[2]! > alive[3]!).toBe(true);
    expect(alive[0]).toBeCloseTo(published.b / (published.a + published.b), 12);
  });

  test('P(alive) lies in [0, 1] over the grid x, tx ≤ T in 0 … 90', () => {
    for (let x = 0; x <= 90; x += 10) {
      for (let T = 0; T <= 90; T += 10) {
        for (let tx = 0; tx <= T; tx += 10) {
          const alive = mbgNbdProbabilityAlive(published, x, tx, T);
          expect(alive >= 0 && alive <= 1).toBe(true);
        }
      }
    }
  });

  test('counts sum to 1 and have the mean E[X(t)]', () => {
    const params = fc.record({
      r: fc.double({ min: 0.05, max: 5, noNaN: true }),
      alpha: fc.double({ min: 0.5, max: 60, noNaN: true }),
      a: fc.double({ min: 0.01, max: 4, noNaN: true }),
      b: fc.double({ min: 0.1, max: 12, noNaN: true }),
    });
    fc.assert(
      fc.property(params, fc.double({ min: 0.1, max: 100, noNaN: true }), (anyParams, t) => {
        let sum = 0;
        let mean = 0;
        mbgNbdCountDistribution(anyParams, t, 1e-12).forEach((probability, k) => {
          sum += probability;
          mean += k * probability;
        });
        expect(sum).toBeCloseTo(1, 9);
        expect(Math.abs(mean - mbgNbdExpectedPurchases(anyParams, t))).toBeLessThan(1e-6 * (1 + mean));
      }),
      { seed: 6 },
    );
  });

  test('the forecasts are those of the story told by dice: 200,000 simulated customers', () => {
    const random = seededRandom(77);
    const { r, alpha, a, b } = published;
    const horizon = 39;
    const customers = 200_000;
    const seen = [0, 0, 0];
    let total = 0;
    for (let i = 0; i < customers; i++) {
      const rate = gammaDraw(random, r, alpha);
      const leaves = betaDraw(random, a, b);
      let count = 0;
      let time = 0;
      while (random() >= leaves) {
        time += exponentialDraw(random, rate);
        if (time > horizon) break;
        count++;
      }
      total += count;
      if (count < 3) seen[count]! += 1;
    }
    const probabilities = mbgNbdCountDistribution(published, horizon);
    seen.forEach((number, k) => expect(Math.abs(number / customers - probabilities[k]!)).toBeLessThan(0.005));
    expect(Math.abs(total / customers / mbgNbdExpectedPurchases(published, horizon) - 1)).toBeLessThan(0.02);
  });

  test('discounted purchases tend to the undiscounted ones of a short future as the discount grows', () => {
    const delta = 5; // only the first fifth of a week counts: about the present rate over δ
    const present = mbgNbdExpectedPurchases(published, 1e-4) / 1e-4;
    expect(mbgNbdDiscountedPurchases(published, delta) / (present / delta)).toBeCloseTo(1, 1);
    expect(mbgNbdDiscountedResidual(published, 7, 35, 39, 0.0027)).toBeGreaterThan(
      mbgNbdDiscountedResidual(published, 7, 30, 39, 0.0027),
    );
  });

  test('the objective is minus the mean of the customers’ likelihoods', () => {
    const patterns = patternsOf({ x: [0, 3], tx: [0, 20], T: [39, 38] }, [4, 2]);
    const theta = Float64Array.from(Object.values(published), Math.log);
    const value = betaGeometricObjective(indexPatterns(patterns), 6, 1).evaluate(theta, new Float64Array(4));
    expect(-6 * value).toBeCloseTo(mbgNbdTotalLogLikelihood(published, patterns), 10);
  });
});
