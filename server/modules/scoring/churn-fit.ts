import { calibrationLine } from '#analytics/calibration.ts';
import { compareAuc } from '#analytics/classifier-metrics.ts';
import { fitLogistic } from '#analytics/logistic.ts';
import type { UsualGap } from '#analytics/usual-gap.ts';
import { backTestReport, pool, type Prediction } from './churn-back-test.ts';
import type { ChurnBackTest, HealthSettings } from './churn-contract.ts';
import type { ChurnSettings } from './churn-settings-contract.ts';
import { originsBefore, secondPurchaseDaysOf, WIDTH, type Origin, type Training } from './churn-training.ts';
import type { History } from './histories.ts';
import { chanceOfRow, knownAfterDays, type ChurnParams, type RiskLine } from './risk.ts';
import { rulesInForce } from './warning-rules.ts';

export type ChurnReport = Omit<ChurnBackTest, 'version' | 'asOf'>;

/** How many past month ends one training looks back on, and how many are held against what happened. */
const TRAINING_ORIGINS = 6;
export const TESTED_ORIGINS = 12;
const FEWEST_ROWS = 150;
export const FEWEST_OF_EACH = 25;
/** Rows of the training that is applied, and of one that is only tested; beyond, every k-th: the weights hardly move. */
const MOST_ROWS = 8_000;
export const MOST_TEST_ROWS = 4_000;
/** Predictions a calibration line is drawn through; two numbers need no more. */
const MOST_CALIBRATED = 4_000;

/**
 * Trains the churn model on the business's own past by rolling origin: at every past month end a line is fitted on what
 * was known then, and held against what happened next. The model is used where its ranking beat the yardstick there by
 * more than luck; else the yardstick, calibrated; else, with too little past, a formula. About a second at worst.
 */
export function fitChurn(
  histories: readonly History[],
  today: number,
  settings: { churn: ChurnSettings; health: HealthSettings },
  usualGap: UsualGap | null,
  key: string,
  buyers: number,
): { params: ChurnParams; report: ChurnReport | null } {
  const { definition } = settings.churn;
  const secondPurchaseDays = secondPurchaseDaysOf(histories);
  const training = trainingOf(settings, usualGap, secondPurchaseDays);
  const origins = originsBefore(histories, today, training);
  const tests = backTest(origins, definition);
  const method = methodBy(tests);
  const line = finalLine(origins, tests, method);
  const params: ChurnParams = { key, definition, method: line ? method : 'formula', line, secondPurchaseDays };
  const report =
    tests.length > 0
      ? backTestReport(tests, params.method, settings.churn, buyers / Math.max(1, histories.length))
      : null;
  return { params, report };
}

export const trainingOf = (
  { churn, health }: { churn: ChurnSettings; health: HealthSettings },
  usualGap: UsualGap | null,
  secondPurchaseDays: number | null,
): Training => ({
  definition: churn.definition,
  usualGap,
  secondPurchaseDays,
  rules: rulesInForce(churn.rules),
  weights: health.weights,
});

/** Every tested origin with what the lines trained before it said of it. */
function backTest(origins: readonly Origin[], definition: ChurnSettings['definition']): Prediction[] {
  const known = knownAfterDays(definition);
  const tests: Prediction[] = [];
  for (const origin of origins.slice(-TESTED_ORIGINS)) {
    const past = origins.filter(({ day }) => day + known <= origin.day).slice(-TRAINING_ORIGINS);
    const lines = { model: trainOn(past, WIDTH, MOST_TEST_ROWS), yardstick: trainOn(past, 1, MOST_TEST_ROWS) };
    if (!lines.model || !lines.yardstick) continue;
    // Calibrated by what earlier tests taught, as it would have been on that day.
    const taught = tests.filter((test) => test.origin.day + known <= origin.day);
    tests.push(
      predict(origin, calibrated(lines.model, taught, 'model'), calibrated(lines.yardstick, taught, 'yardstick')),
    );
  }
  return tests;
}

