import { describe, expect, it } from 'vitest';
import { exponentialDraw, seededRandom } from './random.ts';
import { fitUsualGap, usualGapDays } from './usual-gap.ts';

it('pulls few own gaps towards everybody’s and lets many speak for themselves', () => {
  const everybody = { meanDays: 40, weight: 2, customers: 100 };
  expect(usualGapDays(everybody, 0, 0)).toBe(40);
  expect(usualGapDays(everybody, 3, 30)).toBe(22);
  expect(usualGapDays(everybody, 300, 3_000)).toBeCloseTo(10, 0);
});

describe('fitting', () => {
  it('is not known while fewer than ten customers came back', () => {
    expect(fitUsualGap(Array(9).fill(1), Array(9).fill(30))).toBeNull();
    expect(fitUsualGap([...Array(9).fill(1), 0, 0], Array(11).fill(30))).toBeNull();
  });

  it('gives customers who are all alike the common gap', () => {
    expect(fitUsualGap(Array(10).fill(1), Array(10).fill(30))).toEqual({ meanDays: 30, weight: 20, customers: 10 });
  });

  it('recovers mean and weight of a population whose gaps were drawn from them', () => {
    const random = seededRandom(7);
    const gaps: number[] = [];
    const spans: number[] = [];
    // Means θ of 20 or 80 days, even odds: E[θ] = 50, E[θ²] = 3,400, Var θ = 900, so k = 3,400 / 900.
    for (let customer = 0; customer < 40_000; customer++) {
      const theta = customer % 2 === 0 ? 20 : 80;
      const n = 1 + (customer % 5);
      let span = 0;
      for (let gap = 0; gap < n; gap++) span += exponentialDraw(random, 1 / theta);
      gaps.push(n);
      spans.push(span);
    }
    const fitted = fitUsualGap(gaps, spans)!;
    expect(fitted.meanDays).toBeCloseTo(50, 0);
    expect(fitted.weight).toBeGreaterThan(3.4);
    expect(fitted.weight).toBeLessThan(4.2);
  });
});
