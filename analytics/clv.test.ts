import { describe, expect, test } from 'vitest';
import { bgNbdExpectedFuturePurchases, bgNbdDiscountedResidual } from '#analytics/bg-nbd.ts';
import { continuousDiscount, customerLifetimeValue, discountedPurchases } from '#analytics/clv.ts';

// lifetimes' example_transactions.csv, daily: estimates and its first five customers (tests/test_utils.py).
const params = { r: 0.16385, alpha: 1.86428, a: 1.85034, b: 3.18106 };
const firstFive = [
  [0, 0, 298],
  [0, 0, 224],
  [6, 142, 292],
  [0, 0, 147],
  [2, 9, 183],
] as const;
const spend = { p: 6.25, q: 3.74, gamma: 15.44 };

const within =
  ([x, tx, T]: readonly [number, number, number]) =>
  (t: number): number =>
    bgNbdExpectedFuturePurchases(params, x, tx, T, t);

describe('discounted purchases, lifetimes’ convention', () => {
  test('value 1, one period of 30 days, no discount: .016053 .021171 .030461 .031686 .001607 (5 decimals)', () => {
    const found = firstFive.map((customer) =>
      discountedPurchases(within(customer), { periods: 1, length: 30, rate: 0 }),
    );
    [0.016053, 0.021171, 0.030461, 0.031686, 0.001607].forEach((value, i) => {
      expect(Math.abs(found[i]! - value)).toBeLessThan(1e-5);
    });
  });

  test('a discount of 100 % a period halves one period; two discounted periods are about ½ + ¼ of one', () => {
    for (const customer of firstFive) {
      const one = discountedPurchases(within(customer), { periods: 1, length: 30, rate: 0 });
      expect(discountedPurchases(within(customer), { periods: 1, length: 30, rate: 1 })).toBeCloseTo(one / 2, 12);
      const two = discountedPurchases(within(customer), { periods: 2, length: 30, rate: 0 });
      expect(Math.abs(two / (2 * one) - 1)).toBeLessThan(0.1);
      const discounted = discountedPurchases(within(customer), { periods: 2, length: 30, rate: 1 });
      expect(Math.abs(discounted / (0.75 * one) - 1)).toBeLessThan(0.1);
    }
  });

  test('many short periods tend to the continuous convention', () => {
    const cdnow = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
    const delta = continuousDiscount(0.15, 52);
    const summed = discountedPurchases((t) => bgNbdExpectedFuturePurchases(cdnow, 7, 35, 39, t), {
      periods: 8000,
      length: 0.5,
      rate: Math.expm1(delta * 0.5),
    });
    expect(Math.abs(summed / bgNbdDiscountedResidual(cdnow, 7, 35, 39, delta) - 1)).toBeLessThan(2e-3);
  });
});

describe('money', () => {
  test('lifetime value is purchases times expected spend', () => {
    expect(customerLifetimeValue(2, spend, 2, 40)).toBeCloseTo(2 * 39.14041995, 6);
  });
});
