/**
 * BG/NBD against published values. Unless a source is named, numbers were computed independently in Python (scipy) and by
 * the R package BTYD 2.4.3, which agree to nine digits, at the rounded estimates of Fader, Hardie & Lee (2005).
 */
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { averageOverBeta } from '#analytics/beta-average.ts';
import { betaGeometricObjective } from '#analytics/beta-geometric.ts';
import {
  bgNbdCountDistribution,
  bgNbdCountProbability,
  bgNbdDiscountedPurchases,
  bgNbdDiscountedResidual,
  bgNbdExpectedFuturePurchases,
  bgNbdExpectedPurchases,
  bgNbdIfAlive,
  bgNbdLogLikelihood,
  bgNbdProbabilityAlive,
  bgNbdTotalLogLikelihood,
  fitBgNbd,
} from '#analytics/bg-nbd.ts';
import { integrate } from '#analytics/gauss-legendre.ts';
import { hyp2f1 } from '#analytics/hyp2f1.ts';
import { groupPatterns, indexPatterns, patternsOf } from '#analytics/purchase-patterns.ts';

const published = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const from5to20 = Array.from({ length: 16 }, (_, i) => i + 5);
/** Parameters over the range fits produce, a on both sides of 1. */
const anyParams = fc.record({
  r: fc.double({ min: 0.05, max: 5, noNaN: true }),
  alpha: fc.double({ min: 0.5, max: 60, noNaN: true }),
  a: fc.double({ min: 0.01, max: 4, noNaN: true }),
  b: fc.double({ min: 0.1, max: 12, noNaN: true }),
});
/** A possible history: x, tx, T. */
const anyHistory = fc
  .tuple(
    fc.integer({ min: 0, max: 40 }),
    fc.double({ min: 0.01, max: 1, noNaN: true }),
    fc.integer({ min: 1, max: 150 }),
  )
  .map(([x, share, T]) => ({ x, tx: x === 0 ? 0 : share * T, T }));

