import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import {
  describeWithReferenceData,
  ONLINE_RETAIL,
  onlineRetailPurchases,
  referenceRows,
} from '#analytics/reference-data.ts';
import type { RetailLine } from '#analytics/reference-data.ts';
import { cohortTable, monthIndex, repeatRate, retentionByAge } from '#analytics/retention.ts';

it('groups customers by the month of their first purchase and leaves the future blank', () => {
  const table = cohortTable(['a', 'a', 'b', 'c', 'c', 'c'], [0, 2, 0, 1, 1, 2]);
  expect(table).toEqual([
    { month: 0, size: 2, active: [2, 0, 1] },
    { month: 1, size: 1, active: [1, 1, null] },
  ]);
});

it('cuts the table at the last month asked for, as it stood then', () => {
  const customers = ['a', 'a', 'b'];
  expect(cohortTable(customers, [0, 2, 3], 1)).toEqual([{ month: 0, size: 1, active: [1, 0] }]);
  expect(cohortTable(customers, [0, 2, 3], -1)).toEqual([]);
  expect(cohortTable([], [])).toEqual([]);
  expect(() => cohortTable(['a'], [])).toThrow('differ in length');
});

it('counts every customer in exactly one cohort, and nobody twice in a cell', () => {
  const purchases = fc.array(fc.tuple(fc.nat(9), fc.nat(6)), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(purchases, (rows) => {
      const table = cohortTable(
        rows.map(([c]) => c),
        rows.map(([, m]) => m),
      );
      expect(table.reduce((sum, { size }) => sum + size, 0)).toBe(new Set(rows.map(([c]) => c)).size);
      const cells = table.flatMap(({ active }) => active).reduce((sum: number, cell) => sum + (cell ?? 0), 0);
      expect(cells).toBe(new Set(rows.map(([c, m]) => `${c} ${m}`)).size);
      for (const { size, active } of table) {
        expect(active[0]).toBe(size);
        for (const cell of active) expect(cell ?? 0).toBeLessThanOrEqual(size);
      }
    }),
  );
});

it('adds cohorts up by age, only those that have reached it', () => {
  const ages = retentionByAge([
    { month: 0, size: 10, active: [10, 4, 3] },
    { month: 1, size: 30, active: [30, 6, null] },
  ]);
  expect(ages.map(({ customers, active, share }) => [customers, active, share])).toEqual([
    [40, 40, 1],
    [40, 10, 0.25],
    [10, 3, 0.3],
  ]);
  expect(retentionByAge([])).toEqual([]);
});

it('takes the repeat rate over buyers alone', () => {
  expect(repeatRate([0, 1, 1, 2, 5])).toMatchObject({ buyers: 4, repeaters: 2, rate: 0.5 });
  expect(repeatRate([0])).toMatchObject({ buyers: 0, rate: null, interval: [0, 1] });
});

/** Recomputed independently on UCI Online Retail (Chen 2015); filters as in the reader. */
describeWithReferenceData('UCI Online Retail', [ONLINE_RETAIL, 'expected_cohort_counts.csv'], () => {
  let lines: RetailLine[];

  beforeAll(() => {
    lines = onlineRetailPurchases();
  });

  it('has the golden cohort matrix, month by month', () => {
    const months = lines.map(({ month }) => monthIndex(Number(month.slice(0, 4)), Number(month.slice(5))));
    const table = cohortTable(
      lines.map(({ customerId }) => customerId),
      months,
    );
    const [, ...golden] = referenceRows('expected_cohort_counts.csv');
    const expected = golden.map(([month = '', ...cells]) => ({
      month: monthIndex(Number(month.slice(0, 4)), Number(month.slice(5))),
      size: Number(cells[0]),
      active: cells.map((cell) => (cell === '' ? null : Number(cell))),
    }));
    expect(table).toEqual(expected);
    expect((table[0]!.active[1]! / table[0]!.size) * 100).toBeCloseTo(36.61, 2);
    expect((table[0]!.active[11]! / table[0]!.size) * 100).toBeCloseTo(50.28, 2);
  });

  it('has 1,493 customers of 4,338 who bought once', () => {
    const invoices = new Map<number, Set<string>>();
    for (const { customerId, invoice } of lines) {
      invoices.set(customerId, (invoices.get(customerId) ?? new Set<string>()).add(invoice));
    }
    const rate = repeatRate([...invoices.values()].map((own) => own.size));
    expect([rate.buyers, rate.buyers - rate.repeaters]).toEqual([4338, 1493]);
  });
});
