/**
 * The purchase models on the CDNOW sample: estimates, hold-out accuracy, tracking, lifetime value, against what is
 * published. Calibration 39 weeks to 1997-09-30, hold-out 39 weeks; time in weeks. Sources are named test by test;
 * "recomputed" means independent Python (scipy) and R code that agree.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { BgNbdParams } from '#analytics/bg-nbd.ts';
import type { PurchaseForecast } from '#analytics/purchase-forecast.ts';
import type { PurchasePatterns } from '#analytics/purchase-patterns.ts';
import type { ReferenceCustomers } from '#analytics/reference-purchases.ts';
import {
  bgNbdExpectedFuturePurchases,
  bgNbdExpectedPurchases,
  bgNbdProbabilityAlive,
  bgNbdTotalLogLikelihood,
  fitBgNbd,
} from '#analytics/bg-nbd.ts';
import { customerLifetimeValue, unitsPerMonth } from '#analytics/clv.ts';
import { fitNbd, nbdRate } from '#analytics/empirical-bayes-rate.ts';
import {
  fitGammaGamma,
  frequencySpendCorrelation,
  gammaGammaExpectedSpend,
  gammaGammaPopulationMean,
  spendPatternsOf,
} from '#analytics/gamma-gamma.ts';
import { fitMbgNbd, mbgNbdExpectedFuturePurchases } from '#analytics/mbg-nbd.ts';
import {
  fitParetoNbd,
  paretoNbdExpectedFuturePurchases,
  paretoNbdExpectedPurchases,
  paretoNbdProbabilityAlive,
  paretoNbdTotalLogLikelihood,
} from '#analytics/pareto-nbd.ts';
import { forecastPurchases } from '#analytics/purchase-forecast.ts';
import { bgNbd, mbgNbd, paretoNbd } from '#analytics/purchase-models.ts';
import { groupPatterns, patternsOf, scaleTime } from '#analytics/purchase-patterns.ts';
import { describeWithReferenceData, referenceRecords } from '#analytics/reference-data.ts';
import { CDNOW, cdnowCustomers } from '#analytics/reference-purchases.ts';

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);
const relativeError = (found: number, wanted: number): number => Math.abs(found / wanted - 1);

/** Predicted against actual: mean absolute and root mean square error, Pearson's r. */
function accuracy(predicted: ArrayLike<number>, actual: ArrayLike<number>): { mae: number; rmse: number; r: number } {
  const n = actual.length;
  const [meanP, meanA] = [sum(predicted) / n, sum(actual) / n];
  let [mae, square, both, ofP, ofA] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [p, a] = [predicted[i]!, actual[i]!];
    mae += Math.abs(p - a);
    square += (p - a) ** 2;
    both += (p - meanP) * (a - meanA);
    ofP += (p - meanP) ** 2;
    ofA += (a - meanA) ** 2;
  }
  return { mae: mae / n, rmse: Math.sqrt(square / n), r: both / Math.sqrt(ofP * ofA) };
}

/** Midranks 1 … n. */
function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const rank = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]!] === values[order[from]!]) to++;
    for (let i = from; i <= to; i++) rank[order[i]!] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return rank;
}

/** Chance that a customer who bought again outranks one who did not; ties count half. */
function auc(score: ArrayLike<number>, bought: ArrayLike<number>): number {
  const rank = ranks(score);
  let positives = 0;
  let rankSum = 0;
  for (let i = 0; i < bought.length; i++) {
    if (bought[i]! > 0) {
      positives++;
      rankSum += rank[i]!;
    }
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (bought.length - positives));
}

