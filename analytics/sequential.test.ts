import { describe, expect, it } from 'vitest';
import { twoSidedZ } from '#analytics/proportion.ts';
import { normalDraw, seededRandom } from '#analytics/random.ts';
import type { Random } from '#analytics/random.ts';
import { lookAt, planSequential } from '#analytics/sequential.ts';

/** Runs one experiment, looking after every ten customers per arm; true if zero is ever outside the interval. */
function alarmsWhileWatched(
  draw: (arm: number) => number,
  customers: number,
  deviation: number,
  reach: 'always' | 'single',
): boolean {
  const plan = planSequential(deviation * Math.sqrt(2 / customers));
  const sums = [0, 0];
  const squares = [0, 0];
  for (let n = 1; n <= customers; n++) {
    for (const arm of [0, 1]) {
      const y = draw(arm);
      sums[arm]! += y;
      squares[arm]! += y * y;
    }
    if (n % 10 !== 0 || n < plan.minimumPerArm) continue;
    const variances = [0, 1].map((arm) => (squares[arm]! - sums[arm]! ** 2 / n) / (n - 1));
    const effect = {
      difference: (sums[1]! - sums[0]!) / n,
      standardError: Math.sqrt((variances[0]! + variances[1]!) / n),
    };
    const [low, high] = lookAt(plan, effect, n).interval;
    const isAlarm =
      reach === 'always' ? low > 0 || high < 0 : Math.abs(effect.difference) > 1.96 * effect.standardError;
    if (isAlarm) return true;
  }
  return false;
}

const share = (runs: number, experiment: (random: Random) => boolean): number =>
  Array.from({ length: runs }, (_, run) => experiment(seededRandom(run))).filter(Boolean).length / runs;

describe('without any effect, looked at 91 to 191 times', () => {
  it('raises a false alarm in at most 5 % of 1,000 experiments with normal outcomes', () => {
    expect(
      share(1000, (random) => alarmsWhileWatched(() => normalDraw(random), 1000, 1, 'always')),
    ).toBeLessThanOrEqual(0.05);
  });

  it('raises a false alarm in at most 5 % of 1,000 experiments with a conversion of 5 %', () => {
    const run = (random: Random) => alarmsWhileWatched(() => Number(random() < 0.05), 1000, 0.218, 'always');
    expect(share(1000, run)).toBeLessThanOrEqual(0.05);
  });

  it('raises a false alarm in at most 5 % of 1,000 experiments with spend that is mostly zero and else skewed', () => {
    const spend = (random: Random): number => (random() < 0.2 ? Math.exp(normalDraw(random, 0, 1)) : 0);
    expect(share(1000, (random) => alarmsWhileWatched(() => spend(random), 1000, 1.03, 'always'))).toBeLessThanOrEqual(
      0.05,
    );
  });

  it('stays quiet where a plain 95 % interval watched as often cries wolf in a quarter of them', () => {
    expect(share(300, (random) => alarmsWhileWatched(() => normalDraw(random), 2000, 1, 'single'))).toBeGreaterThan(
      0.25,
    );
  });
});

it('sees a real effect in most experiments, and often before the planned end', () => {
  const effect = 0.2;
  const run = (random: Random) => alarmsWhileWatched((arm) => normalDraw(random, arm * effect), 1000, 1, 'always');
  expect(share(300, run)).toBeGreaterThan(0.85);
  const half = (random: Random) =>
    alarmsWhileWatched((arm) => normalDraw(random, arm * effect * 1.5), 500, 1, 'always');
  expect(share(300, half)).toBeGreaterThan(0.85);
});

describe('the interval', () => {
  it('is tightest, in standard errors, near the planned end: 1.55 times that of a single look', () => {
    const plan = planSequential(0.1, { minimumPerArm: 1 });
    const widthAt = (standardError: number): number =>
      lookAt(plan, { difference: 0, standardError }, 1).interval[1] / standardError;
    expect(widthAt(0.1) / twoSidedZ(0.95)).toBeCloseTo(1.549, 3);
    expect(widthAt(0.1)).toBeLessThan(widthAt(0.4));
    expect(widthAt(0.1)).toBeLessThan(widthAt(0.025));
  });

  it('excludes zero exactly when the p-value is below alpha', () => {
    const plan = planSequential(0.1);
    for (let difference = 0; difference < 0.6; difference += 0.01) {
      const { interval, pValue } = lookAt(plan, { difference, standardError: 0.1 }, 500);
      expect(interval[0] > 0).toBe(pValue < 0.05);
    }
  });

  it('says nothing before the arms are large enough, or while nothing varies', () => {
    const plan = planSequential(0.1);
    const nothing = { interval: [-Infinity, Infinity], pValue: 1 };
    expect(lookAt(plan, { difference: 9, standardError: 0.1 }, 99)).toEqual(nothing);
    expect(lookAt(plan, { difference: 9, standardError: 0 }, 500)).toEqual(nothing);
    expect(() => planSequential(0)).toThrow('positive standard error');
  });
});
