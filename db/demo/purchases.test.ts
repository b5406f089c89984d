import { describe, expect, test } from 'vitest';
import { generateDemoBrand } from './brand.ts';
import { localDay, shoppingClock } from './calendar.ts';

const WEEK_MS = 7 * 86_400_000;
const brand = generateDemoBrand({ now: new Date('2026-11-22T12:00:00+08:00'), customers: 20_000 });
const { parameters, truth } = brand;
const purchases = brand.orders.filter((order) => order.status === 'completed' && order.returnOf === null);
const purchasesByCustomer = Map.groupBy(purchases, (order) => order.customerExternalId);

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[]): number {
  return mean(values.map((value) => value ** 2)) - mean(values) ** 2;
}

function weeksWatched({ firstOrderAt, droppedOutAt }: (typeof truth)[number]): number {
  return firstOrderAt === null ? 0 : ((droppedOutAt ?? brand.asOf).getTime() - firstOrderAt.getTime()) / WEEK_MS;
}

describe('the truth follows its parameters', () => {
  test('rates and drop-outs have the mean and variance of their gamma distributions', () => {
    const { r, alphaWeeks, s, betaWeeks } = parameters.purchase;
    const lambdas = truth.map((each) => each.lambdaPerWeek);
    const mus = truth.map((each) => each.muPerWeek);
    expect(mean(lambdas) / (r / alphaWeeks)).toBeCloseTo(1, 1);
    expect(variance(lambdas) / (r / alphaWeeks ** 2)).toBeCloseTo(1, 0);
    expect(mean(mus) / (s / betaWeeks)).toBeCloseTo(1, 1);
    expect(variance(mus) / (s / betaWeeks ** 2)).toBeCloseTo(1, 0);
  });

  test('rates, drop-outs and price levels are independent of each other', () => {
    const people = truth.filter((each) => each.archetype !== 'group');
    const correlation = (a: readonly number[], b: readonly number[]): number =>
      (mean(a.map((value, index) => value * (b[index] ?? 0))) - mean(a) * mean(b)) /
      Math.sqrt(variance(a) * variance(b));
    const logs = (pick: (each: (typeof truth)[number]) => number): number[] =>
      people.map((each) => Math.log(pick(each)));
    const rates = logs((each) => each.lambdaPerWeek);
    expect(
      Math.abs(
        correlation(
          rates,
          logs((each) => each.muPerWeek),
        ),
      ),
    ).toBeLessThan(0.03);
    expect(
      Math.abs(
        correlation(
          rates,
          logs((each) => each.meanBasketCents),
        ),
      ),
    ).toBeLessThan(0.03);
  });

  test('the mean price level is that of the Gamma-Gamma distribution', () => {
    const { p, q, gammaCents } = parameters.spend;
    const levels = truth.filter((each) => each.archetype !== 'group').map((each) => each.meanBasketCents);
    expect(mean(levels) / ((p * gammaCents) / (q - 1))).toBeCloseTo(1, 1);
  });

  test('Douyin brings those who leave sooner', () => {
    const muOf = (source: string): number =>
      mean(truth.filter((_, index) => brand.customers[index]?.source === source).map((each) => each.muPerWeek));
    expect(muOf('douyin')).toBeGreaterThan(1.5 * muOf('referral'));
  });
});

describe('the orders follow the truth', () => {
  test('over all customers, repeat purchases are lambda times the weeks watched', () => {
    const expected = truth.reduce((sum, each) => sum + each.lambdaPerWeek * weeksWatched(each), 0);
    expect((purchases.length - purchasesByCustomer.size) / expected).toBeCloseTo(1, 1);
  });

  test('drop-outs are mu times the weeks watched', () => {
    const expected = truth.reduce((sum, each) => sum + each.muPerWeek * weeksWatched(each), 0);
    expect(truth.filter((each) => each.droppedOutAt !== null).length / expected).toBeCloseTo(1, 1);
  });

  test('who buys more often by the truth does so in the orders', () => {
    const watched = truth.filter((each) => weeksWatched(each) > 26);
    const perWeek = (low: number, high: number): number => {
      const group = watched.filter((each) => each.lambdaPerWeek >= low && each.lambdaPerWeek < high);
      const repeats = group.map((each) => (purchasesByCustomer.get(each.customerExternalId)?.length ?? 1) - 1);
      return repeats.reduce((sum, count) => sum + count, 0) / group.reduce((sum, each) => sum + weeksWatched(each), 0);
    };
    expect(perWeek(0.05, 0.1)).toBeCloseTo(0.073, 2);
    expect(perWeek(0.2, 0.3)).toBeCloseTo(0.245, 1);
  });
});

describe('the shape of the year', () => {
  const days = Map.groupBy(purchases, (order) => localDay(order.placedAt));
  const perDay = (from: string, to: string): number => {
    const inside = [...days].filter(([day]) => day >= from && day <= to);
    const length = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
    return inside.reduce((sum, [, orders]) => sum + orders.length, 0) / length;
  };

  test('double eleven and 618 stand out of the weeks around them', () => {
    expect(perDay('2025-11-10', '2025-11-11')).toBeGreaterThan(2 * perDay('2025-10-10', '2025-10-31'));
    expect(perDay('2026-06-16', '2026-06-18')).toBeGreaterThan(1.6 * perDay('2026-05-21', '2026-05-31'));
    expect(perDay('2026-03-01', '2026-03-08')).toBeGreaterThan(1.3 * perDay('2026-03-10', '2026-03-31'));
  });

  test('the Spring Festival is quiet, on its own date each year', () => {
    expect(perDay('2025-01-28', '2025-02-04')).toBeLessThan(0.6 * perDay('2025-01-10', '2025-01-24'));
    expect(perDay('2026-02-16', '2026-02-23')).toBeLessThan(0.6 * perDay('2026-01-25', '2026-02-08'));
  });

  test('Saturday sells more than Monday', () => {
    const weekday = (wanted: number): number =>
      [...days]
        .filter(([day]) => new Date(day).getUTCDay() === wanted)
        .reduce((sum, [, orders]) => sum + orders.length, 0);
    expect(weekday(6)).toBeGreaterThan(1.3 * weekday(1));
  });

  test('the multipliers average one over the window, for every strength of the festivals', () => {
    const start = new Date('2024-11-22T00:00:00+08:00');
    for (const strength of Object.values(parameters.archetypes.festivalStrength)) {
      const clock = shoppingClock(start, brand.asOf, parameters.season, strength);
      expect(mean(clock.multipliers)).toBeCloseTo(1, 10);
      expect(clock.elapsed.at(-1)).toBeCloseTo(clock.days, 6);
    }
  });
});
