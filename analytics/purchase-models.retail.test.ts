/**
 * The purchase models on UCI Online Retail: the stress case whose data carry no sign of drop-out. Time in days unless said
 * otherwise. Published: the post "What's a customer worth?" (anitatea), which uses lifetimes; the digits beyond its
 * rounding were recomputed independently in Python.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { PurchasePatterns } from '#analytics/purchase-patterns.ts';
import type { ReferenceCustomers } from '#analytics/reference-purchases.ts';
import type { Purchase } from '#analytics/purchase-summary.ts';
import { betaGeometricObjective } from '#analytics/beta-geometric.ts';
import { bgNbdExpectedFuturePurchases, fitBgNbd } from '#analytics/bg-nbd.ts';
import { auc } from '#analytics/classifier-metrics.ts';
import { customerLifetimeValue, unitsPerMonth } from '#analytics/clv.ts';
import { nbdRate } from '#analytics/empirical-bayes-rate.ts';
import { fitGammaGamma, gammaGammaExpectedSpend, spendPatternsOf } from '#analytics/gamma-gamma.ts';
import { fitMbgNbd } from '#analytics/mbg-nbd.ts';
import { minimise } from '#analytics/optimise.ts';
import { fitParetoNbd } from '#analytics/pareto-nbd.ts';
import { forecastPurchases } from '#analytics/purchase-forecast.ts';
import { bgNbd } from '#analytics/purchase-models.ts';
import { groupPatterns, indexPatterns } from '#analytics/purchase-patterns.ts';
import { ONLINE_RETAIL, describeWithReferenceData } from '#analytics/reference-data.ts';
import { dayNumber, onlineRetailLog, summaries } from '#analytics/reference-purchases.ts';

const relativeError = (found: number, wanted: number): number => Math.abs(found / wanted - 1);
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);

/** Pearson's r. */
function pearson(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const n = one.length;
  const [a, b] = [sum(one) / n, sum(other) / n];
  const over = (f: (i: number) => number) => sum(Array.from(one, (_, i) => f(i)));
  const [both, ofOne, ofOther] = [
    over((i) => (one[i]! - a) * (other[i]! - b)),
    over((i) => (one[i]! - a) ** 2),
    over((i) => (other[i]! - b) ** 2),
  ];
  return both / Math.sqrt(ofOne * ofOther);
}