describeWithReferenceData('CDNOW sample', [CDNOW], () => {
  let customers: ReferenceCustomers;
  let patterns: PurchasePatterns;
  beforeAll(() => {
    customers = cdnowCustomers();
    patterns = groupPatterns(customers).patterns;
  });

  describe('estimates', () => {
    test('BG/NBD: CLVTools’ correctness test to 1e-3, log-likelihood −9582.4292, all four starts agree', () => {
      const fit = fitBgNbd(patterns);
      const wanted = { r: 0.2425945, alpha: 4.4136019, a: 0.7929199, b: 2.4258881 };
      for (const name of ['r', 'alpha', 'a', 'b'] as const) {
        expect(relativeError(fit.params[name], wanted[name])).toBeLessThan(1e-3);
      }
      expect(Math.abs(fit.logLikelihood - -9582.4292)).toBeLessThan(1e-3);
      expect(fit.verdict).toBe('sound');
      expect(fit.convergence).toMatchObject({
        converged: true,
        starts: 4,
        agreeingStarts: 4,
        refused: [],
        atBound: [],
      });
      // Fader, Hardie & Lee (2005), table 2; lifetimes asserts them to two decimals.
      expect([fit.params.r, fit.params.alpha, fit.params.a, fit.params.b].map((value) => value.toFixed(3))).toEqual([
        '0.243',
        '4.414',
        '0.793',
        '2.426',
      ]);
    });

    test('Pareto/NBD: CLVTools’ estimates and standard errors to 1e-3, log-likelihood −9594.9762', () => {
      const fit = fitParetoNbd(patterns);
      const wanted = { r: 0.553277, alpha: 10.577683, s: 0.60624, beta: 11.668741 };
      const errors = { r: 0.0476264, alpha: 0.8427222, s: 0.1872594, beta: 6.2105448 };
      for (const name of ['r', 'alpha', 's', 'beta'] as const) {
        expect(relativeError(fit.params[name], wanted[name])).toBeLessThan(1e-3);
        expect(relativeError(fit.standardErrors![name], errors[name])).toBeLessThan(1e-3);
      }
      expect(Math.abs(fit.logLikelihood - -9594.9762)).toBeLessThan(1e-3);
      expect(fit.verdict).toBe('sound');
    });

    test('MBG/NBD: BTYDplus and lifetimes .525, 6.183, .891, 1.614; log-likelihood −9582.1357', () => {
      const fit = fitMbgNbd(patterns);
      const wanted = { r: 0.524843, alpha: 6.183086, a: 0.89136, b: 1.614002 };
      for (const name of ['r', 'alpha', 'a', 'b'] as const) {
        expect(relativeError(fit.params[name], wanted[name])).toBeLessThan(1e-3);
      }
      expect(Math.abs(fit.logLikelihood - -9582.1357)).toBeLessThan(1e-3);
      expect(fit.verdict).toBe('sound');
    });

    test('Gamma–Gamma: 6.249573, 3.744224, 15.443518, log-likelihood −4055.91769 on 946 repeaters; mean 35.17037', () => {
      const spend = spendPatternsOf(customers.x, customers.m);
      const fit = fitGammaGamma(spend);
      expect(spend.size).toBe(946);
      expect(relativeError(fit.params.p, 6.249573)).toBeLessThan(1e-3);
      expect(relativeError(fit.params.q, 3.744224)).toBeLessThan(1e-3);
      expect(relativeError(fit.params.gamma, 15.443518)).toBeLessThan(1e-3);
      expect(Math.abs(fit.logLikelihood - -4055.91769)).toBeLessThan(1e-3);
      expect(Math.abs(gammaGammaPopulationMean(fit.params) - 35.17037)).toBeLessThan(1e-4);
      expect(Math.abs(frequencySpendCorrelation(spend))).toBeLessThan(0.15);
    });

    test('without drop-out the data are far worse explained: NBD −9763.66, so drop-out is seen', () => {
      const fit = fitNbd(patterns);
      expect(fit.params.r).toBeCloseTo(0.385, 3);
      expect(fit.params.alpha).toBeCloseTo(12.072, 2);
      expect(fit.logLikelihood).toBeCloseTo(-9763.658, 2);
      expect(nbdRate(fit.params, 2, 38)).toBeCloseTo(2.385 / 50.07, 3);
    });

    test('log-likelihoods at given parameters (recomputed to 1e-6)', () => {
      expect(bgNbdTotalLogLikelihood({ r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }, patterns)).toBeCloseTo(
        -9582.430478,
        5,
      );
      expect(bgNbdTotalLogLikelihood({ r: 0.5, alpha: 6, a: 1.2, b: 3.3 }, patterns)).toBeCloseTo(-9783.444286, 5);
      const rounded = { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
      expect(paretoNbdTotalLogLikelihood(rounded, patterns)).toBeCloseTo(-9594.976259, 5);
    });

    test('grouping identical histories changes no estimate, only the number of patterns', () => {
      const ungrouped = patternsOf(customers);
      expect(ungrouped.size).toBe(2357);
      expect(patterns.size).toBeLessThan(1100);
      const [one, other] = [fitBgNbd(patterns).params, fitBgNbd(ungrouped).params];
      for (const name of ['r', 'alpha', 'a', 'b'] as const)
        expect(relativeError(one[name], other[name])).toBeLessThan(1e-6);
    });

    test('the unit of time is a unit: in days α is seven times as large, P(alive) the same', () => {
      const weeks = fitBgNbd(patterns).params;
      const days = fitBgNbd(scaleTime(patterns, 7)).params;
      expect(relativeError(days.alpha / 7, weeks.alpha)).toBeLessThan(1e-6);
      expect(bgNbdProbabilityAlive(days, 3, 140, 270)).toBeCloseTo(bgNbdProbabilityAlive(weeks, 3, 20, 270 / 7), 6);
    });

    test('lifetimes’ assertions after the fit: E[X(t)], E[Y(39)] = 1.226, P(alive)(0, 1, 1) = 1', () => {
      const { params } = fitBgNbd(patterns);
      const wanted = [0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576];
      [0.1429, 1, 3, 31.8571, 32, 78].forEach((t, i) => {
        expect(Math.abs(bgNbdExpectedPurchases(params, t) - wanted[i]!)).toBeLessThan(1e-3);
      });
      expect(Math.abs(bgNbdExpectedFuturePurchases(params, 2, 30.43, 38.86, 39) - 1.226)).toBeLessThan(1e-3);
      const mbg = fitMbgNbd(patterns).params;
      expect(Math.abs(mbgNbdExpectedFuturePurchases(mbg, 2, 30.43, 38.86, 39) - 1.226)).toBeLessThan(0.05);
      const pareto = fitParetoNbd(patterns).params;
      const expected = [
        0, 0.05077821, 0.09916088, 0.14542507, 0.1897993, 0.23247466, 0.27361274, 0.31335159, 0.35181024,
      ];
      expected.forEach((value, t) =>
        expect(Math.abs(paretoNbdExpectedPurchases(pareto, t) - value)).toBeLessThan(0.01),
      );
      expect(Math.abs(paretoNbdExpectedFuturePurchases(pareto, 26, 30.86, 31, 52) - 25.46)).toBeLessThan(0.01);
    });
  });

  describe('hold-out of 39 weeks', () => {
    let bg: PurchaseForecast;
    let mbg: PurchaseForecast;
    let pareto: PurchaseForecast;
    beforeAll(() => {
      const request = { horizon: 39 };
      bg = forecastPurchases(bgNbd, fitBgNbd(patterns), customers, request);
      mbg = forecastPurchases(mbgNbd, fitMbgNbd(patterns), customers, request);
      pareto = forecastPurchases(paretoNbd, fitParetoNbd(patterns), customers, request);
    });

    test('accuracy per customer: totals, MAE, RMSE, Pearson’s r, Spearman’s ρ, AUC (recomputed)', () => {
      const found = [bg, pareto, mbg].map(({ expected }) => {
        const { mae, rmse, r } = accuracy(expected, customers.later);
        const spearman = accuracy(ranks(expected), ranks(customers.later)).r;
        return [sum(expected), mae, rmse, r, spearman, auc(expected, customers.later)];
      });
      const wanted = [
        [1653.41, 0.78545, 1.60798, 0.62565, 0.44929, 0.77252],
        [1665.51, 0.75452, 1.60285, 0.63022, 0.45973, 0.77874],
        [1576.73, 0.76478, 1.60718, 0.62725, found[2]![4]!, 0.77276], // no ρ published for MBG/NBD
      ];
      const worst = Math.max(...wanted.flatMap((row, i) => row.map((value, j) => relativeError(found[i]![j]!, value))));
      expect(worst).toBeLessThan(1e-4);
    });

    test('P(alive): means .81344, .44628, .44872; BG/NBD’s ranks worse than a coin (AUC .31579)', () => {
      const found = [bg, pareto, mbg].map(({ alive }) => [sum(alive) / 2357, auc(alive, customers.later)]);
      const wanted = [
        [0.81344, 0.31579],
        [0.44628, 0.72622],
        [0.44872, 0.68665],
      ];
      wanted.forEach((row, i) => row.forEach((value, j) => expect(Math.abs(found[i]![j]! - value)).toBeLessThan(1e-4)));
    });

    test('the naive rate x/T is much worse, plain recency ranks nearly as well: said so honestly', () => {
      const naive = customers.x.map((x, i) => (39 * x) / customers.T[i]!);
      const { mae, rmse, r } = accuracy(naive, customers.later);
      expect(sum(naive)).toBeCloseTo(2930.1, 1);
      expect(mae).toBeCloseTo(1.02367, 5);
      expect(rmse).toBeCloseTo(2.21192, 5);
      expect(r).toBeCloseTo(0.58394, 5);
      const silence = customers.T.map((T, i) => Math.round((customers.tx[i]! - T) * 7)); // whole days: ties stay ties
      expect(Math.abs(auc(silence, customers.later) - 0.77141)).toBeLessThan(5e-5); // published on weeks, with ties broken by rounding
      expect(Math.abs(auc(naive, customers.later) - 0.75977)).toBeLessThan(5e-5);
      // "Active if silent for at most 23.5 weeks" says of 78.2 % whether they buy again.
      const right = customers.T.map((T, i) => Number(T - customers.tx[i]! <= 23.5 === customers.later[i]! > 0));
      expect(sum(right) / 2357).toBeCloseTo(0.78235, 5);
      expect(auc(customers.x, customers.later)).toBeCloseTo(0.75763, 5);
      expect(auc(customers.tx, customers.later)).toBeCloseTo(0.76315, 5);
    });

    test('by frequency 0 … 7+: actual and expected means of the BTYD walkthrough', () => {
      const groups = Array.from({ length: 8 }, () => ({ n: 0, actual: 0, bg: 0, pareto: 0 }));
      customers.x.forEach((x, i) => {
        const group = groups[Math.min(7, x)]!;
        group.n++;
        group.actual += customers.later[i]!;
        group.bg += bg.expected[i]!;
        group.pareto += pareto.expected[i]!;
      });
      expect(groups.map(({ n }) => n)).toEqual([1411, 439, 214, 100, 62, 38, 29, 64]);
      const actual = [0.2367, 0.697, 1.3925, 1.56, 2.5323, 2.9474, 3.8621, 6.3594];
      const byBg = [0.2250893, 0.5231364, 1.044126, 1.520256, 2.163824, 2.653789, 3.503957, 6.157036];
      const byPareto = [0.138, 0.6, 1.196, 1.714, 2.399, 2.907, 3.819, 6.403];
      groups.forEach((group, i) => {
        expect(Math.abs(group.actual / group.n - actual[i]!)).toBeLessThan(1e-4);
        expect(relativeError(group.bg / group.n, byBg[i]!)).toBeLessThan(1e-3);
        expect(Math.abs(group.pareto / group.n - byPareto[i]!)).toBeLessThan(1e-3);
      });
    });

    test('weekly tracking, weeks 20 … 25, of the BTYD walkthrough: incremental and cumulative', () => {
      const end = Math.max(...customers.T);
      const tracked = (expected: (t: number) => number, week: number): number =>
        sum(customers.T.map((T) => expected(Math.max(0, week - (end - T)))));
      const { params } = fitBgNbd(patterns);
      const paretoParams = fitParetoNbd(patterns).params;
      const weeks = [19, 20, 21, 22, 23, 24, 25];
      const byBg = weeks.map((week) => tracked((t) => bgNbdExpectedPurchases(params, t), week));
      const byPareto = weeks.map((week) => tracked((t) => paretoNbdExpectedPurchases(paretoParams, t), week));
      const wantedBg = [1312.458, 1387.346, 1460.392, 1531.713, 1601.418, 1669.6];
      const wantedPareto = [1308.856, 1385.275, 1459.923, 1532.906, 1604.32, 1674.253];
      wantedBg.forEach((value, i) => expect(relativeError(byBg[i + 1]!, value)).toBeLessThan(1e-3));
      wantedPareto.forEach((value, i) => expect(relativeError(byPareto[i + 1]!, value)).toBeLessThan(1e-3));
      expect(relativeError(byBg[1]! - byBg[0]!, 76.865)).toBeLessThan(1e-3);
      expect(relativeError(byPareto[1]! - byPareto[0]!, 78.308)).toBeLessThan(1e-3);
    });

    test('90 % intervals hold at least 90 % of the hold-out counts, in every frequency group above half', () => {
      for (const forecast of [bg, mbg, pareto]) {
        const inside = customers.later.map((later, i) =>
          Number(later >= forecast.low[i]! && later <= forecast.high[i]!),
        );
        expect(sum(inside) / 2357).toBeGreaterThan(0.9);
        const often = inside.filter((_, i) => customers.x[i]! >= 4);
        expect(sum(often) / often.length).toBeGreaterThan(0.8);
      }
    });

    test('first-order parameter uncertainty in P(alive) of Pareto/NBD moves no interval end by more than one', () => {
      const { logOddsWithSlopes: _, ...exact } = paretoNbd;
      const slow = forecastPurchases(exact, fitParetoNbd(patterns), customers, { horizon: 39 });
      let worst = 0;
      let moved = 0;
      slow.high.forEach((high, i) => {
        const shift = Math.max(Math.abs(high - pareto.high[i]!), Math.abs(slow.low[i]! - pareto.low[i]!));
        worst = Math.max(worst, shift);
        moved += Number(shift > 0);
        expect(Math.abs(slow.none[i]! - pareto.none[i]!)).toBeLessThan(0.02);
      });
      expect(worst).toBeLessThanOrEqual(1);
      expect(moved / 2357).toBeLessThan(0.02);
    });
  });

  describe('money', () => {
    test('expected spend of the first ten customers of the summary at the rounded estimates (lifetimes; recomputed)', () => {
      const rounded = { p: 6.25, q: 3.74, gamma: 15.44 };
      const wanted = [24.6637, 18.9169, 35.219, 35.219, 35.219, 71.4697, 18.9169, 35.219, 27.2884, 35.219];
      const asserted = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17];
      wanted.forEach((value, i) => {
        const found = gammaGammaExpectedSpend(rounded, customers.x[i]!, Number(customers.m[i]!.toFixed(2)));
        expect(Math.abs(found - asserted[i]!)).toBeLessThan(0.1);
        expect(Math.abs(found - value)).toBeLessThan(0.01);
      });
    });

    test('spend held out: MAE 16.37, r .4963 among 491 who bought again; 59,931.63 of 70,976.39 in all (recomputed)', () => {
      const { params } = fitGammaGamma(spendPatternsOf(customers.x, customers.m));
      const bg = forecastPurchases(bgNbd, fitBgNbd(patterns), customers, { horizon: 39 });
      const expected = customers.x.map((x, i) => gammaGammaExpectedSpend(params, x, customers.m[i]!));
      const again = Array.from(customers.x, (_, i) => i).filter((i) => customers.x[i]! > 0 && customers.later[i]! > 0);
      const predicted = again.map((i) => expected[i]!);
      const actual = again.map((i) => customers.laterSpend[i]! / customers.later[i]!);
      const { mae, r } = accuracy(predicted, actual);
      expect(again).toHaveLength(491);
      expect(mae).toBeCloseTo(16.37, 2);
      expect(r).toBeCloseTo(0.4963, 4);
      expect([sum(predicted) / 491, sum(actual) / 491].map((mean) => mean.toFixed(2))).toEqual(['35.66', '37.84']);
      expect(relativeError(sum(bg.expected.map((orders, i) => orders * expected[i]!)), 59_931.63)).toBeLessThan(1e-3);
      expect(sum(customers.laterSpend)).toBeCloseTo(70_976.39, 1);
    });

    test('lifetime value by lifetimes’ convention, 12 months at 1 %: total 71,507.95, mean 30.34, top decile 56.7 %', () => {
      const fit = fitBgNbd(patterns);
      const spend = fitGammaGamma(spendPatternsOf(customers.x, customers.m)).params;
      const { discounted } = forecastPurchases(bgNbd, { params: fit.params, covariance: null }, customers, {
        horizon: 39,
        discount: { periods: 12, length: unitsPerMonth.week, rate: 0.01 },
      });
      const values = discounted.map((count, i) =>
        customerLifetimeValue(count, spend, customers.x[i]!, customers.m[i]!),
      );
      expect(relativeError(sum(values), 71507.95)).toBeLessThan(1e-4);
      expect(relativeError(sum(values) / 2357, 30.33855)).toBeLessThan(1e-4);
      [36.27398, 4.64094, 8.34448, 8.34448, 8.34448].forEach((value, i) => {
        expect(relativeError(values[i]!, value)).toBeLessThan(1e-3);
      });
      const sorted = values.toSorted().reverse();
      expect(sorted[0]! / 1175.049).toBeCloseTo(1, 3);
      // 2357 / 10 rounds down: 235 customers.
      expect(sum(sorted.subarray(0, 235)) / sum(values)).toBeCloseTo(0.56663, 4);
    });
  });
});

