/**
 * Pareto/NBD against published values; unless a source is named, computed independently in Python (scipy) and by the R
 * package BTYD 2.4.3 at the rounded estimates r .553, α 10.578, s .606, β 11.669 for CDNOW in weeks.
 */
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { hyp2f1 } from '#analytics/hyp2f1.ts';
import { integrate } from '#analytics/gauss-legendre.ts';
import { paretoNbdLogOddsOfHavingLeft, paretoNbdLogOddsWithSlopes } from '#analytics/pareto-nbd-likelihood.ts';
import { paretoNbdObjective } from '#analytics/pareto-nbd-likelihood.ts';
import type { ParetoNbdParams } from '#analytics/pareto-nbd.ts';
import {
  paretoNbdCountDistribution,
  paretoNbdDiscountedPurchases,
  paretoNbdDiscountedResidual,
  paretoNbdExpectedFuturePurchases,
  paretoNbdExpectedPurchases,
  paretoNbdLogA0,
  paretoNbdLogLikelihood,
  paretoNbdProbabilityAlive,
  paretoNbdTotalLogLikelihood,
} from '#analytics/pareto-nbd.ts';
import { indexPatterns, patternsOf } from '#analytics/purchase-patterns.ts';

const published = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
const anyParams = fc.record({
  r: fc.double({ min: 0.05, max: 5, noNaN: true }),
  alpha: fc.double({ min: 0.5, max: 60, noNaN: true }),
  s: fc.double({ min: 0.05, max: 4, noNaN: true }),
  beta: fc.double({ min: 0.5, max: 60, noNaN: true }),
});
const anyHistory = fc
  .tuple(
    fc.integer({ min: 0, max: 40 }),
    fc.double({ min: 0.01, max: 0.98, noNaN: true }),
    fc.integer({ min: 1, max: 150 }),
  )
  .map(([x, share, T]) => ({ x, tx: x === 0 ? 0 : share * T, T }));

/** A₀ as printed: a difference of two hypergeometric functions. Loses digits when tx is close to T. */
function a0OfThePaper({ r, alpha, s, beta }: ParetoNbdParams, x: number, tx: number, T: number): number {
  const whole = r + s + x;
  const [larger, smaller, second] = alpha >= beta ? [alpha, beta, s + 1] : [beta, alpha, r + x];
  const at = (t: number): number =>
    hyp2f1(whole, second, whole + 1, (larger - smaller) / (larger + t)) / (larger + t) ** whole;
  return at(tx) - at(T);
}

