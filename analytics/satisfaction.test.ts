import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  customerEffort,
  customerSatisfaction,
  netPromoterScore,
  npsBucket,
  npsChange,
  npsCounts,
} from '#analytics/satisfaction.ts';
import { wilsonInterval } from '#analytics/proportion.ts';
import { seededRandom } from '#analytics/random.ts';
import type { Random } from '#analytics/random.ts';

describe('buckets', () => {
  it('put every mark from 0 to 10 into exactly one, and nothing else into any', () => {
    const marks = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    expect(npsCounts(marks)).toEqual({ promoters: 2, passives: 2, detractors: 7 });
    expect(marks.map(npsBucket).join(' ')).toMatch(/^(detractors ){7}(passives ){2}promoters promoters$/);
    for (const bad of [-1, 11, 8.5, Number.NaN, Infinity])
      expect(() => npsBucket(bad)).toThrow('an integer from 0 to 10');
  });

  it('add up to the number of answers, with a score from −100 to 100 inside its interval', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 80 }), (marks) => {
        const counts = npsCounts(marks);
        const { answers, score, interval } = netPromoterScore(counts);
        expect(counts.promoters + counts.passives + counts.detractors).toBe(marks.length);
        expect(answers).toBe(marks.length);
        expect(interval[0]).toBeGreaterThanOrEqual(-100);
        expect(interval[1]).toBeLessThanOrEqual(100);
        expect(score! - interval[0]).toBeGreaterThanOrEqual(-1e-9);
        expect(interval[1] - score!).toBeGreaterThanOrEqual(-1e-9);
        expect(interval[1] - interval[0]).toBeGreaterThan(0);
      }),
    );
  });

  it('mirror when promoters and detractors change places', () => {
    const one = netPromoterScore({ promoters: 7, passives: 2, detractors: 1 });
    const other = netPromoterScore({ promoters: 1, passives: 2, detractors: 7 });
    expect(other.score).toBe(-one.score!);
    expect(other.interval[0]).toBeCloseTo(-one.interval[1], 9);
    expect(other.interval[1]).toBeCloseTo(-one.interval[0], 9);
  });
});

