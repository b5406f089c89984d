import { describe, expect, test } from 'vitest';
import { forecastPurchases } from '#analytics/purchase-forecast.ts';
import { bgNbd } from '#analytics/purchase-models.ts';
import { betaDraw, gammaDraw, poissonDraw, seededRandom } from '#analytics/random.ts';
import { spendInterval, strata } from '#analytics/spend-interval.ts';

const spend = { p: 6.25, q: 3.74, gamma: 15.44 };
const always = (k: number): number[] => Array.from({ length: strata }, () => k);

describe('spendInterval', () => {
  test('no purchase to come, no money to come', () => {
    expect(spendInterval(1, always(1), spend, 2, 40, 0.9)).toEqual({ low: 0, high: 0 });
  });

  test('the unit of money scales the interval, more purchases move it up', () => {
    const inYuan = spendInterval(0.02, always(3), spend, 2, 40, 0.9);
    const inFen = spendInterval(0.02, always(3), { ...spend, gamma: 1544 }, 2, 4000, 0.9);
    expect(inFen.low / inYuan.low).toBeCloseTo(100, 6);
    expect(inFen.high / inYuan.high).toBeCloseTo(100, 6);
    expect(spendInterval(0.02, always(4), spend, 2, 40, 0.9).low).toBeGreaterThan(inYuan.low);
  });

  test('an exactly known count and a well-known customer: 100 purchases of about 35 make about 3,500', () => {
    const { low, high } = spendInterval(0, always(100), spend, 500, 35, 0.9);
    expect(low).toBeGreaterThan(3100);
    expect(high).toBeLessThan(3900);
    expect((low + high) / 2 / 3500).toBeCloseTo(1, 1);
  });

  test('a spend without a variance still has an interval', () => {
    const { low, high } = spendInterval(0.2, always(1), { p: 1, q: 1.2, gamma: 10 }, 0, 0, 0.9);
    expect(low).toBe(0);
    expect(high > 10 && Number.isFinite(high)).toBe(true);
  });

  test('90 % intervals hold 88 to 96 % of simulated totals, from rare to heavy buyers', () => {
    const params = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
    const random = seededRandom(41);
    for (const [x, tx, T, m] of [
      [0, 0, 5, 0],
      [2, 30.43, 38.86, 22],
      [7, 35, 38.86, 60],
      [26, 30.857, 31, 35],
    ] as const) {
      const one = { x: Float64Array.of(x), tx: Float64Array.of(tx), T: Float64Array.of(T) };
      const forecast = forecastPurchases(bgNbd, { params, covariance: null }, one, {
        horizon: 52,
        spend: { params: spend, m: Float64Array.of(m) },
      });
      let inside = 0;
      const runs = 4000;
      for (let run = 0; run < runs; run++) {
        const total = random() > forecast.alive[0]! ? 0 : livingTotal(x, T, m);
        inside += Number(total >= forecast.moneyLow[0]! && total <= forecast.moneyHigh[0]!);
      }
      expect(inside / runs).toBeGreaterThan(0.88);
      expect(inside / runs).toBeLessThan(0.965);
    }

    /** What a customer known to be alive spends in 52 weeks, by the story of the two models. */
    function livingTotal(x: number, T: number, m: number): number {
      const chances = poissonDraw(random, 52 * gammaDraw(random, params.r + x, params.alpha + T));
      const leaves = betaDraw(random, params.a, params.b + x);
      const nu = gammaDraw(random, spend.p * x + spend.q, spend.gamma + m * x);
      let sum = 0;
      for (let k = 0; k < chances; k++) {
        sum += gammaDraw(random, spend.p, nu);
        if (random() < leaves) break;
      }
      return sum;
    }
  });
});
