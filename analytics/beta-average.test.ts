import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { averageOverBeta } from '#analytics/beta-average.ts';

const shape = fc.double({ min: -6, max: 9, noNaN: true }).map((power) => 10 ** power);

describe('the mean over a beta distribution', () => {
  test('of p and of p² are a/(a+b) and a(a+1)/((a+b)(a+b+1)), from singular to needle-sharp', () => {
    fc.assert(
      fc.property(shape, shape, (a, b) => {
        const mean = a / (a + b);
        expect(averageOverBeta(a, b, (p) => p, []) / mean).toBeCloseTo(1, 8);
        const square = (mean * (a + 1)) / (a + b + 1);
        expect(averageOverBeta(a, b, (p) => p * p, []) / square).toBeCloseTo(1, 8);
      }),
      { numRuns: 200 },
    );
  });

  test('finds a bend far out in the tail when told of it', () => {
    // E[1/(1 + p/ε)] for p ~ Beta(1, 1) is ε ln(1 + 1/ε).
    for (const bend of [1e-2, 1e-6, 1e-12]) {
      const found = averageOverBeta(1, 1, (p) => 1 / (1 + p / bend), [bend]);
      expect(found / (bend * Math.log1p(1 / bend))).toBeCloseTo(1, 8);
    }
  });
});