describeWithReferenceData('UCI Online Retail', [ONLINE_RETAIL], () => {
  let log: Map<string, Purchase[]>;
  let customers: ReferenceCustomers;
  let patterns: PurchasePatterns;
  const at = (id: string): number => customers.id.indexOf(id);
  beforeAll(() => {
    log = onlineRetailLog(false);
    customers = summaries(log, dayNumber('2011-12-09'), dayNumber('2011-12-09'));
    patterns = groupPatterns(customers).patterns;
  });

  test('4,339 customers, 2,790 repeaters, 12,427 repeat days; x, tx, T, m of the first five', () => {
    expect(customers.x.length).toBe(4339);
    expect(customers.x.filter((x) => x > 0).length).toBe(2790);
    expect(sum(customers.x)).toBe(12427);
    const wanted = [
      ['12347', 6, 365, 367, 599.701667],
      ['12348', 3, 283, 358, 301.48],
      ['12352', 6, 260, 296, 368.256667],
      ['12356', 2, 303, 325, 269.905],
      ['12358', 1, 149, 150, 683.2],
    ] as const;
    for (const [id, x, tx, T, m] of wanted) {
      const i = at(id);
      expect([customers.x[i], customers.tx[i], customers.T[i]]).toEqual([x, tx, T]);
      expect(customers.m[i]).toBeCloseTo(m, 6);
    }
  });

  test('the split at 2011-06-08: 2,787 customers, and the first five with their hold-out', () => {
    const split = summaries(log, dayNumber('2011-06-08'), dayNumber('2011-12-09'));
    expect(split.x.length).toBe(2787);
    const rows = ['12346', '12347', '12348', '12350', '12352'].map((id) => {
      const i = split.id.indexOf(id);
      return [split.x[i], split.tx[i], split.T[i], split.later[i]];
    });
    expect(rows).toEqual([
      [0, 0, 141, 0],
      [2, 121, 183, 4],
      [2, 110, 174, 1],
      [0, 0, 126, 0],
      [3, 34, 112, 3],
    ]);
  });

  test('BG/NBD: r .826433, α 68.89068, a .003443, b 6.74934, −61829.5848; and it says drop-out is not in the data', () => {
    const fit = fitBgNbd(patterns);
    expect(relativeError(fit.params.r, 0.826433)).toBeLessThan(1e-3);
    expect(relativeError(fit.params.alpha, 68.89068)).toBeLessThan(1e-3);
    expect(relativeError(fit.params.a, 0.003443)).toBeLessThan(1e-3);
    expect(relativeError(fit.params.b, 6.74934)).toBeLessThan(1e-3);
    expect(Math.abs(fit.logLikelihood - -61829.5848)).toBeLessThan(1e-3);
    expect(fit.verdict).toBe('noDropOutSignal');
    expect(fit.logLikelihood - fit.withoutDropOut.logLikelihood).toBeLessThan(0.2);
  });

  test('the start that drifts to b ~ 3e16 elsewhere, (1, 3, 1, 3) in days with no bounds to speak of, stays below 0', () => {
    const objective = betaGeometricObjective(indexPatterns(patterns), 4339, 0);
    const minimum = minimise(objective, {
      lower: [-45, -45, -45, -45],
      upper: [45, 45, 45, 45],
      starts: [[1, 3, 1, 3].map(Math.log)],
    });
    expect(-minimum.value).toBeLessThan(0);
    expect(-minimum.value * 4339).toBeLessThan(-61829.58);
  });

  test('Gamma–Gamma: 2.1035235, 3.4499073, 485.57081, −19083.2907; three starts agree, also with the poor one (1, 1, 1)', () => {
    const fit = fitGammaGamma(spendPatternsOf(customers.x, customers.m));
    expect(relativeError(fit.params.p, 2.1035235)).toBeLessThan(1e-3);
    expect(relativeError(fit.params.q, 3.4499073)).toBeLessThan(1e-3);
    expect(relativeError(fit.params.gamma, 485.57081)).toBeLessThan(1e-3);
    expect(Math.abs(fit.logLikelihood - -19083.2907)).toBeLessThan(1e-3);
    expect(fit.convergence).toMatchObject({ starts: 3, agreeingStarts: 3, converged: true });
  });

  test('E[purchases in the next day] of ten customers', () => {
    const { params } = fitBgNbd(patterns);
    const wanted = {
      12347: 0.015656,
      12348: 0.008956,
      12352: 0.018697,
      12356: 0.007172,
      12358: 0.00834,
      14606: 0.201005,
      15311: 0.203269,
      17841: 0.253053,
      12748: 0.257581,
      14911: 0.298312,
    };
    for (const [id, value] of Object.entries(wanted)) {
      const i = at(id);
      const found = bgNbdExpectedFuturePurchases(params, customers.x[i]!, customers.tx[i]!, customers.T[i]!, 1);
      expect(Math.abs(found - value)).toBeLessThan(2e-6);
    }
  });

  test('expected spend of five customers', () => {
    const { params } = fitGammaGamma(spendPatternsOf(customers.x, customers.m));
    const wanted = { 12346: 416.917667, 12347: 569.988807, 12348: 333.762672, 12352: 376.166864, 12356: 324.008941 };
    for (const [id, value] of Object.entries(wanted)) {
      const i = at(id);
      expect(relativeError(gammaGammaExpectedSpend(params, customers.x[i]!, customers.m[i]!), value)).toBeLessThan(
        1e-5,
      );
    }
  });

  test('lifetime value of the ten best, 12 months of 30 days at 1 %, to five digits', () => {
    const { params } = fitBgNbd(patterns);
    const spend = fitGammaGamma(spendPatternsOf(customers.x, customers.m)).params;
    const { discounted } = forecastPurchases(bgNbd, { params, covariance: null }, customers, {
      horizon: 365,
      discount: { periods: 12, length: unitsPerMonth.day, rate: 0.01 },
    });
    const values = discounted.map((count, i) => customerLifetimeValue(count, spend, customers.x[i]!, customers.m[i]!));
    const best = [...values.keys()].sort((one, other) => values[other]! - values[one]!).slice(0, 10);
    const wanted = [
      [14646, 222128.93029],
      [18102, 178895.333435],
      [16446, 175531.468535],
      [17450, 147476.62101],
      [14096, 127589.202889],
      [14911, 109442.132668],
      [12415, 96290.227222],
      [14156, 89410.33497],
      [17511, 67660.40758],
      [16029, 58729.618772],
    ] as const;
    expect(best.map((i) => Number(customers.id[i]))).toEqual(wanted.map(([id]) => id));
    wanted.forEach(([, value], rank) => expect(relativeError(values[best[rank]!]!, value)).toBeLessThan(1e-5));
  });

  describe('91 days held out, calibration to 2011-09-09 in weeks, purchases with a price', () => {
    let held: ReferenceCustomers;
    beforeAll(() => {
      held = summaries(onlineRetailLog(true), dayNumber('2011-09-09'), dayNumber('2011-12-09'), 7);
    });

    test('3,370 customers, 1,921 return; the three models add nothing to NBD, −22887.0321, and say so', () => {
      expect(held.x.length).toBe(3370);
      expect(held.later.filter((count) => count > 0).length).toBe(1921);
      const { patterns: calibration } = groupPatterns(held);
      for (const fit of [fitBgNbd(calibration), fitMbgNbd(calibration), fitParetoNbd(calibration)]) {
        expect(fit.verdict).toBe('noDropOutSignal');
        expect(Math.abs(fit.withoutDropOut.logLikelihood - -22887.0321)).toBeLessThan(1e-3);
        expect(fit.logLikelihood - fit.withoutDropOut.logLikelihood).toBeLessThan(1e-3);
      }
    });

    test('the rate model predicts 3,384 of 4,482: a season no such model sees. MAE .93974, Pearson’s r .79441', () => {
      const { params } = fitBgNbd(groupPatterns(held).patterns).withoutDropOut;
      const predicted = held.x.map((x, i) => 13 * nbdRate(params, x, held.T[i]!));
      expect(sum(held.later)).toBe(4482);
      expect(relativeError(sum(predicted), 3384.2)).toBeLessThan(1e-3);
      const mae = sum(predicted.map((value, i) => Math.abs(value - held.later[i]!))) / 3370;
      expect(mae).toBeCloseTo(0.93974, 4);
      expect(pearson(predicted, held.later)).toBeCloseTo(0.79441, 4);
      const returned = Array.from(held.later, (count) => Number(count > 0));
      expect(auc(predicted, returned)).toBeCloseTo(0.729, 3);
    });
  });
});