describe('likelihood', () => {
  test('of one customer: x = 3, tx = 4, T = 6 at (0.5, 8, 0.7, 10) is −7.77488612', () => {
    expect(paretoNbdLogLikelihood({ r: 0.5, alpha: 8, s: 0.7, beta: 10 }, 3, 4, 6)).toBeCloseTo(-7.77488612, 8);
  });

  test('the integral is A₀ of Fader & Hardie (2005), with its 2F1, for α ≥ β and α < β', () => {
    fc.assert(
      fc.property(anyParams, anyHistory, (params, { x, tx, T }) => {
        const paper = a0OfThePaper(params, x, tx, T);
        fc.pre(paper > 0);
        // What the difference of the paper loses: the size of its terms over the size of the result.
        const lost = (Math.max(params.alpha, params.beta) + tx) ** -(params.r + params.s + x) / paper;
        expect(Math.abs(Math.exp(paretoNbdLogA0(params, x, tx, T)) / paper - 1)).toBeLessThan(1e-10 + 1e-13 * lost);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  test('does not overflow where lifetimes guards: ln A₀ finite and below 0, P(alive) in [0, 1]', () => {
    const params = { r: 10.465, alpha: 0.00798565, s: 3.0516, beta: 2.82 };
    for (const [x, tx, T] of [
      [40, 5, 6],
      [400, 5, 6],
      [50, 1, 37],
      [500, 1, 37],
      [50, 4, 37],
      [500, 4, 37],
    ] as const) {
      const log = paretoNbdLogA0(params, x, tx, T);
      expect(Number.isFinite(log) && log < 0).toBe(true);
      const alive = paretoNbdProbabilityAlive(params, x, tx, T);
      expect(alive >= 0 && alive <= 1).toBe(true);
    }
  });

  test('does not underflow where lifetimes guards: 132 and 133 purchases in 200 weeks', () => {
    const params = { r: 0.55, alpha: 10.58, s: 0.61, beta: 11.67 };
    expect(paretoNbdExpectedFuturePurchases(params, 132, 200, 200, 10)).toBeCloseTo(6.2060517889632418, 8);
    expect(paretoNbdExpectedFuturePurchases(params, 133, 200, 200, 10)).toBeCloseTo(6.2528722475748113, 8);
  });

  test('P(alive) is finite where CLVTools guards (r .5143, α 2.8845, s .2856, β 14.1087; 161 to 254 purchases)', () => {
    const params = { r: 0.5143, alpha: 2.8845, s: 0.2856, beta: 14.1087 };
    for (const [x, tx, T] of [
      [221, 103.42857, 103.57143],
      [254, 97.14286, 97.28571],
      [161, 94.71429, 98],
      [204, 98.57143, 99.42857],
    ] as const) {
      const alive = paretoNbdProbabilityAlive(params, x, tx, T);
      expect(alive > 0 && alive < 1).toBe(true);
    }
  });

  test('the analytic gradient is the slope of the likelihood', () => {
    const rows = { x: [0, 0, 1, 3, 12, 70], tx: [0, 0, 2, 30, 39, 77], T: [5, 39, 38, 39, 39.5, 80] };
    const objective = paretoNbdObjective(indexPatterns(patternsOf(rows, [5, 2, 1, 1, 3, 1])), 13);
    fc.assert(
      fc.property(anyParams, (params) => {
        const theta = Float64Array.from(Object.values(params), Math.log);
        const gradient = new Float64Array(4);
        const unused = new Float64Array(4);
        objective.evaluate(theta, gradient);
        for (let i = 0; i < 4; i++) {
          const shifted = (by: number): number =>
            objective.evaluate(
              theta.map((value, j) => (i === j ? value + by : value)),
              unused,
            );
          const slope = (shifted(1e-5) - shifted(-1e-5)) / 2e-5;
          expect(Math.abs(slope - gradient[i]!)).toBeLessThan(1e-6 * (1 + Math.abs(gradient[i]!)));
        }
      }),
      { numRuns: 50, seed: 2 },
    );
  });

  test('the objective is minus the mean of the customers’ likelihoods', () => {
    const patterns = patternsOf({ x: [0, 3, 2], tx: [0, 20, 39], T: [39, 38, 39] }, [4, 2, 1]);
    const theta = Float64Array.from(Object.values(published), Math.log);
    const value = paretoNbdObjective(indexPatterns(patterns), 7).evaluate(theta, new Float64Array(4));
    expect(-7 * value).toBeCloseTo(paretoNbdTotalLogLikelihood(published, patterns), 10);
  });

  test('the slopes of the log odds of having left are their differences', () => {
    fc.assert(
      fc.property(anyParams, anyHistory, (params, { x, tx, T }) => {
        const slopes = new Float64Array(4);
        const value = paretoNbdLogOddsWithSlopes(params, x, tx, T, slopes);
        expect(value).toBeCloseTo(paretoNbdLogOddsOfHavingLeft(params, x, tx, T), 10);
        (['r', 'alpha', 's', 'beta'] as const).forEach((name, i) => {
          const moved = (by: number): number =>
            paretoNbdLogOddsOfHavingLeft({ ...params, [name]: params[name] * Math.exp(by) }, x, tx, T);
          expect(Math.abs((moved(1e-5) - moved(-1e-5)) / 2e-5 - slopes[i]!)).toBeLessThan(1e-5 * (1 + Math.abs(value)));
        });
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});

describe('expected purchases of a new customer', () => {
  test.each([
    [1, 0.05097984],
    [2, 0.0995754],
    [3, 0.14606119],
    [39, 1.21300284],
    [52, 1.4729968],
    [78, 1.90939813],
  ])('in %d weeks: %d', (t, wanted) => {
    expect(paretoNbdExpectedPurchases(published, t)).toBeCloseTo(wanted, 8);
  });

  test('passes smoothly through s = 1, where the formula divides by zero', () => {
    const at = (s: number): number => paretoNbdExpectedPurchases({ ...published, s }, 52);
    expect(at(1)).toBeCloseTo((at(1 - 1e-5) + at(1 + 1e-5)) / 2, 9);
  });
});

describe('a given customer', () => {
  test.each([
    [39, 2, 30.43, 38.86, 1.45512319, 0.86916756],
    [2, 10, 35, 39, 0.38863488, 0.923723548],
    [52, 26, 30.857142857, 31, 25.45733844, 0.99787426],
    [39, 0, 0, 38.86, 0.10708147, 0.2952866],
    [39, 1, 1.71, 38.86, 0.17109298, 0.16800233],
    [39, 7, 35, 38.86, 4.63637373, 0.93608118],
  ])('%d weeks ahead | %d purchases, last at %d of %d', (t, x, tx, T, expected, alive) => {
    expect(paretoNbdExpectedFuturePurchases(published, x, tx, T, t)).toBeCloseTo(expected, 7);
    expect(paretoNbdProbabilityAlive(published, x, tx, T)).toBeCloseTo(alive, 7);
  });

  test('P(alive) of (26, 30.86, 31) at lifetimes’ estimates is 0.9979 (their test, 1e-3)', () => {
    const params = { r: 0.5534, alpha: 10.5802, s: 0.6061, beta: 11.6562 };
    expect(Math.abs(paretoNbdProbabilityAlive(params, 26, 30.86, 31) - 0.9979)).toBeLessThan(1e-3);
  });

  test('the increasing frequency paradox and customer 1516 as in the BTYD walkthrough', () => {
    const estimates = { r: 0.5532772, alpha: 10.577683, s: 0.6062402, beta: 11.668741 };
    const wanted = [0.7062289, 0.1442396, 0.02250658, 0.00309267];
    [10, 15, 20, 25].forEach((x, i) => {
      const found = paretoNbdExpectedFuturePurchases(estimates, x, 20, 39, 52);
      expect(Math.abs(found / wanted[i]! - 1)).toBeLessThan(1e-3);
    });
    expect(paretoNbdExpectedPurchases(estimates, 52)).toBeCloseTo(1.473434, 3);
    expect(paretoNbdExpectedFuturePurchases(estimates, 26, 30.85714, 31, 52)).toBeCloseTo(25.45647, 2);
    expect(paretoNbdProbabilityAlive(estimates, 26, 30.85714, 31)).toBeCloseTo(0.997874, 5);
  });

  test('just after a purchase the customer is alive for certain', () => {
    expect(paretoNbdProbabilityAlive(published, 4, 30, 30)).toBe(1);
  });

  test('P(alive) lies in [0, 1], falls with silence, and does not depend on the unit of time', () => {
    fc.assert(
      fc.property(anyParams, anyHistory, (params, { x, tx, T }) => {
        const alive = paretoNbdProbabilityAlive(params, x, tx, T);
        expect(alive >= 0 && alive <= 1).toBe(true);
        expect(paretoNbdProbabilityAlive(params, x, tx, T + 5)).toBeLessThanOrEqual(alive + 1e-14);
        const days = { ...params, alpha: params.alpha * 7, beta: params.beta * 7 };
        expect(paretoNbdProbabilityAlive(days, x, tx * 7, T * 7)).toBeCloseTo(alive, 10);
      }),
      { seed: 4 },
    );
  });
});

describe('probabilities of counts', () => {
  test('in 39 weeks, x = 0 … 5 (BTYD)', () => {
    const wanted = [0.593625032, 0.165562947, 0.082487184, 0.049039954, 0.031695707, 0.021484828];
    const found = paretoNbdCountDistribution(published, 39);
    wanted.forEach((value, x) => expect(found[x]).toBeCloseTo(value, 9));
  });

  test('sum to 1 and have the mean E[X(t)]; 24 nodes, as forecasts use, agree with 64', () => {
    fc.assert(
      fc.property(anyParams, fc.double({ min: 0.1, max: 100, noNaN: true }), (params, t) => {
        const probabilities = paretoNbdCountDistribution(params, t, 1e-12);
        const coarse = paretoNbdCountDistribution(params, t, 1e-12, 100_000, 24);
        let sum = 0;
        let mean = 0;
        probabilities.forEach((probability, k) => {
          sum += probability;
          mean += k * probability;
          expect(Math.abs(coarse[k]! - probability)).toBeLessThan(1e-5);
        });
        expect(sum).toBeCloseTo(1, 9);
        expect(Math.abs(mean - paretoNbdExpectedPurchases(params, t))).toBeLessThan(1e-6 * (1 + mean));
      }),
      { numRuns: 60, seed: 5 },
    );
  });
});

describe('discounted expected residual transactions', () => {
  test.each([
    [0, 0, 39, 0.474984],
    [1, 10, 39, 1.80046],
    [2, 30.43, 38.86, 6.483774],
    [7, 35, 39, 20.55965],
    [10, 35, 39, 28.433809],
    [26, 30.857, 31, 86.052467],
  ])('x = %d, tx = %d, T = %d at δ = .0027 a week (15 %% a year): %d', (x, tx, T, wanted) => {
    expect(paretoNbdDiscountedResidual(published, x, tx, T, 0.0027)).toBeCloseTo(wanted, 5);
  });

  test('are the discounted stream of E[X(t)], integrated over time', () => {
    const delta = 0.004;
    for (const s of [0.3, 1, 2.5]) {
      const params = { ...published, s };
      let stream = 0;
      for (let step = 0; step < 40; step++) {
        stream += integrate(
          (t) => delta * Math.exp(-delta * t) * paretoNbdExpectedPurchases(params, t),
          Math.expm1(step / 4),
          Math.expm1((step + 1) / 4),
          24,
        );
      }
      expect(Math.abs(paretoNbdDiscountedPurchases(params, delta) / stream - 1)).toBeLessThan(1e-9);
    }
  });
});
