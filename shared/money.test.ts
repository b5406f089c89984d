import { expect, test } from 'vitest';
import { timesQuantity } from './money.ts';

test('halves are rounded away from zero on both sides', () => {
  expect(timesQuantity(1, 0.5)).toBe(1);
  expect(timesQuantity(1, -0.5)).toBe(-1);
  expect(timesQuantity(333, 0.003)).toBe(1);
  expect(timesQuantity(255, 6)).toBe(1_530);
});

test('products beyond the exact range of doubles stay exact', () => {
  expect(timesQuantity(9_007_199_254_740, 1_000)).toBe(9_007_199_254_740_000);
});
