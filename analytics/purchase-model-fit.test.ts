import { describe, expect, test } from 'vitest';
import type { FittableModel, PurchaseFit } from '#analytics/purchase-model-fit.ts';
import type { PurchasePatterns } from '#analytics/purchase-patterns.ts';
import type { SimulatedBase } from '#analytics/simulate-purchases.ts';
import type { BgNbdParams } from '#analytics/bg-nbd.ts';
import {
  betaGeometricObjective,
  betaGeometricStarts,
  betaGeometricTotalLogLikelihood,
} from '#analytics/beta-geometric.ts';
import { fitBgNbd } from '#analytics/bg-nbd.ts';
import { fitMbgNbd } from '#analytics/mbg-nbd.ts';
import { fitParetoNbd } from '#analytics/pareto-nbd.ts';
import { fitPurchaseModel, parameterIntervals } from '#analytics/purchase-model-fit.ts';
import { groupPatterns, patternsOf, samplePatterns, totalsOf } from '#analytics/purchase-patterns.ts';
import { seededRandom } from '#analytics/random.ts';
import { simulateBetaGeometric, simulateParetoNbd } from '#analytics/simulate-purchases.ts';

const bgTruth = { r: 0.6, alpha: 8, a: 0.8, b: 2.5 };
const paretoTruth = { r: 0.8, alpha: 8, s: 0.6, beta: 12 };
const plan = { customers: 600, shortest: 26, longest: 52, holdout: 0 };

/** For each parameter, the share of runs whose 90 % interval holds the true value. */
function coverage<P extends { readonly [name in keyof P]: number }>(
  truth: P,
  runs: number,
  simulate: (seed: number) => SimulatedBase,
  fit: (patterns: PurchasePatterns) => PurchaseFit<P>,
): number[] {
  const names = Object.keys(truth) as (keyof P & string)[];
  const held = names.map(() => 0);
  for (let run = 0; run < runs; run++) {
    const { intervals } = fit(patternsOf(simulate(run)));
    names.forEach((name, i) => {
      const interval = intervals?.[name];
      if (interval && interval.low <= truth[name] && truth[name] <= interval.high) held[i]! += 1;
    });
  }
  return held.map((count) => count / runs);
}

describe('90 % intervals hold the true parameters 85 to 95 % of the time', () => {
  test('BG/NBD, 200 runs of 600 customers', () => {
    const shares = coverage(
      bgTruth,
      200,
      (run) => simulateBetaGeometric(seededRandom(1000 + run), bgTruth, plan),
      (patterns) => fitBgNbd(patterns, { intervalLevel: 0.9 }),
    );
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.85);
    expect(Math.max(...shares)).toBeLessThanOrEqual(0.95);
  });

  test('MBG/NBD, 200 runs of 600 customers', () => {
    const shares = coverage(
      bgTruth,
      200,
      (run) => simulateBetaGeometric(seededRandom(2000 + run), bgTruth, plan, 1),
      (patterns) => fitMbgNbd(patterns, { intervalLevel: 0.9 }),
    );
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.85);
    expect(Math.max(...shares)).toBeLessThanOrEqual(0.95);
  });

  // Its fit is ten times as dear: 12 runs here, whose share has a standard error of 9 points.
  test('Pareto/NBD, 12 runs of 600 customers, at least 8 each', () => {
    const shares = coverage(
      paretoTruth,
      12,
      (run) => simulateParetoNbd(seededRandom(3000 + run), paretoTruth, plan),
      (patterns) => fitParetoNbd(patterns, { intervalLevel: 0.9 }),
    );
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(8 / 12);
  });
});

describe('parameterIntervals', () => {
  test('are the estimate times and over e^(z·se), and lie within the profile intervals’ reach', () => {
    const base = simulateBetaGeometric(seededRandom(3), bgTruth, { ...plan, customers: 3000 });
    const fit = fitBgNbd(patternsOf(base), { intervalLevel: 0.9 });
    const quick = parameterIntervals(fit, 0.9)!;
    expect(quick.r.high / fit.params.r).toBeCloseTo(Math.exp(1.644854 * Math.sqrt(fit.covariance![0]![0]!)), 6);
    for (const name of ['r', 'alpha'] as const) {
      expect(Math.abs(Math.log(quick[name].low / fit.intervals![name]!.low))).toBeLessThan(0.05);
      expect(Math.abs(Math.log(quick[name].high / fit.intervals![name]!.high))).toBeLessThan(0.05);
    }
  });

  test('without a covariance there are none', () => {
    expect(parameterIntervals({ params: bgTruth, covariance: null }, 0.9)).toBeNull();
  });
});

