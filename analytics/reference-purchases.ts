/**
 * Test-only: the two public purchase logs as the purchase models take them.
 *
 * CDNOW 1/10 sample (released for research by Fader & Hardie): calibration to 1997-09-30, hold-out of 39 weeks, time in
 * weeks. UCI Online Retail (Chen 2015, CC BY 4.0): lines with a customer and a positive quantity, time in days.
 */
import type { Purchase } from '#analytics/purchase-summary.ts';
import { purchasePeriodsBetween, summarisePurchases } from '#analytics/purchase-summary.ts';
import { ONLINE_RETAIL, referenceRecords, referenceRows } from '#analytics/reference-data.ts';

export interface ReferenceCustomers {
  readonly id: string[];
  readonly x: Float64Array;
  readonly tx: Float64Array;
  readonly T: Float64Array;
  readonly m: Float64Array;
  /** Purchase days in the hold-out, and what was spent on them. */
  readonly later: Float64Array;
  readonly laterSpend: Float64Array;
}

export const CDNOW = 'CDNOW_sample.txt';

/** Day number (days since 1970-01-01) of a date written yyyymmdd or yyyy-mm-dd…. */
export function dayNumber(date: string): number {
  const digits = date.replaceAll('-', '');
  return Date.UTC(+digits.slice(0, 4), +digits.slice(4, 6) - 1, +digits.slice(6, 8)) / 86_400_000;
}

/** The CDNOW sample from its transactions; customers in file order. */
export function cdnowCustomers(): ReferenceCustomers {
  const log = new Map<string, Purchase[]>();
  for (const [, id, date, , amount] of referenceRows(CDNOW, /\s+/)) {
    purchasesOf(log, id!).push({ day: dayNumber(date!), amount: Number(amount) });
  }
  return summaries(log, dayNumber('1997-09-30'), dayNumber('1998-06-30'), 7);
}

/** x, tx, T, m of the calibration period as published with full precision, to hold our own preparation against. */
export function cdnowPublishedSummary(): Record<string, string>[] {
  return referenceRecords('derived_cbs_sample_39w.csv');
}

/** Each customer's purchases on Online Retail; `requirePrice` also drops the 40 lines given away for nothing. */
export function onlineRetailLog(requirePrice: boolean): Map<string, Purchase[]> {
  const [header = [], ...rows] = referenceRows(ONLINE_RETAIL);
  const [quantity, date, price, customer] = ['Quantity', 'InvoiceDate', 'UnitPrice', 'CustomerID'].map((name) =>
    header.indexOf(name),
  ) as [number, number, number, number];
  const log = new Map<string, Purchase[]>();
  for (const row of rows) {
    if (row[customer] === '' || Number(row[quantity]) <= 0) continue;
    if (requirePrice && Number(row[price]) <= 0) continue;
    const amount = Number(row[quantity]) * Number(row[price]);
    purchasesOf(log, String(Number(row[customer]))).push({ day: dayNumber(row[date]!.slice(0, 10)), amount });
  }
  return new Map([...log].sort((one, other) => Number(one[0]) - Number(other[0])));
}

/** Histories as of `end`, and the purchase days in (end, until]; times divided by `daysPerUnit`. */
export function summaries(
  log: ReadonlyMap<string, Purchase[]>,
  end: number,
  until: number,
  daysPerUnit = 1,
): ReferenceCustomers {
  const rows = [...log].flatMap(([id, purchases]) => {
    const summary = summarisePurchases(purchases, end);
    const after = purchases.filter(({ day }) => day > end && day <= until);
    const laterSpend = after.reduce((sum, { amount }) => sum + amount, 0);
    return summary ? [{ id, ...summary, later: purchasePeriodsBetween(purchases, end, until), laterSpend }] : [];
  });
  return {
    id: rows.map((row) => row.id),
    x: Float64Array.from(rows, (row) => row.x),
    tx: Float64Array.from(rows, (row) => row.tx / daysPerUnit),
    T: Float64Array.from(rows, (row) => row.T / daysPerUnit),
    m: Float64Array.from(rows, (row) => row.m),
    later: Float64Array.from(rows, (row) => row.later),
    laterSpend: Float64Array.from(rows, (row) => row.laterSpend),
  };
}

function purchasesOf(log: Map<string, Purchase[]>, id: string): Purchase[] {
  const known = log.get(id);
  if (known) return known;
  const fresh: Purchase[] = [];
  log.set(id, fresh);
  return fresh;
}
