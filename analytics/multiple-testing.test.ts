import fc from 'fast-check';
import { expect, it } from 'vitest';
import { benjaminiHochberg } from '#analytics/multiple-testing.ts';

it('rejects the four of fifteen that Benjamini and Hochberg reject in their example', () => {
  // Benjamini & Hochberg 1995, §4.1: thrombolysis trial, q* = 0.05.
  const p = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
  ];
  expect(benjaminiHochberg(p).filter((q) => q <= 0.05)).toHaveLength(4);
});

it('keeps the order of the p-values, never falls below them, and grows with the questions asked', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }), (p) => {
      const q = benjaminiHochberg(p);
      const more = benjaminiHochberg(p, 3 * p.length);
      p.forEach((_, i) => {
        expect(q[i]).toBeGreaterThanOrEqual(p[i]!);
        expect(q[i]).toBeLessThanOrEqual(1);
        expect(more[i]).toBeGreaterThanOrEqual(q[i]!);
        p.forEach((_other, j) => expect(p[i]! <= p[j]! ? q[i]! <= q[j]! : true).toBe(true));
      });
    }),
  );
  expect(() => benjaminiHochberg([0.1, 0.2], 1)).toThrow('cannot come from 1');
});