describeWithReferenceData('CDNOW sample, customer by customer', [CDNOW, 'expected_predictions_sample.csv'], () => {
  test('E[Y(39)], P(alive) and spend of all 2,357 customers agree with independent Python to four digits', () => {
    const customers = cdnowCustomers();
    const { patterns } = groupPatterns(customers);
    const golden = referenceRecords('expected_predictions_sample.csv');
    const bg: BgNbdParams = fitBgNbd(patterns).params;
    const pareto = fitParetoNbd(patterns).params;
    const spend = fitGammaGamma(spendPatternsOf(customers.x, customers.m)).params;
    let worst = 0;
    golden.forEach((row, i) => {
      const [x, tx, T] = [customers.x[i]!, customers.tx[i]!, customers.T[i]!];
      for (const [found, wanted] of [
        [bgNbdExpectedFuturePurchases(bg, x, tx, T, 39), row['bg_cet39']],
        [bgNbdProbabilityAlive(bg, x, tx, T), row['bg_palive']],
        [paretoNbdExpectedFuturePurchases(pareto, x, tx, T, 39), row['pn_cet39']],
        [paretoNbdProbabilityAlive(pareto, x, tx, T), row['pn_palive']],
        [gammaGammaExpectedSpend(spend, x, customers.m[i]!), row['gg_mean_spend']],
      ] as const) {
        worst = Math.max(worst, Math.abs(found - Number(wanted)) / (1 + Math.abs(Number(wanted))));
      }
    });
    expect(golden).toHaveLength(2357);
    expect(worst).toBeLessThan(1e-4);
  });
});
