import { auc } from '#analytics/classifier-metrics.ts';
import { nbdRate, type NbdFit } from '#analytics/empirical-bayes-rate.ts';
import {
  fitGammaGamma,
  frequencySpendCorrelation,
  gammaGammaExpectedSpend,
  gammaGammaPopulationMean,
  spendPatternsOf,
  type GammaGammaParams,
  type SpendFit,
} from '#analytics/gamma-gamma.ts';
import { fitMbgNbd, mbgNbdExpectedFuturePurchases } from '#analytics/mbg-nbd.ts';
import type { ConvergenceReport } from '#analytics/optimise.ts';
import { fitParetoNbd, paretoNbdExpectedFuturePurchases } from '#analytics/pareto-nbd.ts';
import { parameterIntervals, type FitVerdict } from '#analytics/purchase-model-fit.ts';
import { groupPatterns, type PurchasePatterns } from '#analytics/purchase-patterns.ts';
import { dayFromNumber } from '#shared/day-numbers.ts';
import { HORIZON_WEEKS, LEVEL, meanAmountOf, type PurchaseParams, type ValueParams } from './forecasts.ts';
import { featuresAsOf, firstPurchaseDay, type History } from './histories.ts';
import type { Features } from './features.ts';
import type { Candidate, PurchaseModelReport } from './value-contract.ts';

export type ValueReport = Omit<PurchaseModelReport, 'version' | 'asOf' | 'fittedAt' | 'customers'>;

/** A candidate as it was fitted on some past. */
type Fitted = {
  model: PurchaseParams['model'];
  purchase: PurchaseParams;
  verdict: FitVerdict;
  logLikelihood: number;
  convergence: ConvergenceReport;
  parameters: Candidate['parameters'];
};

const DAYS_PER_WEEK = 7;
/** The hold-out is half a year, or a third of the history where that is less; shorter says nothing. */
const LONGEST_HOLD_OUT = 182;
const SHORTEST_HOLD_OUT = 28;
const FEWEST_HELD_OUT = 200;
/** Pareto/NBD's likelihood is dear; so many customers fix its parameters well, and so many well enough to compare. */
const MOST_PARETO_PATTERNS = 4_000;
const MOST_COMPARED_PATTERNS = 1_500;
/** Frequency groups of the back-test: 0, 1, … 6 repeat purchases, and 7 or more. */
const GROUPS = 8;

/**
 * Fits the candidates on everybody's past and keeps the one that foresaw best the months it had not seen. Only models whose P(alive) ranks
 * are candidates, and the rate model that knows no leaving. About two seconds on a full sample.
 */
export function fitValue(
  histories: readonly History[],
  today: number,
  key: string,
): { params: Omit<ValueParams, 'decileEdges'>; report: ValueReport; fittedOn: number } {
  const now = featuresOf(histories, today, today);
  const spend = fitSpend(now);
  const amounts = spendParamsOf(spend);
  const holdOut = holdOutOf(histories, today, amounts);
  const candidates = fitCandidates(now, today);
  const chosen = choose(candidates, holdOut, now, today);
  const report: ValueReport = {
    fittedOn: now.length,
    model: chosen.model,
    chosenBecause: chosen.because,
    candidates: candidates.map((one) => ({
      model: one.model,
      verdict: one.verdict,
      chosen: one.model === chosen.model,
      parameters: one.parameters,
      logLikelihood: one.logLikelihood,
      convergence: convergenceOf(one),
      heldOut: holdOut?.accuracy.get(one.model) ?? null,
    })),
    holdOut: holdOut ? { until: holdOut.until, to: holdOut.to, ...holdOut.reportOn(chosen.model) } : null,
    spend: spendReport(spend, now),
  };
  const { purchase } = candidates.find((one) => one.model === chosen.model)!;
  return { params: { key, purchase, spend: amounts }, report, fittedOn: now.length };
}

function featuresOf(histories: readonly History[], until: number, today: number): Features[] {
  return histories.map((one) => featuresAsOf(one, until, today)).filter((one) => one.purchaseDays > 0);
}

function choose(
  candidates: readonly Fitted[],
  holdOut: HoldOut | null,
  now: readonly Features[],
  today: number,
): { model: PurchaseParams['model']; because: ValueReport['chosenBecause'] } {
  const sound = candidates.filter((one) => one.verdict === 'sound' && one.model !== 'nbd' && foresees(one, now, today));
  if (sound.length === 0) return { model: 'nbd', because: 'fallback' };
  if (!holdOut) {
    const best = sound.reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a));
    return { model: best.model, because: 'best_fit' };
  }
  const eligible = candidates.filter((one) => one.model === 'nbd' || sound.includes(one));
  const missOf = ({ model }: Fitted) => holdOut.accuracy.get(model)?.rootMeanSquareError ?? Infinity;
  return { model: eligible.reduce((a, b) => (missOf(b) < missOf(a) ? b : a)).model, because: 'most_accurate' };
}

