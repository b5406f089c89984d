import { describe, expect, it } from 'vitest';
import { kaplanMeier, survivalAt } from '#analytics/kaplan-meier.ts';
import { exponentialDraw, seededRandom } from '#analytics/random.ts';

describe('the 6-mercaptopurine arm of Freireich et al. 1963', () => {
  // 21 patients, + still in remission; survival and Greenwood errors as tabulated in Kalbfleisch & Prentice 2002 and in
  // Kleinbaum & Klein, Survival Analysis, 3rd ed., ch. 2.
  const durations = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
  const left = durations.map((_, i) => Number(i < 9));
  const curve = kaplanMeier(durations, left);

  it('has the published survival and standard errors', () => {
    const rows = curve.steps.map((s) => [s.time, s.atRisk, s.left, round(s.survival, 3), round(s.standardError, 4)]);
    expect(rows).toEqual([
      [6, 21, 3, 0.857, 0.0764],
      [7, 17, 1, 0.807, 0.0869],
      [10, 15, 1, 0.753, 0.0963],
      [13, 12, 1, 0.69, 0.1068],
      [16, 11, 1, 0.627, 0.1141],
      [22, 7, 1, 0.538, 0.1282],
      [23, 6, 1, 0.448, 0.1346],
    ]);
  });

  it('has the published median of 23 weeks, its upper limit not reached', () => {
    expect(curve.median).toEqual({ time: 23, interval: [13, null] });
  });

  it('has the log-log interval at ten weeks worked out by hand', () => {
    // Σ d/(n(n − d)) = .016375, s = .12796/.28377 = .45094, .75294^exp(±1.96 s).
    const step = curve.steps[2]!;
    expect([round(step.interval[0], 4), round(step.interval[1], 4)]).toEqual([0.5032, 0.8894]);
  });

  it('is a step function', () => {
    expect(survivalAt(curve, 5.9)).toBe(1);
    expect(survivalAt(curve, 6)).toBeCloseTo(18 / 21, 12);
    expect(survivalAt(curve, 400)).toBeCloseTo(0.448, 3);
  });
});

it('is the plain share when everybody is seen to the end, and reaches 0', () => {
  const { steps } = kaplanMeier([3, 1, 2, 4], [1, 1, 1, 1]);
  expect(steps.map(({ survival }) => survival)).toEqual([0.75, 0.5, 0.25, 0]);
  expect(steps.at(-1)!.interval).toEqual([0, 1]);
});

it('has an interval that holds the true curve 90 to 98 % of the time with a third censored', () => {
  const random = seededRandom(40);
  let held = 0;
  for (let run = 0; run < 1000; run++) {
    const lives = Array.from({ length: 40 }, () => [exponentialDraw(random, 1), exponentialDraw(random, 0.5)] as const);
    const curve = kaplanMeier(
      lives.map(([a, b]) => Math.min(a, b)),
      lives.map(([a, b]) => Number(a <= b)),
    );
    const step = curve.steps.findLast(({ time }) => time <= 0.7);
    const interval = step?.interval ?? [1, 1];
    if (interval[0] <= Math.exp(-0.7) && Math.exp(-0.7) <= interval[1]) held++;
  }
  expect(held / 1000).toBeGreaterThan(0.9);
  expect(held / 1000).toBeLessThan(0.98);
});

it('has no median before half have left, and refuses broken columns', () => {
  expect(kaplanMeier([5, 6, 7], [1, 0, 0]).median).toBeNull();
  expect(kaplanMeier([], [])).toEqual({ steps: [], median: null });
  expect(() => kaplanMeier([1], [])).toThrow('differ in length');
  expect(() => kaplanMeier([-1, 2], [1, 1])).toThrow('cannot be negative');
});

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
