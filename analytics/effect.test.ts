import { beforeAll, describe, expect, it } from 'vitest';
import { armFromSums, meanDifference, shareDifference, summarise } from '#analytics/effect.ts';
import type { MeanArm, ShareArm } from '#analytics/effect.ts';
import { exponentialDraw, normalDraw, seededRandom } from '#analytics/random.ts';
import { describeWithReferenceData, referenceRecords } from '#analytics/reference-data.ts';
import { sampleRatio } from '#analytics/sample-ratio.ts';

describe('a difference of means', () => {
  it('gives Welch’s t of two small samples as worked out by hand', () => {
    const effect = meanDifference(summarise([5, 7, 9]), summarise([4, 5, 6]));
    expect(effect.difference).toBe(2);
    expect(effect.standardError).toBeCloseTo(Math.sqrt(4 / 3 + 1 / 3), 12);
    expect(effect.degreesOfFreedom).toBeCloseTo((5 / 3) ** 2 / ((4 / 3) ** 2 / 2 + (1 / 3) ** 2 / 2), 12);
    expect(effect.statistic).toBeCloseTo(2 / Math.sqrt(5 / 3), 12);
  });

  it('gives the t-test of Student’s sleep data as R prints it', () => {
    // Student 1908; R 4 `t.test(extra ~ group, data = sleep)`: t = -1.8608, df = 17.776, p = 0.07939, CI -3.365483 0.205483.
    const first = summarise([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]);
    const second = summarise([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]);
    const effect = meanDifference(first, second);
    expect(effect.statistic).toBeCloseTo(-1.8608, 4);
    expect(effect.degreesOfFreedom).toBeCloseTo(17.776, 3);
    expect(effect.pValue).toBeCloseTo(0.07939, 5);
    expect(effect.interval[0]).toBeCloseTo(-3.365483, 5);
    expect(effect.interval[1]).toBeCloseTo(0.205483, 5);
  });

  it('is the same from sums as from rows', () => {
    const rows = [3, 1, 4, 1, 5, 9, 2, 6];
    const sums = armFromSums(
      8,
      31,
      rows.reduce((sum, x) => sum + x * x, 0),
    );
    expect(sums.variance).toBeCloseTo(summarise(rows).variance, 12);
  });

  it('needs two customers in each arm, and is certain where nothing varies', () => {
    expect(() => meanDifference(summarise([1]), summarise([1, 2]))).toThrow('two customers in each arm');
    const flat = meanDifference(summarise([2, 2]), summarise([1, 1]));
    expect(flat).toMatchObject({ difference: 1, interval: [1, 1], pValue: 0 });
  });

  it('is significant at 5 % in 3 to 7 % of 1,000 comparisons of like with like', () => {
    const draws = { normal: normalDraw, skewed: (random: () => number) => exponentialDraw(random, 1) };
    for (const [i, draw] of Object.values(draws).entries()) {
      const random = seededRandom(100 + i);
      const arm = (): MeanArm => summarise(Array.from({ length: 200 }, () => draw(random)));
      const alarms = Array.from({ length: 1000 }, () => meanDifference(arm(), arm()).pValue < 0.05);
      const share = alarms.filter(Boolean).length / 1000;
      expect(share).toBeGreaterThanOrEqual(0.03);
      expect(share).toBeLessThanOrEqual(0.07);
    }
  });
});

