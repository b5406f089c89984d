import { describe, expect, test } from 'vitest';
import {
  bgNbdCountDistribution,
  bgNbdExpectedFuturePurchases,
  bgNbdIfAlive,
  bgNbdProbabilityAlive,
  fitBgNbd,
} from '#analytics/bg-nbd.ts';
import { fitNbd, nbdCountDistribution, nbdRate, nbdUpdated } from '#analytics/empirical-bayes-rate.ts';
import { fitParetoNbd } from '#analytics/pareto-nbd.ts';
import { forecastPurchases } from '#analytics/purchase-forecast.ts';
import { bgNbd, nbd, paretoNbd } from '#analytics/purchase-models.ts';
import { patternsOf } from '#analytics/purchase-patterns.ts';
import { seededRandom } from '#analytics/random.ts';
import { simulateBetaGeometric, simulateParetoNbd } from '#analytics/simulate-purchases.ts';

const params = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
const histories = {
  x: Float64Array.from([2, 0, 26, 2, 7, 2]),
  tx: Float64Array.from([30.43, 0, 30.857, 10, 35, 30.43]),
  T: Float64Array.from([38.86, 38.86, 31, 38.86, 38.86, 38.86]),
};

/** The smallest k whose cumulated probability, with P(left) at 0, reaches `share`. */
function quantileByHand(alive: number, probabilities: Float64Array, share: number): number {
  let reached = 1 - alive;
  for (let k = 0; ; k++) {
    reached += alive * probabilities[k]!;
    if (reached >= share) return k;
  }
}

describe('forecastPurchases', () => {
  test('gives each customer what the model’s own functions give, whatever order they come in', () => {
    const forecast = forecastPurchases(bgNbd, { params, covariance: null }, histories, { horizon: 39 });
    histories.x.forEach((x, i) => {
      const [tx, T] = [histories.tx[i]!, histories.T[i]!];
      const alive = bgNbdProbabilityAlive(params, x, tx, T);
      const counts = bgNbdCountDistribution(bgNbdIfAlive(params, x, T), 39, 1e-12);
      expect(forecast.alive[i]).toBeCloseTo(alive, 14);
      expect(forecast.expected[i]).toBeCloseTo(bgNbdExpectedFuturePurchases(params, x, tx, T, 39), 12);
      expect(forecast.none[i]).toBeCloseTo(1 - alive + alive * counts[0]!, 12);
      expect(forecast.low[i]).toBe(quantileByHand(alive, counts, 0.05));
      expect(forecast.high[i]).toBe(quantileByHand(alive, counts, 0.95));
    });
    expect(forecast.expected[0]).toBe(forecast.expected[5]);
  });

  test('discounted purchases are the sum over periods, and 0 when not asked for', () => {
    const discount = { periods: 12, length: 4.345, rate: 0.01 };
    const fit = { params, covariance: null };
    const { discounted } = forecastPurchases(bgNbd, fit, histories, { horizon: 39, discount });
    let byHand = 0;
    for (let i = 1; i <= 12; i++) {
      const within = (t: number): number => bgNbdExpectedFuturePurchases(params, 2, 30.43, 38.86, t);
      byHand += (within(i * 4.345) - within((i - 1) * 4.345)) / 1.01 ** i;
    }
    expect(discounted[0]).toBeCloseTo(byHand, 10);
    expect(forecastPurchases(bgNbd, fit, histories, { horizon: 39 }).discounted[0]).toBe(0);
  });

  test('uncertain parameters widen the interval, certain ones do not', () => {
    const variances = [0.4, 0.4, 0.5, 0.5];
    const covariance = variances.map((value, i) => variances.map((_, j) => (i === j ? value : 0)));
    // A customer of one week: all is guessed from the population, whose parameters are uncertain.
    const fresh = { x: Float64Array.of(0), tx: Float64Array.of(0), T: Float64Array.of(1) };
    const certain = forecastPurchases(bgNbd, { params, covariance: null }, fresh, { horizon: 78 });
    const uncertain = forecastPurchases(bgNbd, { params, covariance }, fresh, { horizon: 78 });
    expect(uncertain.expected).toEqual(certain.expected);
    expect(uncertain.high[0]).toBeGreaterThan(certain.high[0]!);
    expect(uncertain.standardDeviation[0]).toBeGreaterThan(certain.standardDeviation[0]!);
  });

  test('90 % intervals hold at least 90 % of simulated futures, also among customers who are expected to buy', () => {
    const plan = { customers: 3000, shortest: 26, longest: 52, holdout: 26 };
    const bgBase = simulateBetaGeometric(seededRandom(21), { r: 0.6, alpha: 8, a: 0.8, b: 2.5 }, plan);
    const paretoBase = simulateParetoNbd(seededRandom(22), { r: 0.8, alpha: 8, s: 0.6, beta: 12 }, plan);
    const bg = forecastPurchases(bgNbd, fitBgNbd(patternsOf(bgBase)), bgBase, { horizon: 26 });
    const pareto = forecastPurchases(paretoNbd, fitParetoNbd(patternsOf(paretoBase)), paretoBase, { horizon: 26 });
    for (const [forecast, base] of [
      [bg, bgBase],
      [pareto, paretoBase],
    ] as const) {
      const likely = { inside: 0, customers: 0 };
      let inside = 0;
      base.later.forEach((later, i) => {
        const held = Number(later >= forecast.low[i]! && later <= forecast.high[i]!);
        inside += held;
        if (forecast.expected[i]! <= 1) return;
        likely.customers++;
        likely.inside += held;
      });
      expect(inside / 3000).toBeGreaterThan(0.93);
      expect(likely.inside / likely.customers).toBeGreaterThan(0.9);
      expect(likely.inside / likely.customers).toBeLessThan(0.985);
    }
  });

  test('forecasts add up: the total predicted for a simulated base is near the total that came', () => {
    const plan = { customers: 4000, shortest: 26, longest: 52, holdout: 26 };
    const base = simulateBetaGeometric(seededRandom(23), { r: 0.6, alpha: 8, a: 0.8, b: 2.5 }, plan);
    const { expected } = forecastPurchases(bgNbd, fitBgNbd(patternsOf(base)), base, { horizon: 26 });
    const total = (column: Float64Array): number => column.reduce((sum, value) => sum + value, 0);
    expect(Math.abs(total(expected) / total(base.later) - 1)).toBeLessThan(0.08);
  });
});

