import { expect, it } from 'vitest';
import { adjustByCovariate, summariseWithCovariate } from '#analytics/cuped.ts';
import type { CovariateArm } from '#analytics/cuped.ts';
import { meanDifference, summarise } from '#analytics/effect.ts';
import { normalDraw, seededRandom } from '#analytics/random.ts';

/** y = 3 + effect + 2·x + noise of deviation 2: correlation 1/√2, so half the variance is known beforehand. */
function arm(random: () => number, n: number, effect: number): { x: number[]; y: number[]; sums: CovariateArm } {
  const x = Array.from({ length: n }, () => normalDraw(random, 10, 1));
  const y = x.map((before) => 3 + effect + 2 * before + normalDraw(random, 0, 2));
  return { x, y, sums: summariseWithCovariate(x, y) };
}

it('takes out the share of variance that the past explains, and keeps the effect', () => {
  const random = seededRandom(8);
  const [treated, control] = [arm(random, 20_000, 0.5), arm(random, 20_000, 0)];
  const { theta, varianceReduction, arms } = adjustByCovariate([treated.sums, control.sums]);
  expect(theta).toBeCloseTo(2, 1);
  expect(varianceReduction).toBeCloseTo(0.5, 1);
  const adjusted = meanDifference(arms[0]!, arms[1]!);
  const plain = meanDifference(summarise(treated.y), summarise(control.y));
  expect(adjusted.standardError / plain.standardError).toBeCloseTo(Math.SQRT1_2, 2);
  expect(Math.abs(adjusted.difference - 0.5)).toBeLessThan(3 * adjusted.standardError);
});

it('equals the adjustment done row by row', () => {
  const random = seededRandom(4);
  const parts = [arm(random, 50, 1), arm(random, 30, 0)];
  const { theta, arms } = adjustByCovariate(parts.map(({ sums }) => sums));
  const allX = parts.flatMap(({ x }) => x);
  const centre = allX.reduce((a, b) => a + b, 0) / allX.length;
  parts.forEach(({ x, y }, i) => {
    const rows = summarise(y.map((value, k) => value - theta * (x[k]! - centre)));
    expect(arms[i]!.mean).toBeCloseTo(rows.mean, 9);
    expect(arms[i]!.variance).toBeCloseTo(rows.variance, 9);
  });
});

it('is significant at 5 % in 3 to 7 % of 1,000 comparisons of like with like', () => {
  const random = seededRandom(77);
  const alarms = Array.from({ length: 1000 }, () => {
    const { arms } = adjustByCovariate([arm(random, 100, 0).sums, arm(random, 100, 0).sums]);
    return meanDifference(arms[0]!, arms[1]!).pValue < 0.05;
  });
  const share = alarms.filter(Boolean).length / 1000;
  expect(share).toBeGreaterThanOrEqual(0.03);
  expect(share).toBeLessThanOrEqual(0.07);
});

it('changes nothing when the past does not vary, and refuses columns of unequal length', () => {
  const flat = summariseWithCovariate([1, 1, 1], [4, 5, 6]);
  expect(adjustByCovariate([flat, flat])).toMatchObject({ theta: 0, varianceReduction: 0 });
  expect(adjustByCovariate([flat, flat]).arms[0]).toEqual({ n: 3, mean: 5, variance: 1 });
  expect(() => summariseWithCovariate([1], [])).toThrow('differ in length');
});
