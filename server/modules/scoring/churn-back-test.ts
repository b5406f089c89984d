import { calibrationLine, calibrationTable } from '#analytics/calibration.ts';
import { auc, aucInterval, brierScore, compareAuc, listQuality, logLoss } from '#analytics/classifier-metrics.ts';
import { wilsonInterval } from '#analytics/proportion.ts';
import type { ChurnBackTest } from './churn-contract.ts';
import type { ChurnSettings } from './churn-settings-contract.ts';
import type { Origin } from './churn-training.ts';
import type { RiskMethod } from './risk.ts';
import { rulesInForce, type RuleCode } from './warning-rules.ts';

/** One past month end: what was said of the customers who could be warned, and what became of them. */
export type Prediction = {
  origin: Origin;
  left: Uint8Array;
  ratio: Float64Array;
  illness: Float64Array;
  fired: Uint32Array;
  /** 1: the last month end of its case. Where the same end is seen from several, rankings count it once. Null: all count. */
  once: Uint8Array | null;
  /** Calibrated chances. */
  model: Float64Array;
  yardstick: Float64Array;
  /** Before calibration. */
  raw: { model: Float64Array; yardstick: Float64Array };
};

type Report = Omit<ChurnBackTest, 'version' | 'asOf'>;
type HitRate = ChurnBackTest['hitRate'];

/** What the method in use came to on the tests; `scale` is how many customers one of the sample stands for. */
export function backTestReport(
  tests: readonly Prediction[],
  method: RiskMethod,
  settings: ChurnSettings,
  scale: number,
): Report | null {
  const left = pool(tests, (test) => test.left, 'once');
  const leavers = left.reduce((sum, one) => sum + one, 0);
  if (leavers < 2 || left.length - leavers < 2) return null;
  const used = (test: Prediction) => (method === 'model' ? test.model : test.yardstick);
  const chances = pool(tests, used, 'once');
  const lead = compareAuc(
    pool(tests, (test) => test.model, 'once'),
    pool(tests, (test) => test.ratio, 'once'),
    left,
  );
  const { groups, error } = calibrationTable(chances, left);
  const line = calibrationLine(chances, left);
  const rates = tests.map((test) => warnedOf(test, used(test), settings));
  return {
    from: tests[0]!.origin.month,
    to: tests.at(-1)!.origin.month,
    customers: left.length,
    baseRate: leavers / left.length,
    model: rankingOf(
      pool(tests, (test) => test.model, 'once'),
      left,
    ),
    yardstick: rankingOf(
      pool(tests, (test) => test.ratio, 'once'),
      left,
    ),
    difference: { auc: lead.difference, low: lead.interval[0], high: lead.interval[1], pValue: lead.pValue },
    health: rankingOf(
      pool(tests, (test) => test.illness, 'once'),
      left,
    ),
    healthGroups: healthGroupsOf(tests),
    hitRate: total(rates.map(({ own }) => own)),
    fifthFrom: fifthOf(used(tests.at(-1)!)),
    yardstickHitRate: total(rates.map(({ yardstick }) => yardstick)),
    months: tests.map((test, i) => ({
      month: test.origin.month,
      customers: test.left.length,
      model: aucOf(test.model, test.left),
      yardstick: aucOf(test.ratio, test.left),
      ...rates[i]!.own,
    })),
    calibration: groups.map(({ customers, predicted, actual, interval: [low, high] }) => ({
      customers,
      predicted,
      actual,
      low,
      high,
    })),
    calibrationError: error,
    calibrationLine: line && { intercept: line.intercept, slope: line.slope },
    brier: brierScore(chances, left),
    logLoss: logLoss(chances, left),
    lists: listsOf(tests, used, settings.listSize, scale),
    rules: rulesInForce(settings.rules).map(({ rule }, k) => ruleRate(tests, rule.code, k)),
  };
}

function rankingOf(scores: Float64Array, left: Float64Array): ChurnBackTest['model'] {
  const { auc: area, interval } = aucInterval(scores, left);
  return { auc: area, low: interval[0], high: interval[1] };
}

function aucOf(scores: Float64Array, left: Uint8Array): number | null {
  const leavers = left.reduce((sum, one) => sum + one, 0);
  return leavers > 0 && leavers < left.length ? auc(scores, left) : null;
}

function fifthOf(chances: Float64Array): number {
  const sorted = chances.toSorted((a, b) => b - a);
  return Math.round(100 * (sorted[Math.floor(sorted.length / 5)] ?? 0));
}

