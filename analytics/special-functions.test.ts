import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import gammaln from '@stdlib/math-base-special-gammaln';
import { cholesky, inverseOfPositiveDefinite } from '#analytics/cholesky.ts';
import { integrateToTheEnds } from '#analytics/double-exponential.ts';
import { scaledExponentialIntegral } from '#analytics/exponential-integral.ts';
import { gaussLegendre, integrate } from '#analytics/gauss-legendre.ts';
import { hyp2f1 } from '#analytics/hyp2f1.ts';
import { logRisingFactorial, tabulateRisingFactorial } from '#analytics/rising-factorial.ts';

/** |found / wanted − 1|. */
const relativeError = (found: number, wanted: number): number => Math.abs(found / wanted - 1);

describe('2F1 (Abramowitz & Stegun, chapter 15)', () => {
  test('is the elementary function where it is one (15.1.3, 15.1.4, 15.1.6, 15.1.8)', () => {
    for (const z of [-20, -1.5, -0.3, 0.1, 0.5, 0.9, 0.99, 0.9995]) {
      expect(relativeError(hyp2f1(1, 1, 2, z), -Math.log1p(-z) / z)).toBeLessThan(1e-12);
      expect(relativeError(hyp2f1(2.5, 0.7, 0.7, z), (1 - z) ** -2.5)).toBeLessThan(1e-12);
    }
    expect(relativeError(hyp2f1(0.5, 1, 1.5, 0.49), Math.atanh(0.7) / 0.7)).toBeLessThan(1e-14);
    expect(relativeError(hyp2f1(0.5, 0.5, 1.5, 0.81), Math.asin(0.9) / 0.9)).toBeLessThan(1e-14);
  });

  test("agrees with Euler's integral (15.3.1) over the parameters of purchase models", () => {
    const parameter = fc.double({ min: 0.2, max: 6, noNaN: true });
    fc.assert(
      fc.property(parameter, parameter, parameter, fc.double({ min: -3, max: 0.9, noNaN: true }), (a, b, more, z) => {
        const c = b + more;
        const beta = Math.exp(gammaln(b) + gammaln(more) - gammaln(c));
        const integral = integrateToTheEnds((v, rest) => v ** (b - 1) * rest ** (more - 1) * (1 - z * v) ** -a);
        expect(relativeError(hyp2f1(a, b, c, z), integral / beta)).toBeLessThan(1e-9);
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  test('refuses z ≥ 1 instead of summing a divergent series', () => {
    expect(() => hyp2f1(1, 1, 2, 1)).toThrow(RangeError);
  });
});

describe('e^z E_s(z) (DLMF 8.19)', () => {
  test('satisfies s·E_{s+1} + z·E_s = e^−z on both sides of the switch of method', () => {
    for (const s of [0.1, 0.606, 1, 1.7, 5, 19.5, 40]) {
      for (const z of [1e-6, 0.01, 0.3, 0.999, 1, 1.5, 30, 800]) {
        const sum = s * scaledExponentialIntegral(s + 1, z) + z * scaledExponentialIntegral(s, z);
        expect(Math.abs(sum - 1)).toBeLessThan(1e-12);
      }
    }
  });

  test('gives the tabulated E₁(0.5) and E₁(1) (A&S table 5.1: .5597735948, .2193839344)', () => {
    expect(Math.exp(-0.5) * scaledExponentialIntegral(1, 0.5)).toBeCloseTo(0.5597735948, 10);
    expect(Math.exp(-1) * scaledExponentialIntegral(1, 1)).toBeCloseTo(0.2193839344, 10);
  });
});

describe('quadrature', () => {
  test('Gauss–Legendre with n points is exact up to degree 2n − 1', () => {
    for (const n of [1, 2, 5, 16, 64]) {
      const { weights } = gaussLegendre(n);
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 14);
      expect(
        relativeError(
          integrate((u) => u ** (2 * n - 1), 0, 1, n),
          1 / (2 * n),
        ),
      ).toBeLessThan(1e-12);
    }
    expect(integrate(Math.exp, -1, 2)).toBeCloseTo(Math.exp(2) - Math.exp(-1), 13);
  });

  test('the double exponential rule integrates beta functions with singular ends', () => {
    for (const [a, b] of [
      [0.3, 0.4],
      [0.5, 3],
      [2, 0.2],
      [4, 5],
    ] as const) {
      const beta = Math.exp(gammaln(a) + gammaln(b) - gammaln(a + b));
      expect(
        relativeError(
          integrateToTheEnds((v, rest) => v ** (a - 1) * rest ** (b - 1)),
          beta,
        ),
      ).toBeLessThan(1e-10);
    }
  });
});

describe('rising factorial', () => {
  test('is ln Γ(z+k) − ln Γ(z), also past the run where it switches to ln Γ', () => {
    for (const k of [0, 1, 7, 48, 49, 1000]) {
      expect(logRisingFactorial(0.243, k)).toBeCloseTo(gammaln(0.243 + k) - gammaln(0.243), 9);
    }
  });

  test('keeps its digits at z = 3e16, where a difference of ln Γ has none: ln (z)_3 − ln (z+1)_3 = ln(z/(z+3))', () => {
    const z = 3e16;
    expect(relativeError(logRisingFactorial(z, 3), 3 * Math.log(z))).toBeLessThan(1e-15);
  });

  test('the table lists values and slopes for ascending counts, gaps included', () => {
    const counts = Float64Array.from([0, 1, 5, 90]);
    const logs = new Float64Array(4);
    const slopes = new Float64Array(4);
    tabulateRisingFactorial(0.7, counts, logs, slopes);
    counts.forEach((k, i) => {
      expect(logs[i]).toBeCloseTo(logRisingFactorial(0.7, k), 10);
      let harmonic = 0;
      for (let j = 0; j < k; j++) harmonic += 1 / (0.7 + j);
      expect(slopes[i]).toBeCloseTo(harmonic, 10);
    });
  });
});

describe('Cholesky', () => {
  test('the inverse times the matrix is the identity', () => {
    const matrix = [
      [4, 2, 0.6],
      [2, 5, 1],
      [0.6, 1, 3],
    ];
    const inverse = inverseOfPositiveDefinite(matrix)!;
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        const entry = matrix[i]!.reduce((sum, value, k) => sum + value * inverse[k]![j]!, 0);
        expect(entry).toBeCloseTo(i === j ? 1 : 0, 14);
      }
    }
  });

  test('a matrix that is not positive definite has no factor', () => {
    expect(
      cholesky([
        [1, 2],
        [2, 1],
      ]),
    ).toBeNull();
    expect(
      cholesky([
        [1, 1],
        [1, 1],
      ]),
    ).toBeNull();
  });
});