function predict(origin: Origin, model: RiskLine, yardstick: RiskLine): Prediction {
  const members = Array.from({ length: origin.rows }, (_, i) => i).filter((i) => origin.active[i] === 1);
  const chances = (line: RiskLine) => Float64Array.from(members, (i) => chanceOfRow(line, origin.features, i * WIDTH));
  const bare = ({ slope: _slope, offset: _offset, ...line }: RiskLine): RiskLine => ({ ...line, slope: 1, offset: 0 });
  return {
    origin,
    left: Uint8Array.from(members, (i) => origin.left[i]!),
    once: null,
    ratio: Float64Array.from(members, (i) => origin.ratio[i]!),
    illness: Float64Array.from(members, (i) => origin.illness[i]!),
    fired: Uint32Array.from(members, (i) => origin.fired[i]!),
    model: chances(model),
    yardstick: chances(yardstick),
    raw: { model: chances(bare(model)), yardstick: chances(bare(yardstick)) },
  };
}

/** The model is used only where the whole interval of its lead lies above 0. */
function methodBy(tests: readonly Prediction[]): 'model' | 'yardstick' {
  const left = pool(tests, ({ left }) => left);
  if (!hasBoth(left)) return 'yardstick';
  const lead = compareAuc(
    pool(tests, ({ model }) => model),
    pool(tests, ({ ratio }) => ratio),
    left,
  );
  return lead.interval[0] > 0 ? 'model' : 'yardstick';
}

function finalLine(
  origins: readonly Origin[],
  tests: readonly Prediction[],
  method: 'model' | 'yardstick',
): RiskLine | null {
  const line = trainOn(origins.slice(-TRAINING_ORIGINS), method === 'model' ? WIDTH : 1);
  return line && calibrated(line, tests, method);
}

/** Fits the first `width` features; null when there is too little to learn from. */
export function trainOn(origins: readonly Origin[], width: number, mostRows = MOST_ROWS): RiskLine | null {
  const total = origins.reduce((sum, { rows }) => sum + rows, 0);
  if (total < FEWEST_ROWS) return null;
  const stride = Math.max(1, Math.ceil(total / mostRows));
  const kept = Math.ceil(total / stride);
  const values = new Float64Array(kept * width);
  const outcomes = new Uint8Array(kept);
  let seen = 0;
  let row = 0;
  for (const { rows, width: whole, features, left } of origins) {
    for (let i = 0; i < rows; i++, seen++) {
      if (seen % stride !== 0) continue;
      for (let j = 0; j < width; j++) values[row * width + j] = features[i * whole + j]!;
      outcomes[row++] = left[i]!;
    }
  }
  const leavers = outcomes.reduce((sum, one) => sum + one, 0);
  if (Math.min(leavers, outcomes.length - leavers) < FEWEST_OF_EACH) return null;
  return lineFrom(values, outcomes, width);
}

function lineFrom(values: Float64Array, outcomes: Uint8Array, width: number): RiskLine {
  const rows = outcomes.length;
  const shift = Array.from({ length: width }, () => 0);
  const scale = Array.from({ length: width }, () => 0);
  for (let i = 0; i < rows; i++) for (let j = 0; j < width; j++) shift[j]! += values[i * width + j]! / rows;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < width; j++) scale[j]! += (values[i * width + j]! - shift[j]!) ** 2 / rows;
  for (let j = 0; j < width; j++) scale[j] = Math.sqrt(scale[j]!) || 1;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < width; j++) values[i * width + j] = (values[i * width + j]! - shift[j]!) / scale[j]!;
  const { intercept, weights } = fitLogistic({ rows, width, values }, outcomes);
  return { intercept, weights: [...weights], shift, scale, slope: 1, offset: 0 };
}

/** Cox's line over the tests, kept to slopes that still rank the same way and do not exaggerate. */
export function calibrated(line: RiskLine, tests: readonly Prediction[], which: 'model' | 'yardstick'): RiskLine {
  const all = pool(tests, (test) => test.left);
  const stride = Math.max(1, Math.ceil(all.length / MOST_CALIBRATED));
  const thinned = (column: Float64Array) => column.filter((_, i) => i % stride === 0);
  const left = thinned(all);
  if (!hasBoth(left)) return line;
  const fit = calibrationLine(thinned(pool(tests, ({ raw }) => raw[which])), left);
  if (!fit || !(fit.slope > 0.3 && fit.slope < 3)) return line;
  return { ...line, slope: fit.slope, offset: fit.intercept };
}

/** Enough of either outcome to speak of a ranking. */
function hasBoth(left: Float64Array): boolean {
  const leavers = left.reduce((sum, one) => sum + one, 0);
  return Math.min(leavers, left.length - leavers) >= FEWEST_OF_EACH;
}