/** A fit at the edge of the parameters can be sound and its formula still overflow for somebody: then it may not speak. */
const foresees = (candidate: Fitted, now: readonly Features[], today: number): boolean =>
  now.every((one) => Number.isFinite(expectedWithin(candidate, one, today, HORIZON_WEEKS)));

function fitCandidates(everybody: readonly Features[], today: number, mostPatterns = MOST_PARETO_PATTERNS): Fitted[] {
  const patterns = patternsFor(everybody, today);
  const mbg = fitMbgNbd(patterns);
  const pareto = fitParetoNbd(patterns, { mostPatterns });
  const rate = mbg.withoutDropOut;
  return [
    {
      ...mbg,
      model: 'mbg-nbd',
      purchase: { model: 'mbg-nbd', params: mbg.params, covariance: mbg.covariance },
      parameters: parametersOf(mbg.params, mbg.standardErrors, parameterIntervals(mbg, LEVEL)),
    },
    {
      ...pareto,
      model: 'pareto-nbd',
      purchase: { model: 'pareto-nbd', params: pareto.params, covariance: pareto.covariance },
      parameters: parametersOf(pareto.params, pareto.standardErrors, parameterIntervals(pareto, LEVEL)),
    },
    rateCandidate(rate),
  ];
}

function rateCandidate(rate: NbdFit): Fitted {
  const { params, covariance, logLikelihood, convergence } = rate;
  const errors = covariance && {
    r: params.r * Math.sqrt(covariance[0]![0]!),
    alpha: params.alpha * Math.sqrt(covariance[1]![1]!),
  };
  return {
    model: 'nbd',
    purchase: { model: 'nbd', params, covariance },
    verdict: convergence.converged ? 'sound' : 'tooThin',
    logLikelihood,
    convergence,
    parameters: parametersOf(params, errors, parameterIntervals(rate, LEVEL)),
  };
}

function parametersOf<P extends { readonly [name in keyof P]: number }>(
  params: P,
  errors: P | null,
  intervals: Record<keyof P & string, { low: number; high: number }> | null,
): Candidate['parameters'] {
  const known = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);
  return (Object.keys(params) as (keyof P & string)[]).map((name) => ({
    name,
    value: params[name],
    standardError: known(errors?.[name]),
    low: known(intervals?.[name].low),
    high: known(intervals?.[name].high),
  }));
}

function convergenceOf({ convergence, parameters }: Fitted): Candidate['convergence'] {
  const { converged, starts, agreeingStarts, evaluations, gradientNorm, atBound, refused } = convergence;
  return {
    converged,
    starts,
    agreeingStarts,
    evaluations,
    gradientNorm: Number.isFinite(gradientNorm) ? gradientNorm : null,
    atBound: atBound.map((index) => parameters[index]?.name ?? String(index)),
    refused: refused.map(({ reason }) => reason),
  };
}

const weeks = (days: number): number => days / DAYS_PER_WEEK;
const historyOf = (one: Features, today: number) => ({
  x: one.purchaseDays - 1,
  tx: weeks((one.lastDay ?? 0) - (one.firstDay ?? 0)),
  T: weeks(Math.max(0, today - (one.firstDay ?? today))),
});

function patternsFor(everybody: readonly Features[], today: number): PurchasePatterns {
  const rows = everybody.map((one) => historyOf(one, today));
  return groupPatterns({
    x: rows.map(({ x }) => x),
    tx: rows.map(({ tx }) => tx),
    T: rows.map(({ T }) => T),
  }).patterns;
}

function fitSpend(everybody: readonly Features[]): SpendFit {
  const spenders = spendersAmong(everybody);
  return fitGammaGamma(
    spendPatternsOf(
      spenders.map((one) => one.purchaseDays),
      spenders.map((one) => one.netCents / one.purchaseDays),
    ),
  );
}

const spendersAmong = (everybody: readonly Features[]): Features[] => everybody.filter((one) => one.netCents > 0);

/**
 * What amounts are forecast by. Where they are so unequal that the mean of a new customer is infinite, everybody's own mean: q = 1 and
 * hardly any γ in equation (2) of `analytics/gamma-gamma.ts`; all who are forecast have one.
 */
function spendParamsOf({ params, verdict }: SpendFit): GammaGammaParams {
  return verdict === 'infiniteMean' ? { p: Math.max(2, params.p), q: 1, gamma: 1e-6 } : params;
}

function spendReport(fit: SpendFit, everybody: readonly Features[]): ValueReport['spend'] {
  const spenders = spendersAmong(everybody);
  const mean = gammaGammaPopulationMean(fit.params);
  const correlation = frequencySpendCorrelation(
    spendPatternsOf(
      spenders.map((one) => one.purchaseDays),
      spenders.map((one) => one.netCents / one.purchaseDays),
    ),
  );
  return {
    verdict: fit.verdict,
    parameters: parametersOf(fit.params, fit.standardErrors, parameterIntervals(fit, LEVEL)),
    meanCents: Number.isFinite(mean) ? Math.round(mean) : null,
    correlation: Number.isFinite(correlation) ? correlation : null,
    customers: spenders.length,
  };
}