describe('likelihood', () => {
  test('of one customer: x = 3, tx = 4, T = 6 at (0.5, 6, 1.2, 3.3) is −7.57638188', () => {
    expect(bgNbdLogLikelihood({ r: 0.5, alpha: 6, a: 1.2, b: 3.3 }, 3, 4, 6)).toBeCloseTo(-7.57638188, 8);
  });

  test('stays finite for 200 purchases: pymc-marketing asserts −0.59947382 and 100.7957 (5 decimals)', () => {
    const params = { r: 0.25, alpha: 4, a: 0.8, b: 2.5 };
    expect(bgNbdLogLikelihood(params, 0, 0, 40)).toBeCloseTo(-0.59947382, 5);
    expect(bgNbdLogLikelihood(params, 200, 38, 40)).toBeCloseTo(100.795693, 5);
  });

  test('has no spurious optimum: at b = 3e16, where ln Γ cancels, the likelihood is that of the model without drop-out', () => {
    const wandered = bgNbdLogLikelihood({ r: 0.83, alpha: 68.9, a: 1, b: 3e16 }, 12, 300, 350);
    const nobodyLeaves = bgNbdLogLikelihood({ r: 0.83, alpha: 68.9, a: 1e-16, b: 1 }, 12, 300, 350);
    expect(wandered).toBeCloseTo(nobodyLeaves, 10);
  });

  test('the analytic gradient is the slope of the likelihood', () => {
    const rows = { x: [0, 0, 1, 3, 12, 70], tx: [0, 0, 2, 30, 39, 77], T: [5, 39, 38, 39, 39.5, 80] };
    const objective = betaGeometricObjective(indexPatterns(patternsOf(rows, [5, 2, 1, 1, 3, 1])), 13, 0);
    fc.assert(
      fc.property(anyParams, (params) => {
        const theta = Float64Array.from(Object.values(params), Math.log);
        const gradient = new Float64Array(4);
        const unused = new Float64Array(4);
        objective.evaluate(theta, gradient);
        for (let i = 0; i < 4; i++) {
          const up = objective.evaluate(
            theta.map((value, j) => (i === j ? value + 1e-5 : value)),
            unused,
          );
          const down = objective.evaluate(
            theta.map((value, j) => (i === j ? value - 1e-5 : value)),
            unused,
          );
          expect(Math.abs((up - down) / 2e-5 - gradient[i]!)).toBeLessThan(1e-6 * (1 + Math.abs(gradient[i]!)));
        }
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  test('the objective is minus the mean of the customers’ likelihoods', () => {
    const patterns = patternsOf({ x: [0, 3], tx: [0, 20], T: [39, 38] }, [4, 2]);
    const theta = Float64Array.from(Object.values(published), Math.log);
    const value = betaGeometricObjective(indexPatterns(patterns), 6, 0).evaluate(theta, new Float64Array(4));
    expect(-6 * value).toBeCloseTo(bgNbdTotalLogLikelihood(published, patterns), 10);
  });
});

describe('expected purchases of a new customer', () => {
  test.each([
    [1, 0.0532678912],
    [2, 0.1033897398],
    [3, 0.1508652309],
    [4, 0.1960681724],
    [5, 0.2392882003],
    [6, 0.2807558936],
    [7, 0.3206588234],
    [8, 0.359152293],
    [9, 0.3963667968],
    [10, 0.4324133622],
  ])('in %d weeks: %d', (t, wanted) => {
    expect(bgNbdExpectedPurchases(published, t)).toBeCloseTo(wanted, 9);
  });

  test.each([
    [39, 1.196723],
    [52, 1.446051],
    [78, 1.860519],
  ])('in %d weeks: %d', (t, wanted) => {
    expect(bgNbdExpectedPurchases(published, t)).toBeCloseTo(wanted, 6);
  });

  test('is eq. (9) of the paper, with its 2F1, wherever that can be computed', () => {
    fc.assert(
      fc.property(anyParams, fc.double({ min: 0.1, max: 100, noNaN: true }), (params, t) => {
        const { r, alpha, a, b } = params;
        fc.pre(Math.abs(a - 1) > 0.05 && a + b > 1.1);
        const z = t / (alpha + t);
        const paper = ((a + b - 1) / (a - 1)) * (1 - (1 - z) ** r * hyp2f1(r, b, a + b - 1, z));
        expect(Math.abs(bgNbdExpectedPurchases(params, t) / paper - 1)).toBeLessThan(1e-8);
      }),
      { numRuns: 200, seed: 2 },
    );
  });

  test('passes smoothly through a = 1, where the paper’s formula divides by zero', () => {
    const at = (a: number): number => bgNbdExpectedPurchases({ ...published, a }, 52);
    expect(at(1)).toBeCloseTo((at(1 - 1e-4) + at(1 + 1e-4)) / 2, 7);
    expect(at(1)).toBeCloseTo(1.28998825, 7);
  });

  test('is finite where a + b = 1, where the paper’s 2F1 has a pole', () => {
    const at = (b: number): number => bgNbdExpectedPurchases({ r: 0.5, alpha: 10, a: 0.4, b }, 30);
    expect(at(0.6)).toBeCloseTo((at(0.6 - 1e-4) + at(0.6 + 1e-4)) / 2, 7);
  });

  test('lies between 0 and r·t/α for any parameters, and does not fall with time', () => {
    const power = (least: number, most: number) =>
      fc.double({ min: least, max: most, noNaN: true }).map((value) => 10 ** value);
    fc.assert(
      fc.property(power(-2, 3), power(-6, 6), power(-3, 9), power(-1, 3), (r, a, b, t) => {
        const params = { r, alpha: 10, a, b };
        const [sooner, later] = [bgNbdExpectedPurchases(params, t), bgNbdExpectedPurchases(params, 2 * t)];
        expect(sooner).toBeGreaterThan(0);
        expect(sooner).toBeLessThanOrEqual(((r * t) / 10) * (1 + 1e-9));
        expect(later).toBeGreaterThanOrEqual(sooner * (1 - 1e-9));
      }),
      { numRuns: 200 },
    );
  });

  test('agrees with the mean over p where the series is used', () => {
    for (const a of [0.05, 0.793, 1, 4])
      for (const t of [1, 39, 300]) {
        const { r, alpha, b } = { r: 0.243, alpha: 4.414, b: 2.426 };
        const givenP = (p: number) =>
          p * t < 1e-12 ? (r * t) / alpha : -Math.expm1(-r * Math.log1p((p * t) / alpha)) / p;
        const mean = averageOverBeta(
          a,
          b,
          givenP,
          [alpha / t].filter((knee) => knee < 1),
        );
        expect(bgNbdExpectedPurchases({ r, alpha, a, b }, t) / mean).toBeCloseTo(1, 9);
      }
  });

  test('without drop-out it is r·t/α, over a short time as well as a long one', () => {
    for (const t of [1e-9, 1, 500]) {
      expect(bgNbdExpectedPurchases({ r: 0.4, alpha: 12, a: 1e-12, b: 1 }, t) / ((0.4 * t) / 12)).toBeCloseTo(1, 9);
    }
  });
});

describe('a given customer', () => {
  // t | x, tx, T → E[Y(t)], P(alive)
  test.each([
    [39, 2, 30.43, 38.86, 1.22602817, 0.72657857],
    [2, 10, 35, 39, 0.391569207, 0.84260319],
    [52, 26, 30.857142857, 31, 25.75649222, 0.96885156],
    [39, 0, 0, 38.86, 0.19509805, 1],
    [39, 1, 1.71, 38.86, 0.20318699, 0.21210099],
    [39, 7, 35, 38.86, 4.38748785, 0.84376782],
  ])('%d weeks ahead | %d purchases, last at %d of %d', (t, x, tx, T, expected, alive) => {
    expect(bgNbdExpectedFuturePurchases(published, x, tx, T, t)).toBeCloseTo(expected, 7);
    expect(bgNbdProbabilityAlive(published, x, tx, T)).toBeCloseTo(alive, 7);
  });

  test('E[Y(2)] for x = 5 … 20, tx = 25, T = 39', () => {
    const wanted = [
      0.122171799, 0.12810415, 0.127536556, 0.121369942, 0.110984904, 0.097978545, 0.083880081, 0.069937192,
      0.057017603, 0.045615565, 0.035922504, 0.027919325, 0.021461762, 0.016345967, 0.012352516, 0.009272427,
    ];
    from5to20.forEach((x, i) => {
      expect(bgNbdExpectedFuturePurchases(published, x, 25, 39, 2)).toBeCloseTo(wanted[i]!, 8);
    });
  });

  test('P(alive) for x = 5 … 20, tx = 30, T = 39', () => {
    const wanted = [
      0.705626847, 0.687091133, 0.663866181, 0.636545642, 0.605614489, 0.571551734, 0.534884752, 0.496212484,
      0.456205053, 0.415584533, 0.375091893, 0.335446216, 0.297303135, 0.261219043, 0.227626088, 0.196820444,
    ];
    from5to20.forEach((x, i) => expect(bgNbdProbabilityAlive(published, x, 30, 39)).toBeCloseTo(wanted[i]!, 8));
    expect(bgNbdProbabilityAlive(published, 23, 39, 39)).toBeCloseTo(0.968555454, 8);
  });

  test('the increasing frequency paradox (BTYD walkthrough): E[Y(52)], tx = 20, T = 39, falls with x = 10, 15, 20, 25', () => {
    const found = [10, 15, 20, 25].map((x) => bgNbdExpectedFuturePurchases(published, x, 20, 39, 52));
    const wanted = [0.3474606, 0.04283391, 0.004158973, 0.0003583685];
    // The walkthrough uses its own, looser estimates: 0.2425967, 4.413659, 0.7929869, 2.426164.
    const walkthrough = { r: 0.2425967, alpha: 4.413659, a: 0.7929869, b: 2.426164 };
    const exact = [10, 15, 20, 25].map((x) => bgNbdExpectedFuturePurchases(walkthrough, x, 20, 39, 52));
    wanted.forEach((value, i) => {
      expect(Math.abs(exact[i]! / value - 1)).toBeLessThan(1e-6);
      expect(found[i]! / value).toBeCloseTo(1, 2);
    });
  });

  test('customer 1516 and E[X(52)] as in the BTYD walkthrough', () => {
    const walkthrough = { r: 0.2425967, alpha: 4.413659, a: 0.7929869, b: 2.426164 };
    expect(bgNbdExpectedPurchases(walkthrough, 52)).toBeCloseTo(1.444004, 5);
    expect(bgNbdExpectedFuturePurchases(walkthrough, 26, 30.85714, 31, 52)).toBeCloseTo(25.75659, 4);
    expect(bgNbdProbabilityAlive(walkthrough, 26, 30.85714, 31)).toBeCloseTo(0.9688523, 6);
  });

  test('one-time buyers are certainly alive by construction: never rank churn by this number', () => {
    expect(bgNbdProbabilityAlive(published, 0, 0, 1)).toBe(1);
    expect(bgNbdProbabilityAlive(published, 0, 0, 5000)).toBe(1);
  });

  test('a thousand purchases and then silence give 0, not NaN (lifetimes)', () => {
    expect(bgNbdProbabilityAlive(published, 1000, 10, 100)).toBe(0);
    expect(bgNbdExpectedFuturePurchases(published, 1000, 10, 100, 52)).toBe(0);
    expect(bgNbdExpectedFuturePurchases(published, 1000, 100, 100, 52)).toBeGreaterThan(400);
  });

  test('P(alive) lies in [0, 1] over the grid x, tx ≤ T in 0 … 90 (lifetimes)', () => {
    for (let x = 0; x <= 90; x += 10) {
      for (let T = 0; T <= 90; T += 10) {
        for (let tx = 0; tx <= T; tx += 10) {
          const alive = bgNbdProbabilityAlive(published, x, tx, T);
          expect(alive >= 0 && alive <= 1).toBe(true);
        }
      }
    }
  });
});

describe('laws', () => {
  test('P(alive) and E[Y] do not depend on the unit of time', () => {
    fc.assert(
      fc.property(anyParams, anyHistory, fc.constantFrom(1 / 7, 10, 365.25), (params, { x, tx, T }, unit) => {
        const other = { ...params, alpha: params.alpha * unit };
        expect(bgNbdProbabilityAlive(other, x, tx * unit, T * unit)).toBeCloseTo(
          bgNbdProbabilityAlive(params, x, tx, T),
          9,
        );
        const future = bgNbdExpectedFuturePurchases(params, x, tx, T, 30);
        const scaled = bgNbdExpectedFuturePurchases(other, x, tx * unit, T * unit, 30 * unit);
        expect(Math.abs(scaled - future)).toBeLessThan(1e-9 * (1 + future));
      }),
      { seed: 3 },
    );
  });

  test('P(alive) falls as silence grows, E[Y(t)] rises with t and never exceeds the rate if nobody left', () => {
    fc.assert(
      fc.property(anyParams, anyHistory, (params, { x, tx, T }) => {
        const later = bgNbdProbabilityAlive(params, x, tx, T + 5);
        expect(later).toBeLessThanOrEqual(bgNbdProbabilityAlive(params, x, tx, T) + 1e-15);
        const short = bgNbdExpectedFuturePurchases(params, x, tx, T, 10);
        const long = bgNbdExpectedFuturePurchases(params, x, tx, T, 20);
        expect(long).toBeGreaterThanOrEqual(short);
        expect(short).toBeLessThanOrEqual((10 * (params.r + x)) / (params.alpha + T) + 1e-12);
      }),
      { seed: 4 },
    );
  });

  test('probabilities of counts are not negative, sum to 1, and have the mean E[X(t)]', () => {
    fc.assert(
      fc.property(anyParams, fc.double({ min: 0.1, max: 100, noNaN: true }), (params, t) => {
        const probabilities = bgNbdCountDistribution(params, t, 1e-12);
        let sum = 0;
        let mean = 0;
        probabilities.forEach((probability, k) => {
          expect(probability).toBeGreaterThanOrEqual(0);
          sum += probability;
          mean += k * probability;
        });
        expect(sum).toBeCloseTo(1, 9);
        expect(Math.abs(mean - bgNbdExpectedPurchases(params, t))).toBeLessThan(1e-6 * (1 + mean));
      }),
      { seed: 5 },
    );
  });
});

describe('probabilities of counts', () => {
  test('in 39 weeks, x = 0 … 5', () => {
    const wanted = [0.57378635, 0.19939528, 0.08542976, 0.04586035, 0.02767145, 0.01796549];
    const found = bgNbdCountDistribution(published, 39);
    wanted.forEach((value, x) => expect(found[x]).toBeCloseTo(value, 8));
  });

  test('as lifetimes asserts: P(X(2)=10) = 1.07869e-7, P(X(39)=0) = 0.5737864, P(X(30) = 11 … 20)', () => {
    expect(bgNbdCountProbability(published, 2, 10) / 1.07869e-7).toBeCloseTo(1, 5);
    expect(bgNbdCountProbability(published, 39, 0)).toBeCloseTo(0.5737864, 7);
    const wanted = [
      0.0019995214, 0.0015170236, 0.001163315, 0.0009003148, 0.0007023638, 0.0005517902, 0.0004361913, 0.0003467171,
      0.0002769613, 0.000222226,
    ];
    wanted.forEach((value, i) => expect(bgNbdCountProbability(published, 30, 11 + i)).toBeCloseTo(value, 9));
  });

  test('heavy buyers: thousands of expected purchases do not underflow', () => {
    const heavy = { r: 4000, alpha: 365, a: 0.001, b: 5000 };
    const probabilities = bgNbdCountDistribution(heavy, 365, 1e-9);
    expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 7);
  });
});

describe('discounted purchases', () => {
  test('are the discounted stream of E[X(t)], integrated over time (a below, at and above 1)', () => {
    const delta = 0.0027;
    for (const a of [0.05, 0.793, 1, 3]) {
      const params = { ...published, a };
      let stream = 0;
      for (let step = 0; step < 40; step++) {
        stream += integrate(
          (t) => delta * Math.exp(-delta * t) * bgNbdExpectedPurchases(params, t),
          Math.expm1(step / 4),
          Math.expm1((step + 1) / 4),
          24,
        );
      }
      expect(Math.abs(bgNbdDiscountedPurchases(params, delta) / stream - 1)).toBeLessThan(1e-6);
    }
  });

  test('without drop-out they are the rate over the discount, r / (α δ)', () => {
    expect(bgNbdDiscountedPurchases({ r: 0.5, alpha: 10, a: 1e-7, b: 1 }, 0.01)).toBeCloseTo(0.5 / 10 / 0.01, 3);
  });

  test('of a given customer are P(alive) times those of the updated parameters, and fall with the discount', () => {
    const found = [0.001, 0.0027, 0.01].map((delta) => bgNbdDiscountedResidual(published, 7, 35, 39, delta));
    expect(found[1]).toBeCloseTo(
      bgNbdProbabilityAlive(published, 7, 35, 39) * bgNbdDiscountedPurchases(bgNbdIfAlive(published, 7, 39), 0.0027),
      12,
    );
    expect(found[0]! > found[1]! && found[1]! > found[2]!).toBe(true);
  });
});

describe('fit on few or uninformative data', () => {
  test('too few repeat buyers: nothing is fitted, the parameters say nobody leaves, the verdict says why', () => {
    const few = groupPatterns({ x: [0, 0, 1, 2], tx: [0, 0, 3, 5], T: [10, 12, 9, 8] }).patterns;
    const fit = fitBgNbd(few);
    expect(fit.verdict).toBe('tooThin');
    expect(fit.standardErrors).toBeNull();
    expect(bgNbdProbabilityAlive(fit.params, 2, 5, 8)).toBeCloseTo(1, 6);
    expect(fit.withoutDropOut.params.r / fit.withoutDropOut.params.alpha).toBeCloseTo(3.5 / 39, 10);
  });

  test('nobody has bought twice: still an answer, a small rate', () => {
    const once = patternsOf({ x: [0, 0], tx: [0, 0], T: [10, 30] });
    expect(bgNbdExpectedFuturePurchases(fitBgNbd(once).params, 0, 0, 30, 10)).toBeGreaterThan(0);
  });

  test('impossible histories are refused by name', () => {
    expect(() => patternsOf({ x: [1], tx: [9], T: [5] })).toThrow(/tx = 9/);
    expect(() => patternsOf({ x: [0], tx: [2], T: [5] })).toThrow(RangeError);
    expect(() => patternsOf({ x: [1.5], tx: [2], T: [5] })).toThrow(RangeError);
  });
});