describe('a difference of shares', () => {
  it('has Newcombe’s published interval', () => {
    // Newcombe 1998, table II, method 10: 56/70 against 48/80 gives 0.0524 to 0.3339; 9/10 against 3/10 0.1705 to 0.8090.
    const trial = shareDifference({ n: 70, successes: 56 }, { n: 80, successes: 48 });
    expect(trial.interval[0]).toBeCloseTo(0.0524, 4);
    expect(trial.interval[1]).toBeCloseTo(0.3339, 4);
    const small = shareDifference({ n: 10, successes: 9 }, { n: 10, successes: 3 });
    expect(small.interval[0]).toBeCloseTo(0.1705, 4);
    expect(small.interval[1]).toBeCloseTo(0.809, 4);
  });

  it('keeps a width where all succeed and none, and has no relative lift over nothing', () => {
    const effect = shareDifference({ n: 10, successes: 10 }, { n: 20, successes: 0 });
    expect(effect.interval[0]).toBeCloseTo(0.6791, 4);
    expect(effect.interval[1]).toBeCloseTo(1, 9);
    expect(effect.relative).toBeNull();
    expect(() => shareDifference({ n: 0, successes: 0 }, { n: 1, successes: 1 })).toThrow('customer in each arm');
  });

  it('is significant at 5 % in 3 to 7 % of 1,000 comparisons of like with like', () => {
    const random = seededRandom(5);
    const arm = (): ShareArm => ({
      n: 400,
      successes: Array.from({ length: 400 }, () => random() < 0.1).filter(Boolean).length,
    });
    const alarms = Array.from({ length: 1000 }, () => shareDifference(arm(), arm()).pValue < 0.05);
    const share = alarms.filter(Boolean).length / 1000;
    expect(share).toBeGreaterThanOrEqual(0.03);
    expect(share).toBeLessThanOrEqual(0.07);
  });
});

/**
 * Hillstrom's e-mail challenge (MineThatData 2008): 64,000 customers, two e-mails and a control. Means and intervals as
 * published by aokassamali/Hillstrom-emails-experiment and recomputed independently; tolerance: the digits given.
 */