describe('the net promoter score', () => {
  it('has the golden scores and textbook margins', () => {
    // NPS = 100(p − d), Var = p + d − (p − d)²: cybaea.net 2016-01-14, "NPS confidence intervals 2".
    const golden: [number, number, number, number, number][] = [
      [50, 30, 20, 30, 15.3078],
      [500, 300, 200, 30, 4.8408],
      [70, 15, 15, 55, 14.5024],
      [10, 0, 0, 100, 0],
    ];
    for (const [promoters, passives, detractors, score, margin] of golden) {
      const nps = netPromoterScore({ promoters, passives, detractors });
      expect(nps.score).toBeCloseTo(score, 10);
      expect(nps.waldMargin).toBeCloseTo(margin, 4);
    }
    const withDivisorLessOne =
      netPromoterScore({ promoters: 50, passives: 30, detractors: 20 }).waldMargin! * Math.sqrt(100 / 99);
    expect(withDivisorLessOne).toBeCloseTo(15.3849, 4);
  });

  it('has variance 5/9 at one half, one third, one sixth', () => {
    // Cross Validated, "How can I calculate margin of error in a NPS result?".
    const nps = netPromoterScore({ promoters: 3, passives: 2, detractors: 1 });
    expect(nps.score).toBeCloseTo(100 / 3, 10);
    expect((nps.standardError! / 100) ** 2 * 6).toBeCloseTo(5 / 9, 12);
  });

  it('has limits at which the score test just fails, with the nuisance share found by brute force', () => {
    const z = 1.959963984540054;
    for (const [b, s, c] of [
      [12, 5, 3],
      [7, 2, 1],
      [40, 30, 30],
      [1, 9, 2],
    ] as const) {
      const n = b + s + c;
      for (const limit of netPromoterScore({ promoters: b, passives: s, detractors: c }).interval) {
        const delta = limit / 100;
        const d = mostLikelyDetractors(b, s, c, delta);
        const statistic = (b - c - n * delta) / Math.sqrt(n * (2 * d + delta * (1 - delta)));
        expect(Math.abs(statistic)).toBeCloseTo(z, 3);
      }
    }
  });

  it('has Wilson’s interval where there are no passives', () => {
    const { interval } = netPromoterScore({ promoters: 10, passives: 0, detractors: 0 });
    const [low, high] = wilsonInterval(10, 10);
    expect(interval[0]).toBeCloseTo(100 * (2 * low - 1), 6);
    expect(interval[1]).toBeCloseTo(100 * (2 * high - 1), 6);
  });

  /** Maximises b ln(d + Δ) + s ln(1 − 2d − Δ) + c ln d over d by ternary search. */
  function mostLikelyDetractors(b: number, s: number, c: number, delta: number): number {
    const logLikelihood = (d: number): number =>
      b * Math.log(d + delta) + s * Math.log(1 - 2 * d - delta) + c * Math.log(d);
    let [low, high] = [Math.max(0, -delta), (1 - delta) / 2];
    for (let i = 0; i < 200; i++) {
      const [left, right] = [low + (high - low) / 3, high - (high - low) / 3];
      if (logLikelihood(left) < logLikelihood(right)) low = left;
      else high = right;
    }
    return (low + high) / 2;
  }

  it('has an interval that holds the truth 90 to 98 % of the time at n = 8 and 20, where the textbook’s fails', () => {
    const truth = { promoters: 0.85, passives: 0.12 };
    const draw = (random: Random, n: number) => {
      const counts = { promoters: 0, passives: 0, detractors: 0 };
      for (let i = 0; i < n; i++) {
        const u = random();
        counts[u < truth.promoters ? 'promoters' : u < truth.promoters + truth.passives ? 'passives' : 'detractors'] +=
          1;
      }
      return netPromoterScore(counts);
    };
    const nps = 100 * (0.85 - 0.03);
    const random = seededRandom(31);
    for (const n of [8, 20]) {
      let score = 0;
      let textbook = 0;
      for (let run = 0; run < 2000; run++) {
        const { score: estimate, interval, waldMargin } = draw(random, n);
        if (interval[0] <= nps && nps <= interval[1]) score++;
        if (Math.abs(estimate! - nps) <= waldMargin!) textbook++;
      }
      expect(score / 2000).toBeGreaterThan(0.9);
      expect(score / 2000).toBeLessThan(0.99);
      expect(textbook).toBeLessThan(score);
    }
  });

  it('knows nothing without answers', () => {
    expect(netPromoterScore({ promoters: 0, passives: 0, detractors: 0 })).toMatchObject({
      score: null,
      interval: [-100, 100],
    });
    expect(() => netPromoterScore({ promoters: -1, passives: 0, detractors: 0 })).toThrow('cannot be negative');
  });

  it('says whether a change is more than noise', () => {
    const before = { promoters: 50, passives: 30, detractors: 20 };
    expect(npsChange(before, { promoters: 55, passives: 28, detractors: 17 })).toMatchObject({ difference: 8 });
    expect(npsChange(before, { promoters: 55, passives: 28, detractors: 17 })!.interval[0]).toBeLessThan(0);
    expect(npsChange(before, { promoters: 80, passives: 15, detractors: 5 })!.interval[0]).toBeGreaterThan(0);
    expect(npsChange(before, { promoters: 0, passives: 0, detractors: 0 })).toBeNull();
  });
});

describe('CSAT and CES', () => {
  it('count the best two of five marks, with Wilson’s interval', () => {
    const csat = customerSatisfaction([5, 5, 4, 3, 1]);
    expect(csat.share).toBe(0.6);
    expect(csat.interval[0]).toBeCloseTo(0.2307, 4);
    expect(csat.interval[1]).toBeCloseTo(0.8824, 4);
    expect(customerSatisfaction([])).toEqual({ answers: 0, share: null, interval: [0, 1] });
    expect(() => customerSatisfaction([0])).toThrow('an integer from 1 to 5');
  });

  it('give the mean effort and the share that agrees', () => {
    const ces = customerEffort([7, 6, 5, 2]);
    expect(ces.mean).toBe(5);
    expect(ces.agree.share).toBe(0.75);
    expect(customerEffort([])).toMatchObject({ mean: null, meanInterval: [1, 7] });
    expect(() => customerEffort([8])).toThrow('an integer from 1 to 7');
  });

  it('do not read five equal marks as certainty', () => {
    const { meanInterval } = customerEffort([6, 6, 6, 6, 6]);
    expect(meanInterval[1] - meanInterval[0]).toBeGreaterThan(1);
  });

  it('have a mean’s interval that holds the truth 90 to 99 % of the time from five answers on', () => {
    const random = seededRandom(12);
    const shares = [0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.3];
    const truth = shares.reduce((sum, share, i) => sum + share * (i + 1), 0);
    const mark = (): number => {
      let u = random();
      return 1 + shares.findIndex((share) => (u -= share) < 0);
    };
    for (const n of [5, 15, 60]) {
      let held = 0;
      for (let run = 0; run < 2000; run++) {
        const { meanInterval } = customerEffort(Array.from({ length: n }, mark));
        if (meanInterval[0] <= truth && truth <= meanInterval[1]) held++;
      }
      expect(held / 2000).toBeGreaterThan(0.9);
      expect(held / 2000).toBeLessThan(0.995);
    }
  });
});