/** The band high as it would have been given, and the yardstick warning as many. */
function warnedOf(
  test: Prediction,
  chances: Float64Array,
  settings: ChurnSettings,
): { own: HitRate; yardstick: HitRate } {
  const raising = rulesInForce(settings.rules).flatMap(({ raisesTo }, k) => (raisesTo === 'high' ? [k] : []));
  const warned = Uint8Array.from(chances, (chance, i) => {
    const raised = raising.some((k) => (test.fired[i]! & (1 << k)) !== 0);
    return raised || Math.round(100 * chance) >= settings.bands.high ? 1 : 0;
  });
  const asMany = warned.reduce((sum, one) => sum + one, 0);
  const byRatio = Array.from(test.ratio, (_, i) => i).sort((a, b) => test.ratio[b]! - test.ratio[a]!);
  const yardstick = new Uint8Array(warned.length);
  for (const i of byRatio.slice(0, asMany)) yardstick[i] = 1;
  return { own: rateOf(warned, test.left), yardstick: rateOf(yardstick, test.left) };
}

function rateOf(warned: Uint8Array, left: Uint8Array): HitRate {
  const counts = { warned: 0, warnedLeft: 0, notWarned: 0, notWarnedLeft: 0 };
  warned.forEach((one, i) => {
    if (one === 1) {
      counts.warned++;
      counts.warnedLeft += left[i]!;
    } else {
      counts.notWarned++;
      counts.notWarnedLeft += left[i]!;
    }
  });
  return withRates(counts);
}

/** Adds up, then divides. */
export function total(rates: readonly Omit<HitRate, 'warnedRate' | 'notWarnedRate'>[]): HitRate {
  const sum = (of: (rate: (typeof rates)[number]) => number) => rates.reduce((all, rate) => all + of(rate), 0);
  return withRates({
    warned: sum((rate) => rate.warned),
    warnedLeft: sum((rate) => rate.warnedLeft),
    notWarned: sum((rate) => rate.notWarned),
    notWarnedLeft: sum((rate) => rate.notWarnedLeft),
  });
}

export const withRates = (counts: Omit<HitRate, 'warnedRate' | 'notWarnedRate'>): HitRate => ({
  ...counts,
  warnedRate: counts.warned > 0 ? counts.warnedLeft / counts.warned : null,
  notWarnedRate: counts.notWarned > 0 ? counts.notWarnedLeft / counts.notWarned : null,
});

/** The list people can work, twice and five times it, over all tested month ends; as large as on the whole base. */
function listsOf(
  tests: readonly Prediction[],
  used: (test: Prediction) => Float64Array,
  listSize: number,
  scale: number,
): Report['lists'] {
  const smallest = Math.min(...tests.map(({ left }) => left.length));
  const wished = [1, 2, 5].map((times) => times * listSize).filter((size) => size / scale <= smallest);
  // Fewer ends come near in a month than the list is long: a tenth, a fifth and half of them.
  const parts = [10, 5, 2].map((part) => Math.floor((scale * smallest) / part)).filter((size) => size >= 1);
  const sizes = wished.length === 0 && tests.some(({ once }) => once) ? [...new Set(parts)] : wished;
  return sizes.map((size) => {
    const called = Math.max(1, Math.round(size / scale));
    const qualities = tests.map((test) => listQuality(used(test), test.left, called));
    const all = tests.reduce((sum, { left }) => sum + left.reduce((n, one) => n + one, 0), 0);
    const customers = tests.reduce((sum, { left }) => sum + left.length, 0);
    const hit = qualities.reduce((sum, { leavers }) => sum + leavers, 0);
    const precision = hit / (called * tests.length);
    return {
      size,
      leavers: Math.round((hit / tests.length) * scale * 10) / 10,
      precision,
      recall: hit / all,
      lift: (precision * customers) / all,
    };
  });
}

function ruleRate(tests: readonly Prediction[], code: RuleCode, k: number): Report['rules'][number] {
  let fired = 0;
  let left = 0;
  for (const test of tests) {
    test.fired.forEach((bits, i) => {
      if ((bits & (1 << k)) === 0) return;
      fired++;
      left += test.left[i]!;
    });
  }
  return { code, fired, left, rate: fired > 0 ? left / fired : null };
}

/** Tens of health points and what became of them; `illness` is 100 less health. */
function healthGroupsOf(tests: readonly Prediction[]): NonNullable<Report['healthGroups']> {
  const groups = Array.from({ length: 10 }, (_, i) => ({
    from: i * 10,
    to: i === 9 ? 100 : i * 10 + 9,
    customers: 0,
    left: 0,
  }));
  for (const { illness, left } of tests) {
    illness.forEach((ill, i) => {
      const group = groups[Math.min(9, Math.floor((100 - ill) / 10))]!;
      group.customers++;
      group.left += left[i]!;
    });
  }
  return groups
    .filter(({ customers }) => customers > 0)
    .map((group) => {
      const [low, high] = wilsonInterval(group.left, group.customers);
      return { ...group, rate: group.left / group.customers, low, high };
    });
}

/** One column of all tests, end to end; `once`: of every case at its last month end. */
export const pool = (
  tests: readonly Prediction[],
  of: (test: Prediction) => ArrayLike<number>,
  which: 'all' | 'once' = 'all',
): Float64Array =>
  Float64Array.from(
    tests.flatMap((test) => {
      const values = Array.from(of(test));
      return which === 'all' || !test.once ? values : values.filter((_, i) => test.once?.[i] === 1);
    }),
  );