describe('what a fit says about itself', () => {
  test('a base nobody leaves: no sign of drop-out, and the rate model stands in', () => {
    const base = simulateBetaGeometric(seededRandom(4), { r: 0.8, alpha: 10, a: 1e-9, b: 1 }, plan);
    for (const fit of [fitBgNbd(patternsOf(base)), fitMbgNbd(patternsOf(base)), fitParetoNbd(patternsOf(base))]) {
      expect(fit.verdict).toBe('noDropOutSignal');
      expect(Math.abs(fit.logLikelihood - fit.withoutDropOut.logLikelihood)).toBeLessThan(3);
      expect(fit.withoutDropOut.params.r / fit.withoutDropOut.params.alpha / 0.08).toBeCloseTo(1, 1);
    }
  });

  test('a false alarm of drop-out on such a base is rare: at most 5 in 100', () => {
    let alarms = 0;
    for (let run = 0; run < 100; run++) {
      const base = simulateBetaGeometric(seededRandom(500 + run), { r: 0.8, alpha: 10, a: 1e-9, b: 1 }, plan);
      alarms += Number(fitBgNbd(patternsOf(base)).verdict !== 'noDropOutSignal');
    }
    expect(alarms).toBeLessThanOrEqual(5);
  });

  test('an optimum higher than any mixture can reach is refused with its reason', () => {
    const broken: FittableModel<BgNbdParams> = {
      names: ['r', 'alpha', 'a', 'b'],
      timeNames: ['alpha'],
      objective: (indexed, customers) => {
        const sound = betaGeometricObjective(indexed, customers, 0);
        return { dimension: 4, evaluate: (theta, gradient) => sound.evaluate(theta, gradient) - 100 };
      },
      logLikelihood: (params, patterns) => betaGeometricTotalLogLikelihood(params, 0, patterns),
      starts: betaGeometricStarts,
      mostPatterns: 10_000,
      withoutDropOut: ({ r, alpha }) => ({ r, alpha, a: 1e-9, b: 1 }),
    };
    const base = patternsOf(simulateBetaGeometric(seededRandom(9), bgTruth, plan));
    const fit = fitPurchaseModel(broken, base);
    expect(fit.verdict).toBe('notConverged');
    expect(fit.convergence.converged).toBe(false);
    expect(fit.convergence.refused.map(({ reason }) => reason)).toEqual(
      Array.from({ length: 4 }, () => 'impossibleLikelihood'),
    );
  });

  test('too few customers or repeaters are reported, and the thresholds are the caller’s', () => {
    const base = simulateBetaGeometric(seededRandom(9), bgTruth, { ...plan, customers: 40 });
    expect(fitBgNbd(patternsOf(base)).verdict).toBe('tooThin');
    expect(fitBgNbd(patternsOf(base), { minimumCustomers: 10, minimumRepeaters: 5 }).verdict).not.toBe('tooThin');
  });

  test('every customer with the same history gives an answer, not an exception', () => {
    const alike = patternsOf({ x: [3], tx: [30], T: [40] }, [500]);
    const fit = fitBgNbd(alike);
    expect(Number.isFinite(fit.logLikelihood)).toBe(true);
    expect(fit.withoutDropOut.params.r / fit.withoutDropOut.params.alpha).toBeCloseTo(3 / 40, 6);
  });
});

describe('large bases', () => {
  const base = simulateBetaGeometric(seededRandom(12), bgTruth, { ...plan, customers: 6000 });

  test('above the limit of patterns an even sample is fitted, and says on how many customers', () => {
    const { patterns } = groupPatterns(base);
    const whole = fitBgNbd(patterns);
    const sampled = fitBgNbd(patterns, { mostPatterns: 2000 });
    expect(whole.customers).toBe(6000);
    expect(sampled.customers).toBeLessThan(2500);
    expect(Math.abs(Math.log(sampled.params.r / whole.params.r))).toBeLessThan(0.3);
    expect(sampled.standardErrors!.r).toBeGreaterThan(whole.standardErrors!.r);
  });

  test('an even sample keeps the totals: customers, repeaters, purchases, exposure', () => {
    const { patterns } = groupPatterns(base);
    const [all, sample] = [totalsOf(patterns), totalsOf(samplePatterns(patterns, 1500))];
    expect(Math.abs(sample.customers - 1500)).toBeLessThanOrEqual(1);
    for (const total of ['repeaters', 'repeatPurchases', 'exposure'] as const) {
      expect(Math.abs((sample[total] / all[total]) * 4 - 1)).toBeLessThan(0.08);
    }
  });
});
