import { expect, it } from 'vitest';
import {
  customersForMeans,
  customersForShares,
  detectableMeanDifference,
  detectableShareRise,
  powerForMeans,
  powerForShares,
} from '#analytics/power.ts';

it('gives the sample sizes that R’s power.prop.test documents', () => {
  // R stats, example(power.prop.test): n = 50 → power .740; power .90 → n = 76.7; n = 50, power .90 → p2 = 0.8026.
  expect(powerForShares(50, 0.5, 0.75)).toBeCloseTo(0.74, 3);
  expect(customersForShares(0.5, 0.75, { power: 0.9 })).toBeCloseTo(76.7, 1);
  expect(0.5 + detectableShareRise(50, 0.5, { power: 0.9 })).toBeCloseTo(0.8026, 4);
});

it('gives the rule of thumb of sixteen variances over the squared effect', () => {
  // van Belle 2008, Statistical Rules of Thumb, §2.1: n ≈ 16 σ²/δ²; exactly 15.70.
  expect(customersForMeans(1, 1)).toBeCloseTo(15.698, 3);
  expect(customersForMeans(0.1, 2)).toBeCloseTo(15.698 * 400, 0);
});

it('turns each answer back into its question', () => {
  for (const ratio of [1, 4]) {
    const options = { alpha: 0.01, power: 0.9, ratio };
    const n = customersForMeans(3, 20, options);
    expect(detectableMeanDifference(n, 20, options)).toBeCloseTo(3, 9);
    expect(powerForMeans(n, 3, 20, options)).toBeCloseTo(0.9, 9);
    const controls = customersForShares(0.1, 0.13, options);
    expect(powerForShares(controls, 0.1, 0.13, options)).toBeCloseTo(0.9, 9);
    expect(detectableShareRise(controls, 0.1, options)).toBeCloseTo(0.03, 6);
  }
});

it('needs fewer controls, but more customers in all, when the treated are many', () => {
  const even = customersForShares(0.1, 0.12);
  const uneven = customersForShares(0.1, 0.12, { ratio: 9 });
  expect(uneven).toBeLessThan(even);
  expect(uneven * 10).toBeGreaterThan(even * 2);
});

it('says when no rise could be seen', () => {
  expect(detectableShareRise(3, 0.9)).toBeNaN();
});
