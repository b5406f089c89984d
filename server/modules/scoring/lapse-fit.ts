/**
 * The model of renewals: who under contract will let the plan lapse. Tested and trained as the churn model is, by rolling
 * origin, against a yardstick of its own: the chance by renewals behind alone (`analytics/shifted-beta-geometric.ts`).
 */
import { compareAuc } from '#analytics/classifier-metrics.ts';
import { chanceToLapse, type RenewalParams } from '#analytics/shifted-beta-geometric.ts';
import { backTestReport, pool, type Prediction } from './churn-back-test.ts';
import { calibrated, FEWEST_OF_EACH, MOST_TEST_ROWS, TESTED_ORIGINS, trainOn, type ChurnReport } from './churn-fit.ts';
import type { ChurnSettings } from './churn-settings-contract.ts';
import type { Training } from './churn-training.ts';
import { lapseGroupsOf, type LapseGroup } from './lapse-groups.ts';
import { LAPSE_WIDTH, lapseOriginsBefore, type LapseOrigin, type LapsePast } from './lapse-training.ts';
import { chanceOfRow, knownAfterDays, type RiskLine } from './risk.ts';

/** Terms are few and their ways steady: what is learned from reaches back further than for silence. */
const LAPSE_ORIGINS = 12;

/** `trained`: at one tested month end at least there was enough to train a line on. */
export type LapseReport = ChurnReport & { groups: LapseGroup[]; trained: boolean };
export type LapseFit = { line: RiskLine | null; report: LapseReport | null };

/** `line` is null where the model did not beat the yardstick, or could not be tried. `scale`: customers one stands for. */
export function fitLapse(
  past: LapsePast,
  today: number,
  training: Training,
  settings: ChurnSettings,
  scale: number,
): LapseFit {
  const known = knownAfterDays(training.definition);
  const origins = lapseOriginsBefore(past, today, training);
  const tests: Prediction[] = [];
  let trained = false;
  for (const origin of origins.slice(-TESTED_ORIGINS)) {
    if (!origin.by || origin.rows === 0) continue;
    const before = origins.filter(({ day }) => day + known <= origin.day).slice(-LAPSE_ORIGINS);
    const line = trainOn(before, LAPSE_WIDTH, MOST_TEST_ROWS);
    trained ||= line !== null;
    const taught = tests.filter((test) => test.origin.day + known <= origin.day);
    tests.push(predict(origin, origin.by, line && calibrated(line, taught, 'model')));
  }
  const usesModel = beatsYardstick(tests);
  const line = usesModel ? trainOn(origins.slice(-LAPSE_ORIGINS), LAPSE_WIDTH) : null;
  const inUse = line && calibrated(line, tests, 'model');
  const report = tests.length > 0 ? backTestReport(tests, inUse ? 'model' : 'yardstick', settings, scale) : null;
  return { line: inUse, report: report && { ...report, groups: lapseGroupsOf(origins), trained } };
}

/** While no line could be trained the model says what the yardstick says. */
function predict(origin: LapseOrigin, by: RenewalParams, line: RiskLine | null): Prediction {
  const members = Array.from({ length: origin.rows }, (_, i) => i);
  const yardstick = Float64Array.from(members, (i) => chanceToLapse(by, origin.renewals[i]!));
  const model = (of: RiskLine | null) =>
    of ? Float64Array.from(members, (i) => chanceOfRow(of, origin.features, i * LAPSE_WIDTH)) : yardstick;
  return {
    origin,
    left: origin.left.slice(0, origin.rows),
    ratio: origin.ratio.slice(0, origin.rows),
    illness: origin.illness.slice(0, origin.rows),
    fired: origin.fired.slice(0, origin.rows),
    once: origin.last.slice(0, origin.rows),
    model: model(line),
    yardstick,
    raw: { model: model(line && { ...line, slope: 1, offset: 0 }), yardstick },
  };
}

/** By the rows that count once, so that a term seen from three month ends is no three witnesses. */
function beatsYardstick(tests: readonly Prediction[]): boolean {
  const left = pool(tests, ({ left }) => left, 'once');
  const leavers = left.reduce((sum, one) => sum + one, 0);
  if (Math.min(leavers, left.length - leavers) < FEWEST_OF_EACH) return false;
  const lead = compareAuc(
    pool(tests, ({ model }) => model, 'once'),
    pool(tests, ({ ratio }) => ratio, 'once'),
    left,
  );
  return lead.interval[0] > 0;
}