type HoldOut = {
  until: string;
  to: string;
  accuracy: Map<PurchaseParams['model'], NonNullable<Candidate['heldOut']>>;
  reportOn: (model: PurchaseParams['model']) => Omit<NonNullable<ValueReport['holdOut']>, 'until' | 'to'>;
};

/** Fits on what was known before the last months and holds every candidate against them; amounts are taken as known. */
function holdOutOf(histories: readonly History[], today: number, spend: GammaGammaParams): HoldOut | null {
  const beginning = histories.reduce((least, one) => Math.min(least, firstPurchaseDay(one) ?? today), today);
  const length = Math.min(LONGEST_HOLD_OUT, Math.floor((today - beginning) / 3));
  const until = today - length;
  if (length < SHORTEST_HOLD_OUT) return null;
  const seen = histories.filter((one) => (firstPurchaseDay(one) ?? Infinity) <= until);
  if (seen.length < FEWEST_HELD_OUT) return null;
  const before = seen.map((one) => featuresAsOf(one, until, until));
  const actual = seen.map((one) => purchaseDaysBetween(one, until, today));
  const candidates = fitCandidates(before, until, MOST_COMPARED_PATTERNS);
  const predicted = new Map(
    candidates.map((one) => [one.model, before.map((features) => expectedWithin(one, features, until, weeks(length)))]),
  );
  return {
    until: dayFromNumber(until),
    to: dayFromNumber(today),
    accuracy: new Map(
      [...predicted]
        .filter(([, values]) => values.every(Number.isFinite))
        .map(([model, values]) => [
          model,
          accuracyOf(
            values,
            actual.map(({ days }) => days),
          ),
        ]),
    ),
    reportOn: (model) => {
      const values = predicted.get(model)!;
      const money = before.map(
        (one, i) => values[i]! * gammaGammaExpectedSpend(spend, one.purchaseDays, meanAmountOf(one)),
      );
      const predictedCents = Math.round(sum(money));
      const actualCents = sum(actual.map(({ netCents }) => netCents));
      return {
        groups: groupsOf(
          before,
          values,
          actual.map(({ days }) => days),
        ),
        predictedCents,
        actualCents,
        moneyBias: actualCents > 0 ? predictedCents / actualCents : null,
      };
    },
  };
}

function expectedWithin({ purchase }: Fitted, one: Features, today: number, t: number): number {
  const { x, tx, T } = historyOf(one, today);
  if (purchase.model === 'mbg-nbd') return mbgNbdExpectedFuturePurchases(purchase.params, x, tx, T, t);
  if (purchase.model === 'pareto-nbd') return paretoNbdExpectedFuturePurchases(purchase.params, x, tx, T, t);
  return nbdRate(purchase.params, x, T) * t;
}

function purchaseDaysBetween(history: History, after: number, until: number): { days: number; netCents: number } {
  let days = 0;
  let netCents = 0;
  for (let i = 0; i < history.day.length; i++) {
    if (history.day[i]! <= after || history.day[i]! > until) continue;
    if (history.orders[i]! > 0) days++;
    netCents += history.netCents[i]!;
  }
  return { days, netCents };
}

function accuracyOf(predicted: readonly number[], actual: readonly number[]): NonNullable<Candidate['heldOut']> {
  const n = actual.length;
  const bought = actual.map((days) => (days > 0 ? 1 : 0));
  const both = bought.includes(1) && bought.includes(0);
  const total = sum(actual);
  return {
    customers: n,
    predicted: sum(predicted),
    actual: total,
    bias: total > 0 ? sum(predicted) / total : null,
    meanAbsoluteError: sum(actual.map((days, i) => Math.abs(days - predicted[i]!))) / n,
    rootMeanSquareError: Math.sqrt(sum(actual.map((days, i) => (days - predicted[i]!) ** 2)) / n),
    auc: both ? auc(predicted, bought) : null,
  };
}

function groupsOf(
  before: readonly Features[],
  predicted: readonly number[],
  actual: readonly number[],
): NonNullable<ValueReport['holdOut']>['groups'] {
  const groups = Array.from({ length: GROUPS }, (_, repeats) => ({
    repeats,
    orMore: repeats === GROUPS - 1,
    customers: 0,
    predicted: 0,
    actual: 0,
  }));
  before.forEach((one, i) => {
    const group = groups[Math.min(GROUPS - 1, one.purchaseDays - 1)]!;
    group.customers++;
    group.predicted += predicted[i]!;
    group.actual += actual[i]!;
  });
  return groups
    .filter(({ customers }) => customers > 0)
    .map((group) => ({
      ...group,
      predicted: group.predicted / group.customers,
      actual: group.actual / group.customers,
    }));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Of forecasts of money: nine edges between tenths. Sorts what it is given. */
export function decileEdgesOf(expectedCents: Float64Array): number[] {
  const sorted = expectedCents.sort();
  return Array.from(
    { length: 9 },
    (_, i) => sorted[Math.min(sorted.length - 1, Math.ceil(((i + 1) * sorted.length) / 10) - 1)] ?? 0,
  );
}
