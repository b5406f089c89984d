import { describe, expect, test } from 'vitest';
import { generateDemoBrand, type DemoOrder } from './brand.ts';
import { localMonth } from './calendar.ts';

const WEEK_MS = 7 * 86_400_000;
const brand = generateDemoBrand({ now: new Date('2026-11-22T12:00:00+08:00'), customers: 20_000 });
const { parameters } = brand;
const products = new Map(brand.products.map((product) => [product.sku, product]));
const purchases = brand.orders.filter((order) => order.status === 'completed' && order.returnOf === null);
const purchasesByCustomer = Map.groupBy(purchases, (order) => order.customerExternalId);

function amountCents(order: DemoOrder): number {
  return order.lines.reduce((sum, line) => sum + line.quantity * line.unitPriceCents - line.discountCents, 0);
}

function holds(order: DemoOrder, sku: string): boolean {
  return order.lines.some((line) => line.sku === sku);
}

/** Four standard errors of a share: a right generator fails once in some ten thousand seeds. */
function expectShare(hits: number, trials: number, probability: number): void {
  expect(Math.abs(hits / trials - probability)).toBeLessThan(4 * Math.sqrt((probability * (1 - probability)) / trials));
}

describe('companions', () => {
  test.each(parameters.pairs)('$companion is in a basket with $sku at the rate of its rule', (pair) => {
    const withSku = purchases.filter((order) => holds(order, pair.sku));
    expect(withSku.length).toBeGreaterThan(300);
    expectShare(withSku.filter((order) => holds(order, pair.companion)).length, withSku.length, pair.probability);
  });

  test('every rule has a lift above three, and a pair without a rule has none', () => {
    const share = (sku: string): number => purchases.filter((order) => holds(order, sku)).length / purchases.length;
    const lift = (a: string, b: string): number =>
      purchases.filter((order) => holds(order, a) && holds(order, b)).length / purchases.length / (share(a) * share(b));
    for (const { sku, companion } of parameters.pairs) expect(lift(sku, companion)).toBeGreaterThan(3);
    expect(lift('SK101', 'BD111')).toBeLessThan(1.5);
  });

  test('a companion belongs to one rule and leads none, so that each rate is exact', () => {
    const companions = parameters.pairs.map((pair) => pair.companion);
    expect(new Set(companions).size).toBe(companions.length);
    expect(parameters.pairs.filter((pair) => companions.includes(pair.sku))).toEqual([]);
    expect(companions.every((sku) => products.get(sku)?.service === false && !products.get(sku)?.durable)).toBe(true);
  });
});

test('after sun protection in summer, the first basket two to eight weeks later holds after-sun care at its rate', () => {
  const { sequence } = parameters;
  const inSummer = (order: DemoOrder): boolean =>
    localMonth(order.placedAt) >= sequence.monthFrom && localMonth(order.placedAt) <= sequence.monthTo;
  const asked = new Set<DemoOrder>();
  for (const list of purchasesByCustomer.values()) {
    for (const [index, order] of list.entries()) {
      if (!inSummer(order) || !order.lines.some((line) => products.get(line.sku)?.family === sequence.family)) continue;
      const weeks = (later: DemoOrder): number => (later.placedAt.getTime() - order.placedAt.getTime()) / WEEK_MS;
      const next = list.slice(index + 1).find((later) => weeks(later) >= sequence.fromWeeks);
      if (next && weeks(next) <= sequence.toWeeks) asked.add(next);
    }
  }
  expect(asked.size).toBeGreaterThan(1000);
  expectShare([...asked].filter((order) => holds(order, sequence.companion)).length, asked.size, sequence.probability);
});

describe('money', () => {
  test('baskets meet their aim on average, within a few per cent', () => {
    const people = new Map(
      brand.truth
        .filter((each) => each.archetype !== 'group')
        .map((each) => [each.customerExternalId, each.meanBasketCents]),
    );
    const theirs = purchases.filter((order) => people.has(order.customerExternalId));
    const aimed = theirs.reduce((sum, order) => sum + (people.get(order.customerExternalId) ?? 0), 0);
    const paid = theirs.reduce((sum, order) => sum + amountCents(order), 0);
    expect(paid / aimed).toBeGreaterThan(0.95);
    expect(paid / aimed).toBeLessThan(1.02);
  });

  test('everything is cheaper on double eleven, and most things are at list price in a quiet month', () => {
    const discounted = (from: string, to: string): number => {
      const lines = purchases
        .filter((order) => order.placedAt >= new Date(from) && order.placedAt < new Date(to))
        .flatMap((order) => order.lines);
      return lines.filter((line) => line.discountCents > 0).length / lines.length;
    };
    expect(discounted('2025-11-10T00:00:00+08:00', '2025-11-12T00:00:00+08:00')).toBe(1);
    expect(discounted('2025-09-01T00:00:00+08:00', '2025-10-01T00:00:00+08:00')).toBeLessThan(0.2);
  });
});

describe('what a product is decides how it is sold', () => {
  test('treatments are sold in the shops, one at a time', () => {
    const services = purchases.flatMap((order) =>
      order.lines
        .filter((line) => products.get(line.sku)?.service)
        .map((line) => ({ ...line, channel: order.channel })),
    );
    expect(services.length).toBeGreaterThan(1000);
    expect(services.filter((line) => line.channel !== 'store' || line.quantity !== 1)).toEqual([]);
  });

  test('nobody buys the same durable twice', () => {
    const bought = purchases.flatMap((order) =>
      order.lines
        .filter((line) => products.get(line.sku)?.durable)
        .map((line) => `${order.customerExternalId} ${line.sku} ${line.quantity > 1 ? order.externalId : ''}`),
    );
    expect(new Set(bought).size).toBe(bought.length);
  });

  test('sun protection sells in summer, and a product is on one line of a basket', () => {
    const sun = purchases.filter((order) => holds(order, 'SN101'));
    const summer = sun.filter((order) => [5, 6, 7, 8].includes(localMonth(order.placedAt)));
    expect(summer.length / sun.length).toBeGreaterThan(0.5);
    expect(purchases.filter((order) => new Set(order.lines.map((line) => line.sku)).size < order.lines.length)).toEqual(
      [],
    );
  });
});
