import { expect, it } from 'vitest';
import { twoSidedZ, wilsonInterval } from '#analytics/proportion.ts';

it('has the published score intervals', () => {
  // Newcombe 1998, "Two-sided confidence intervals for the single proportion", Stat. Med. 17, table I, method 3.
  const published: [number, number, number, number][] = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ];
  for (const [k, n, low, high] of published) {
    expect(wilsonInterval(k, n)[0]).toBeCloseTo(low, 4);
    expect(wilsonInterval(k, n)[1]).toBeCloseTo(high, 4);
  }
});

it('knows nothing from nobody, and refuses a level that is no chance', () => {
  expect(wilsonInterval(0, 0)).toEqual([0, 1]);
  expect(twoSidedZ(0.95)).toBeCloseTo(1.959964, 6);
  expect(() => twoSidedZ(95)).toThrow('between 0 and 1');
});
