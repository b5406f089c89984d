import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fisherUpperTail } from '#analytics/fisher-exact.ts';

it('gives the lady tasting tea her p-value', () => {
  // Fisher 1935: 8 cups, 4 with milk first, all 4 named rightly: 1/70; at least 3: 17/70.
  expect(fisherUpperTail(8, 4, 4, 4)).toBeCloseTo(1 / 70, 14);
  expect(fisherUpperTail(8, 4, 4, 3)).toBeCloseTo(17 / 70, 14);
  expect(fisherUpperTail(8, 4, 4, 0)).toBe(1);
});

it('equals the sum of all table probabilities from the observed one on', () => {
  const choose = (n: number, k: number): number => {
    let product = 1;
    for (let i = 1; i <= k; i++) product = (product * (n - k + i)) / i;
    return product;
  };
  const table = fc
    .tuple(fc.integer({ min: 1, max: 30 }), fc.nat(30), fc.nat(30))
    .map(([n, a, b]) => [n, Math.min(a, n), Math.min(b, n)] as const)
    .chain(([n, a, b]) =>
      fc.integer({ min: Math.max(0, a + b - n), max: Math.min(a, b) }).map((k) => [n, a, b, k] as const),
    );
  fc.assert(
    fc.property(table, ([n, a, b, k]) => {
      let sum = 0;
      for (let x = k; x <= Math.min(a, b); x++) sum += choose(a, x) * choose(n - a, b - x);
      expect(fisherUpperTail(n, a, b, k)).toBeCloseTo(sum / choose(n, b), 10);
    }),
  );
});

it('stays exact far in the tail of large tables, and refuses impossible ones', () => {
  expect(fisherUpperTail(1_000_000, 1000, 1000, 30)).toBeGreaterThan(0);
  expect(fisherUpperTail(1_000_000, 1000, 1000, 30)).toBeLessThan(1e-30);
  expect(() => fisherUpperTail(10, 4, 4, 5)).toThrow('no table of 10');
});