describe('the rate model (Gamma–Poisson)', () => {
  test('is applied by the same function; nobody is said to have left', () => {
    const fit = { params: { r: 0.385, alpha: 12.07 }, covariance: null };
    const forecast = forecastPurchases(nbd, fit, histories, { horizon: 39 });
    histories.x.forEach((x, i) => {
      expect(forecast.alive[i]).toBe(1);
      expect(forecast.expected[i]).toBeCloseTo(39 * nbdRate(fit.params, x, histories.T[i]!), 10);
    });
  });

  test('counts sum to 1 and have mean and variance of the negative binomial', () => {
    const living = nbdUpdated({ r: 0.385, alpha: 12.07 }, 7, 39);
    let [sum, mean, square] = [0, 0, 0];
    nbdCountDistribution(living, 26, 1e-13).forEach((probability, k) => {
      sum += probability;
      mean += k * probability;
      square += k * k * probability;
    });
    const wanted = (living.r * 26) / living.alpha;
    expect(sum).toBeCloseTo(1, 11);
    expect(mean).toBeCloseTo(wanted, 9);
    expect(square - mean * mean).toBeCloseTo(wanted * (1 + 26 / living.alpha), 7);
  });

  test('recovers known parameters, and shrinks: a customer without repeats is expected below, a heavy one above the mean', () => {
    const base = simulateBetaGeometric(
      seededRandom(31),
      { r: 0.8, alpha: 10, a: 1e-9, b: 1 },
      { customers: 4000, shortest: 20, longest: 60, holdout: 0 },
    );
    const { params: found, convergence } = fitNbd(patternsOf(base));
    expect(convergence.converged).toBe(true);
    expect(found.r / 0.8).toBeCloseTo(1, 0);
    expect(Math.abs(found.r / found.alpha / 0.08 - 1)).toBeLessThan(0.05);
    expect(nbdRate(found, 0, 50)).toBeLessThan(found.r / found.alpha);
    expect(nbdRate(found, 20, 50)).toBeGreaterThan(found.r / found.alpha);
    expect(nbdRate(found, 20, 50)).toBeLessThan(20 / 50);
  });
});
