import { describe, expect, test } from 'vitest';
import type { Objective } from '#analytics/optimise.ts';
import { covarianceFrom, hessianAt, minimise } from '#analytics/optimise.ts';

/** Rosenbrock's curved valley (Computer Journal 3, 1960): minimum 0 at (1, 1). */
const rosenbrock: Objective = {
  dimension: 2,
  evaluate([x = 0, y = 0], gradient) {
    gradient[0] = -400 * x * (y - x * x) - 2 * (1 - x);
    gradient[1] = 200 * (y - x * x);
    return 100 * (y - x * x) ** 2 + (1 - x) ** 2;
  },
};

/** Two valleys along x, the deeper one at x ≈ −1.04. */
const twoValleys: Objective = {
  dimension: 1,
  evaluate([x = 0], gradient) {
    gradient[0] = 4 * x * (x * x - 1) + 0.3;
    return (x * x - 1) ** 2 + 0.3 * x;
  },
};

describe('minimise', () => {
  test("finds the bottom of Rosenbrock's valley from the classical start", () => {
    const minimum = minimise(rosenbrock, { lower: [-5, -5], upper: [5, 5], starts: [[-1.2, 1]] });
    expect(minimum.theta[0]).toBeCloseTo(1, 8);
    expect(minimum.theta[1]).toBeCloseTo(1, 8);
    expect(minimum.convergence.converged).toBe(true);
    expect(minimum.convergence.gradientNorm).toBeLessThan(1e-7);
  });

  test('takes the deeper of two valleys and says how many starts agreed', () => {
    const minimum = minimise(twoValleys, { lower: [-3], upper: [3], starts: [[2], [0.9], [-2]] });
    expect(minimum.theta[0]).toBeCloseTo(-1.0355, 3);
    expect(minimum.convergence).toMatchObject({ starts: 3, agreeingStarts: 1 });
  });

  test('refuses an ending with its reason and keeps the next best', () => {
    const minimum = minimise(twoValleys, {
      lower: [-3],
      upper: [3],
      starts: [[2], [-2]],
      refuse: (theta) => (theta[0]! < 0 ? 'negative' : null),
    });
    expect(minimum.theta[0]).toBeCloseTo(0.9605, 3);
    expect(minimum.convergence.refused).toHaveLength(1);
    expect(minimum.convergence.refused[0]!.reason).toBe('negative');
  });

  test('when every ending is refused it says not converged', () => {
    const space = { lower: [-3], upper: [3], starts: [[2], [-2]], refuse: () => 'never' };
    expect(minimise(twoValleys, space).convergence.converged).toBe(false);
  });

  test('a minimum outside the box is reported on its bound, with the other variable optimal', () => {
    const minimum = minimise(rosenbrock, { lower: [-5, -5], upper: [0.5, 5], starts: [[-1.2, 1]] });
    expect(minimum.theta[0]).toBeCloseTo(0.5, 10);
    expect(minimum.theta[1]).toBeCloseTo(0.25, 8);
    expect(minimum.convergence.atBound).toEqual([0]);
    expect(minimum.convergence.converged).toBe(true);
  });

  test('an objective that is not finite at the start is refused, not followed', () => {
    const hole: Objective = { dimension: 1, evaluate: () => Number.NaN };
    const minimum = minimise(hole, { lower: [0], upper: [1], starts: [[0.5]] });
    expect(minimum.convergence.converged).toBe(false);
    expect(minimum.convergence.refused[0]!.reason).toBe('notFinite');
  });

  test('the Hessian gives the covariance of a normal likelihood: inverse information', () => {
    // ½ (θ−c)ᵀ M (θ−c) per customer, 50 customers: covariance M⁻¹ / 50.
    const quadratic: Objective = {
      dimension: 2,
      evaluate([x = 0, y = 0], gradient) {
        gradient[0] = 2 * (x - 1) + 1 * (y + 1);
        gradient[1] = 1 * (x - 1) + 3 * (y + 1);
        return (x - 1) ** 2 + (x - 1) * (y + 1) + 1.5 * (y + 1) ** 2;
      },
    };
    const minimum = minimise(quadratic, { lower: [-9, -9], upper: [9, 9], starts: [[0, 0]] });
    const covariance = covarianceFrom(minimum, 50)!;
    expect(covariance[0]![0]).toBeCloseTo(3 / 5 / 50, 10);
    expect(covariance[0]![1]).toBeCloseTo(-1 / 5 / 50, 10);
    expect(hessianAt(quadratic, minimum.theta)[1]![1]).toBeCloseTo(3, 8);
  });
});
