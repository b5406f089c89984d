import { describe, expect, it } from 'vitest';
import { Forecasts, moneyOf } from './forecasts.ts';
import { churnBackTest } from './churn-contract.ts';
import { fitChurn } from './churn-fit.ts';
import { DEFAULT_CHURN, DEFAULT_HEALTH } from './churn-settings.ts';
import { featuresAsOf, type History } from './histories.ts';
import { purchaseModelReport } from './value-contract.ts';
import { fitValue } from './value-fit.ts';

const TODAY = 20_000;

/** What is not a number comes back from the database as null, which the contracts do not take. */
const asStored = (report: object | null): unknown => JSON.parse(JSON.stringify(report));
const valueReport = purchaseModelReport.omit({ version: true, asOf: true, fittedAt: true, customers: true });
const churnReport = churnBackTest.omit({ version: true, asOf: true });

/** One order a day named, of so much. */
function history(customerId: number, days: readonly number[], cents: (day: number) => number): History {
  const net = Float64Array.from(days, cents);
  return {
    customerId,
    day: Int32Array.from(days),
    orders: Int32Array.from(days, () => 1),
    grossCents: net,
    netCents: net,
    returnedCents: new Float64Array(days.length),
    returns: new Int32Array(days.length),
  };
}

const every = (gap: number, from: number): number[] => {
  const days: number[] = [];
  for (let day = TODAY - from; day <= TODAY; day += gap) days.push(day);
  return days;
};

const bases: Record<string, History[]> = {
  'all bought today for the first time': Array.from({ length: 300 }, (_, i) => history(i + 1, [TODAY], () => 9_900)),
  'one customer, one order': [history(1, [TODAY - 40], () => 100)],
  'nobody came back': Array.from({ length: 400 }, (_, i) => history(i + 1, [TODAY - i], () => 5_000)),
  'everybody buys the same every week': Array.from({ length: 300 }, (_, i) =>
    history(i + 1, every(7, 700), () => 4_200),
  ),
  'everybody buys every day': Array.from({ length: 60 }, (_, i) => history(i + 1, every(1, 400), () => 300)),
  'amounts over ten powers of e': Array.from({ length: 500 }, (_, i) =>
    history(i + 1, every(20 + (i % 30), 100 + i), () => Math.round(Math.exp((i % 100) / 8) * 100)),
  ),
  'one customer spends for all': [
    ...Array.from({ length: 300 }, (_, i) => history(i + 1, [TODAY - i], () => 100)),
    history(301, every(15, 900), () => 50_000_000),
  ],
};

describe.each(Object.entries(bases))('a base in which %s', (_, histories) => {
  it('is forecast in finite money, with intervals that hold it', () => {
    const { params, report } = fitValue(histories, TODAY, 'test');
    const everybody = histories.map((one) => featuresAsOf(one, TODAY, TODAY));
    const value = { ...params, decileEdges: [] };
    const forecasts = new Forecasts(value, TODAY, everybody);
    for (const one of everybody) {
      const forecast = forecasts.find(one, TODAY);
      expect(forecast).not.toBeNull();
      const { expectedCents, lowCents, highCents } = moneyOf(value, one, forecast!);
      expect([expectedCents, lowCents, highCents].every(Number.isSafeInteger)).toBe(true);
      expect(lowCents).toBeGreaterThanOrEqual(0);
      expect(highCents).toBeGreaterThanOrEqual(lowCents);
    }
    expect(valueReport.safeParse(asStored(report)).error).toBeUndefined();
  });

  it('has a churn model, a yardstick or a formula, and never a chance that is none', () => {
    const settings = { churn: DEFAULT_CHURN, health: DEFAULT_HEALTH };
    const { params, report } = fitChurn(histories, TODAY, settings, null, 'test', histories.length);
    expect(['model', 'yardstick', 'formula']).toContain(params.method);
    const numbers = params.line ? [params.line.intercept, ...params.line.weights, params.line.slope] : [];
    expect(numbers.every(Number.isFinite)).toBe(true);
    expect(churnReport.nullable().safeParse(asStored(report)).error).toBeUndefined();
  });
});
