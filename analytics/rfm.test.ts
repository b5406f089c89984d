import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitRfm, quantile, scoreRfm } from '#analytics/rfm.ts';
import type { FixedEdges, RfmColumns, RfmMethod } from '#analytics/rfm.ts';

const columns = (rows: readonly (readonly [number, number, number, number | string])[]): RfmColumns => ({
  recencyDays: rows.map((row) => row[0]),
  orders: rows.map((row) => row[1]),
  monetaryCents: rows.map((row) => row[2]),
  tieKey: rows.map((row) => row[3]),
});

const scoreAll = (population: RfmColumns, thresholds: ReturnType<typeof fitRfm>) =>
  Array.from({ length: population.tieKey.length }, (_, i) =>
    scoreRfm(thresholds, {
      recencyDays: population.recencyDays[i]!,
      orders: population.orders[i]!,
      monetaryCents: population.monetaryCents[i]!,
      tieKey: population.tieKey[i]!,
    }),
  );

describe('rank', () => {
  it('gives ten customers two of each score, most silent and smallest first', () => {
    const ten = columns(Array.from({ length: 10 }, (_, i) => [100 - i, i + 1, i * 100, i] as const));
    const scores = scoreAll(ten, fitRfm(ten, 'rank'));
    expect(scores.map((s) => s.r)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    expect(scores.map((s) => s.f)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    expect(scores.map((s) => s.m)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
  });

  it('tells equal customers apart by the tie key, ascending, in every measure', () => {
    const equals = columns(['e', 'b', 'd', 'a', 'c'].map((key) => [7, 1, 100, key] as const));
    const scores = scoreAll(equals, fitRfm(equals, 'rank'));
    expect(scores.map((s) => s.f)).toEqual([5, 2, 4, 1, 3]);
    expect(scores.map((s) => s.r)).toEqual([5, 2, 4, 1, 3]);
  });

  it('equals ⌈5·rank/n⌉ worked out by sorting everybody', () => {
    const customer = fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 6 }), fc.nat(20));
    fc.assert(
      fc.property(fc.array(customer, { minLength: 1, maxLength: 60 }), (rows) => {
        const population = columns(rows.map(([r, f, m], i) => [r, f, m, (i * 7919) % 104729] as const));
        const scores = scoreAll(population, fitRfm(population, 'rank'));
        const n = rows.length;
        const expected = (value: (i: number) => number): number[] => {
          const order = rows.map((_, i) => i);
          const key = (i: number): number => population.tieKey[i] as number;
          order.sort((a, b) => value(a) - value(b) || key(a) - key(b));
          const score: number[] = [];
          order.forEach((customerIndex, rank) => (score[customerIndex] = Math.ceil((5 * (rank + 1)) / n)));
          return score;
        };
        expect(scores.map((s) => s.r)).toEqual(expected((i) => -rows[i]![0]));
        expect(scores.map((s) => s.f)).toEqual(expected((i) => rows[i]![1]));
        expect(scores.map((s) => s.m)).toEqual(expected((i) => rows[i]![2]));
      }),
    );
  });

  it('scores a single customer 5 throughout', () => {
    const one = columns([[3, 1, 100, 'only']]);
    expect(scoreAll(one, fitRfm(one, 'rank'))).toEqual([{ r: 5, f: 5, m: 5 }]);
  });
});

describe('quintile', () => {
  it('keeps ties together even when a class stays empty', () => {
    const population = columns(Array.from({ length: 10 }, (_, i) => [i, i < 6 ? 1 : i, 100, i] as const));
    const thresholds = fitRfm(population, 'quintile');
    expect(scoreAll(population, thresholds).map((s) => s.f)).toEqual([1, 1, 1, 1, 1, 1, 4, 4, 5, 5]);
  });

  it('gives a value on an edge the lower class of orders and the better class of recency, as intervals closed above', () => {
    const population = columns([1, 2, 3, 4, 5, 6].map((v) => [v, v, v, v] as const));
    const thresholds = fitRfm(population, 'quintile');
    expect(thresholds.cuts.orders.map((cut) => cut!.value)).toEqual([2, 3, 4, 5]);
    expect(scoreAll(population, thresholds).map((s) => s.f)).toEqual([1, 1, 2, 3, 4, 5]);
    expect(scoreAll(population, thresholds).map((s) => s.r)).toEqual([5, 5, 4, 3, 2, 1]);
  });

  it('interpolates quantiles linearly between order statistics', () => {
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantile([10, 20], 0.2)).toBeCloseTo(12, 12);
    expect(quantile([7], 0.8)).toBe(7);
  });
});

describe('fixed', () => {
  const edges: FixedEdges = {
    recencyDays: [30, 90, 180, 365],
    orders: [2, 3, 5, 10],
    monetaryCents: [10_000, 50_000, 100_000, 500_000],
  };

  it('reads edges as people say them: within 30 days, 10 orders or more', () => {
    const thresholds = fitRfm(columns([[1, 1, 1, 1]]), 'fixed', { edges });
    expect(scoreRfm(thresholds, { recencyDays: 30, orders: 10, monetaryCents: 500_000, tieKey: 1 })).toEqual({
      r: 5,
      f: 5,
      m: 5,
    });
    expect(scoreRfm(thresholds, { recencyDays: 31, orders: 9, monetaryCents: 9_999, tieKey: 1 })).toEqual({
      r: 4,
      f: 4,
      m: 1,
    });
    expect(scoreRfm(thresholds, { recencyDays: 366, orders: 1, monetaryCents: 10_000, tieKey: 1 })).toEqual({
      r: 1,
      f: 1,
      m: 2,
    });
  });

  it('refuses edges that are missing or do not ascend', () => {
    const one = columns([[1, 1, 1, 1]]);
    expect(() => fitRfm(one, 'fixed')).toThrow('needs edges for recencyDays');
    expect(() => fitRfm(one, 'fixed', { edges: { ...edges, orders: [2, 2, 5, 10] } })).toThrow('orders must be four');
  });
});

it('refuses an empty population, ragged columns and values that are not finite', () => {
  expect(() => fitRfm(columns([]), 'rank')).toThrow('at least one customer');
  expect(() => fitRfm({ ...columns([[1, 1, 1, 1]]), orders: [] }, 'rank')).toThrow('another length');
  expect(() => fitRfm(columns([[Number.NaN, 1, 1, 1]]), 'quintile')).toThrow('not finite');
});

it('scores the same after the thresholds have been through JSON', () => {
  const population = columns(
    Array.from({ length: 23 }, (_, i) => [(i * 5) % 7, i % 4, (i * 31) % 11, `c${i}`] as const),
  );
  for (const method of ['rank', 'quintile'] satisfies RfmMethod[]) {
    const thresholds = fitRfm(population, method);
    const stored = JSON.parse(JSON.stringify(thresholds)) as typeof thresholds;
    expect(scoreAll(population, stored)).toEqual(scoreAll(population, thresholds));
  }
});
