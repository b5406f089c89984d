import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { purchasePeriodsBetween, summarisePurchases } from '#analytics/purchase-summary.ts';
import { describeWithReferenceData } from '#analytics/reference-data.ts';
import { CDNOW, cdnowCustomers, cdnowPublishedSummary, dayNumber } from '#analytics/reference-purchases.ts';

const day = (monthDay: string): number => dayNumber(`2015-${monthDay}`);
const purchases = (dates: string, amounts: number[]) =>
  dates.split(' ').map((date, i) => ({ day: day(date), amount: amounts[i]! }));

// lifetimes, tests/test_utils.py @4f2833f4: the transactions and both expected summaries.
const customers = [
  purchases('01-01 02-06', [1, 2]),
  purchases('01-01', [2]),
  purchases('01-01 01-02 01-05', [3, 1, 5]),
  purchases('01-16 02-02 02-05', [6, 3, 3]),
  purchases('01-16 01-17 01-18', [3, 1, 8]),
  purchases('02-02', [5]),
];

describe('summarisePurchases', () => {
  test('gives the daily summary lifetimes asserts: frequency, recency, T, money', () => {
    const rows = customers.map((purchasesOfOne) => {
      const { x, tx, T, m } = summarisePurchases(purchasesOfOne, day('02-07'))!;
      return [x, tx, T, m];
    });
    expect(rows).toEqual([
      [1, 36, 37, 2],
      [0, 0, 37, 0],
      [2, 4, 37, 3],
      [2, 20, 22, 3],
      [2, 2, 22, 4.5],
      [0, 0, 5, 0],
    ]);
  });

  test('gives the weekly summary lifetimes asserts', () => {
    const rows = customers.map((purchasesOfOne) => {
      const { x, tx, T } = summarisePurchases(purchasesOfOne, day('02-07'), 'week')!;
      return [x, tx, T];
    });
    expect(rows).toEqual([
      [1, 5, 5],
      [0, 0, 5],
      [1, 1, 5],
      [1, 3, 3],
      [0, 0, 3],
      [0, 0, 0],
    ]);
  });

  test('two purchases on one day are one, their amounts summed', () => {
    const sameDay = [
      { day: 10, amount: 5 },
      { day: 13, amount: 2 },
      { day: 13, amount: 4 },
      { day: 10, amount: 1 },
    ];
    expect(summarisePurchases(sameDay, 20)).toEqual({ x: 1, tx: 3, T: 10, m: 6 });
  });

  test('a customer who first buys after the end of observation has no summary', () => {
    expect(summarisePurchases([{ day: 30, amount: 1 }], 20)).toBeNull();
    expect(summarisePurchases([], 20)).toBeNull();
  });

  test('the order in which purchases arrive changes nothing, and 0 ≤ tx ≤ T always', () => {
    const purchase = fc.record({ day: fc.integer({ min: 0, max: 60 }), amount: fc.integer({ min: 1, max: 99 }) });
    fc.assert(
      fc.property(fc.array(purchase, { minLength: 1, maxLength: 12 }), (list) => {
        const summary = summarisePurchases(list, 50);
        expect(summarisePurchases([...list].reverse(), 50)).toEqual(summary);
        if (!summary) return;
        expect(summary.tx).toBeGreaterThanOrEqual(0);
        expect(summary.T).toBeGreaterThanOrEqual(summary.tx);
        expect(summary.x === 0).toBe(summary.tx === 0);
        expect(summary.x + 1 + purchasePeriodsBetween(list, 50, 60)).toBe(new Set(list.map((one) => one.day)).size);
      }),
    );
  });
});

describeWithReferenceData('the CDNOW sample', [CDNOW, 'derived_cbs_sample_39w.csv'], () => {
  test('has the counts Fader & Hardie report: 2,357 customers, 2,457 repeats, 1,411 one-timers, 1,882 later', () => {
    const { x, later } = cdnowCustomers();
    const sum = (column: Float64Array): number => column.reduce((total, value) => total + value, 0);
    expect(x.length).toBe(2357);
    expect(sum(x)).toBe(2457);
    expect(x.filter((count) => count === 0).length).toBe(1411);
    expect(sum(later)).toBe(1882);
    expect(later.filter((count) => count > 0).length).toBe(684);
  });

  test('is prepared exactly as the published summary: x, tx, T, m, hold-out of every customer', () => {
    const found = cdnowCustomers();
    const published = cdnowPublishedSummary();
    expect(published.length).toBe(found.x.length);
    let worst = 0;
    published.forEach((row, i) => {
      for (const [own, theirs] of [
        [found.x[i], row['x']],
        [found.tx[i], row['t_x']],
        [found.T[i], row['T']],
        [found.m[i], row['m']],
        [found.later[i], row['x_star']],
      ] as const) {
        worst = Math.max(worst, Math.abs(own! - Number(theirs)));
      }
    });
    expect(worst).toBeLessThan(1e-9);
  });

  test('repeat spend has the rounded summary lifetimes and pymc-marketing assert: 946, 35, 30, 3, 27, 300', () => {
    const { x, m } = cdnowCustomers();
    const spend = m.filter((_, i) => x[i]! > 0).sort();
    const n = spend.length;
    const mean = spend.reduce((sum, value) => sum + value, 0) / n;
    const deviation = Math.sqrt(spend.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
    const median = (spend[n / 2 - 1]! + spend[n / 2]!) / 2;
    expect([n, ...[mean, deviation, spend[0]!, median, spend[n - 1]!].map(Math.round)]).toEqual([
      946, 35, 30, 3, 27, 300,
    ]);
  });
});
