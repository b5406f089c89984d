import { expect, it } from 'vitest';
import { calibrationLine, calibrationTable } from '#analytics/calibration.ts';
import { sigmoid } from '#analytics/logistic.ts';
import { normalDraw, seededRandom } from '#analytics/random.ts';

const random = seededRandom(21);
const logOdds = Array.from({ length: 8000 }, () => normalDraw(random, -1, 1.2));
const outcomes = logOdds.map((z) => Number(random() < sigmoid(z)));

it('finds intercept 0 and slope 1 for true chances', () => {
  const line = calibrationLine(logOdds.map(sigmoid), outcomes)!;
  expect(Math.abs(line.intercept)).toBeLessThan(3 * line.interceptError);
  expect(Math.abs(line.slope - 1)).toBeLessThan(3 * line.slopeError);
  expect(calibrationTable(logOdds.map(sigmoid), outcomes).error).toBeLessThan(0.02);
});

it('finds slope one half for chances twice too extreme', () => {
  const line = calibrationLine(
    logOdds.map((z) => sigmoid(2 * z)),
    outcomes,
  )!;
  expect(line.slope).toBeCloseTo(0.5, 1);
  expect(
    calibrationTable(
      logOdds.map((z) => sigmoid(2 * z)),
      outcomes,
    ).error,
  ).toBeGreaterThan(0.05);
});

it('groups everybody once, by rising chance, and keeps equal chances together', () => {
  const { groups } = calibrationTable(logOdds.map(sigmoid), outcomes, 7);
  expect(groups.reduce((sum, group) => sum + group.customers, 0)).toBe(8000);
  const predicted = groups.map((group) => group.predicted);
  expect(predicted).toEqual([...predicted].sort((a, b) => a - b));
  expect(calibrationTable([0.2, 0.2, 0.2, 0.9], [0, 1, 0, 1], 4).groups.map((g) => g.customers)).toEqual([3, 1]);
});

it('has no line where chances are all equal, outcomes are all one, or the groups do not overlap', () => {
  expect(calibrationLine([0.3, 0.3, 0.3], [0, 1, 0])).toBeNull();
  expect(calibrationLine([0.1, 0.2], [1, 1])).toBeNull();
  expect(calibrationLine([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1])).toBeNull();
  expect(calibrationLine([], [])).toBeNull();
});
