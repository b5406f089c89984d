import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import {
  greatestPossibleLogLikelihood,
  groupPatterns,
  indexPatterns,
  patternsOf,
  samplePatterns,
  scaleTime,
  totalsOf,
} from '#analytics/purchase-patterns.ts';

const anyHistory = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 }))
  .map(([x, tx, more]) => ({ x, tx: x === 0 ? 0 : tx, T: (x === 0 ? 0 : tx) + more }));

describe('groupPatterns', () => {
  test('merges identical histories, adds weights, and tells every customer’s pattern', () => {
    fc.assert(
      fc.property(fc.array(anyHistory, { minLength: 1, maxLength: 60 }), (rows) => {
        const { patterns, patternOf } = groupPatterns({
          x: rows.map((row) => row.x),
          tx: rows.map((row) => row.tx),
          T: rows.map((row) => row.T),
        });
        rows.forEach((row, i) => {
          const p = patternOf[i]!;
          expect([patterns.x[p], patterns.tx[p], patterns.T[p]]).toEqual([row.x, row.tx, row.T]);
        });
        const distinct = new Set(rows.map((row) => `${row.x} ${row.tx} ${row.T}`));
        expect(patterns.size).toBe(distinct.size);
        expect(totalsOf(patterns).customers).toBe(rows.length);
      }),
    );
  });

  test('given weights are added: a table already grouped can be grouped again', () => {
    const { patterns } = groupPatterns({ x: [0, 1, 0], tx: [0, 2, 0], T: [5, 5, 5] }, [10, 3, 4]);
    expect([...patterns.weight]).toEqual([14, 3]);
  });

  test('100,000 distinct histories stay distinct', () => {
    const T = Float64Array.from({ length: 100_000 }, (_, i) => i / 7);
    const { patterns } = groupPatterns({ x: new Float64Array(100_000), tx: new Float64Array(100_000), T });
    expect(patterns.size).toBe(100_000);
  });
});

describe('patterns', () => {
  test('indexing lists each distinct count and time once and points back to it', () => {
    const indexed = indexPatterns(patternsOf({ x: [0, 2, 2, 11], tx: [0, 3, 7, 7], T: [7, 10, 9, 100] }));
    expect([...indexed.counts]).toEqual([0, 2, 11]);
    expect([...indexed.times]).toEqual([0, 3, 7, 9, 10, 100]);
    indexed.x.forEach((x, i) => {
      expect(indexed.counts[indexed.countOf[i]!]).toBe(x);
      expect(indexed.times[indexed.txOf[i]!]).toBe(indexed.tx[i]);
      expect(indexed.times[indexed.TOf[i]!]).toBe(indexed.T[i]);
    });
  });

  test('the ceiling of the likelihood moves with the unit of time as the likelihood does: Σ w·x·ln(factor)', () => {
    const patterns = patternsOf({ x: [0, 2, 5], tx: [0, 3, 7], T: [7, 10, 9] }, [3, 1, 2]);
    const moved = greatestPossibleLogLikelihood(patterns) - greatestPossibleLogLikelihood(scaleTime(patterns, 7));
    expect(moved).toBeCloseTo(12 * Math.log(7), 10);
  });

  test('a sample takes about the share asked for, and all when all are asked for', () => {
    const patterns = patternsOf({ x: [0, 0, 0], tx: [0, 0, 0], T: [1, 2, 3] }, [1000, 10, 990]);
    expect([...samplePatterns(patterns, 2000).weight]).toEqual([1000, 10, 990]);
    expect(totalsOf(samplePatterns(patterns, 200)).customers).toBe(200);
  });
});