describeWithReferenceData('Hillstrom', ['hillstrom.csv.gz'], () => {
  type Outcome = 'visit' | 'conversion' | 'spend';
  type Row = Record<Outcome, number> & { segment: string; mens: boolean; womens: boolean };
  let rows: Row[];
  const MENS = ['Mens E-Mail'];
  const WOMENS = ['Womens E-Mail'];
  const ANY = ['Mens E-Mail', 'Womens E-Mail'];
  const NONE = ['No E-Mail'];

  beforeAll(() => {
    rows = referenceRecords('hillstrom.csv.gz').map((record) => ({
      segment: record['segment']!,
      visit: Number(record['visit']),
      conversion: Number(record['conversion']),
      spend: Number(record['spend']),
      mens: record['mens'] === '1',
      womens: record['womens'] === '1',
    }));
  });

  const valuesOf = (
    segments: readonly string[],
    outcome: Outcome,
    only: (row: Row) => boolean = () => true,
  ): number[] => rows.filter((row) => segments.includes(row.segment) && only(row)).map((row) => row[outcome]);
  const meanArm = (segments: readonly string[], outcome: Outcome): MeanArm => summarise(valuesOf(segments, outcome));
  const shareArm = (segments: readonly string[], outcome: Outcome, only?: (row: Row) => boolean): ShareArm => {
    const values = valuesOf(segments, outcome, only);
    return { n: values.length, successes: values.reduce((a, b) => a + b, 0) };
  };
  const rounded = (values: readonly number[], digits: number): number[] =>
    values.map((value) => Number(value.toFixed(digits)));

  it('was split fairly: χ² .2025 with 2 degrees of freedom', () => {
    const check = sampleRatio([WOMENS, MENS, NONE].map((segments) => shareArm(segments, 'visit').n));
    expect(check.chiSquare).toBeCloseTo(0.2025, 4);
    expect(check).toMatchObject({ degreesOfFreedom: 2, isMismatch: false });
  });

  it('has the published means', () => {
    const means = (outcome: Outcome) => [MENS, WOMENS, NONE].map((segments) => meanArm(segments, outcome).mean);
    expect(rounded(means('visit'), 8)).toEqual([0.18275684, 0.15140038, 0.10616728]);
    expect(rounded(means('conversion'), 8)).toEqual([0.01253109, 0.00883714, 0.00572609]);
    expect(rounded(means('spend'), 8)).toEqual([1.42261651, 1.07720157, 0.65278936]);
  });

  it('has the published effects on visit and conversion', () => {
    const published: [readonly string[], Outcome, number, number, number, number, number, number, number, number][] = [
      [MENS, 'visit', 3894, 0.0765896, 0.0033859, 0.069953, 0.083226, 22.62, 22.486, 72.14],
      [MENS, 'conversion', 267, 0.006805, 0.0009209, 0.005, 0.00861, 7.39, 7.385, 118.84],
      [WOMENS, 'visit', 3238, 0.0452331, 0.0032345, 0.038894, 0.051573, 13.985, 13.949, 42.61],
      [WOMENS, 'conversion', 189, 0.0031111, 0.0008227, 0.001499, 0.004723, 3.782, 3.78, 54.33],
    ];
    for (const [segments, outcome, successes, difference, error, low, high, t, z, lift] of published) {
      const effect = shareDifference(shareArm(segments, outcome), shareArm(NONE, outcome));
      expect(shareArm(segments, outcome).successes).toBe(successes);
      expect(rounded([effect.difference, effect.standardError], 7)).toEqual([difference, error]);
      expect(rounded(effect.waldInterval, 6)).toEqual([low, high]);
      expect(rounded([effect.unpooledStatistic, effect.statistic], 3)).toEqual([t, z]);
      expect(effect.relative!.lift * 100).toBeCloseTo(lift, 2);
      expect(Math.abs(effect.interval[0] - low)).toBeLessThan(1e-4);
      const asMeans = meanDifference(meanArm(segments, outcome), meanArm(NONE, outcome), { distribution: 'normal' });
      expect(rounded([asMeans.difference, asMeans.standardError], 7)).toEqual([difference, error]);
    }
    expect([shareArm(NONE, 'visit').successes, shareArm(NONE, 'conversion').successes]).toEqual([2262, 122]);
  });

  it('has the published effects on spend', () => {
    const published: [readonly string[], number, number, number, number, number, number][] = [
      [MENS, 0.7698272, 0.1452466, 0.485149, 1.054505, 5.3, 117.93],
      [WOMENS, 0.4244122, 0.1303329, 0.168965, 0.67986, 3.256, 65.02],
    ];
    for (const [segments, difference, error, low, high, t, lift] of published) {
      const effect = meanDifference(meanArm(segments, 'spend'), meanArm(NONE, 'spend'), { distribution: 'normal' });
      expect(rounded([effect.difference, effect.standardError], 7)).toEqual([difference, error]);
      expect(rounded(effect.interval, 6)).toEqual([low, high]);
      expect(effect.statistic).toBeCloseTo(t, 3);
      expect(effect.relative!.lift * 100).toBeCloseTo(lift, 2);
    }
  });

  it('has the published effects of any e-mail', () => {
    const effects = (['visit', 'conversion', 'spend'] as const).map((outcome) =>
      meanDifference(meanArm(ANY, outcome), meanArm(NONE, outcome)),
    );
    expect(
      rounded(
        effects.map((e) => e.difference),
        7,
      ),
    ).toEqual([0.060882, 0.0049546, 0.5967961]);
    expect(
      rounded(
        effects.map((e) => e.standardError),
        7,
      ),
    ).toEqual([0.0027773, 0.0007174, 0.1125562]);
  });

  it('has the published effects on visits by what was bought before', () => {
    const rowsOf: [(row: Row) => boolean, number, number][] = [
      [(row) => row.mens, 0.081566, 0.021753],
      [(row) => !row.mens, 0.07058, 0.073985],
      [(row) => row.womens, 0.082558, 0.073115],
      [(row) => !row.womens, 0.069155, 0.011078],
    ];
    for (const [only, mens, womens] of rowsOf) {
      const control = shareArm(NONE, 'visit', only);
      expect(shareDifference(shareArm(MENS, 'visit', only), control).difference).toBeCloseTo(mens, 6);
      expect(shareDifference(shareArm(WOMENS, 'visit', only), control).difference).toBeCloseTo(womens, 6);
    }
  });

  it('has the published profit per e-mail at a margin of 40 % and a cent of cost', () => {
    const profit = (segments: readonly string[]): number =>
      0.4 * meanDifference(meanArm(segments, 'spend'), meanArm(NONE, 'spend')).difference - 0.01;
    expect(rounded([profit(MENS), profit(WOMENS)], 5)).toEqual([0.29793, 0.15976]);
  });
});
