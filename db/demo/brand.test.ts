import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { generateDemoBrand, type DemoOrder } from './brand.ts';

const NOW = new Date('2026-11-22T12:00:00+08:00');
const brand = generateDemoBrand({ now: NOW });
const purchases = brand.orders.filter((order) => order.status === 'completed' && order.returnOf === null);
const ordersById = new Map(brand.orders.map((order) => [order.externalId, order]));
const customersById = new Map(brand.customers.map((customer) => [customer.externalId, customer]));
const truthById = new Map(brand.truth.map((truth) => [truth.customerExternalId, truth]));
const purchasesByCustomer = Map.groupBy(purchases, (order) => order.customerExternalId);

function amountCents(order: DemoOrder): number {
  return order.lines.reduce((sum, line) => sum + line.quantity * line.unitPriceCents - line.discountCents, 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function fingerprint(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

describe('the same brand again', () => {
  test('the same seed and day give the same brand, whatever the hour', () => {
    const morning = generateDemoBrand({ now: new Date('2026-11-22T00:00:01+08:00'), customers: 400 });
    const evening = generateDemoBrand({ now: new Date('2026-11-22T23:59:59+08:00'), customers: 400 });
    expect(fingerprint(evening)).toBe(fingerprint(morning));
  });

  test('another seed and another day give another brand', () => {
    const prints = [
      generateDemoBrand({ now: NOW, customers: 50 }),
      generateDemoBrand({ now: NOW, customers: 50, seed: 7 }),
      generateDemoBrand({ now: new Date('2026-11-23T00:00:00+08:00'), customers: 50 }),
    ].map(fingerprint);
    expect(new Set(prints).size).toBe(3);
  });

  test('any number of customers can be had, also none', () => {
    expect(generateDemoBrand({ now: NOW, customers: 0 }).orders).toEqual([]);
    expect(generateDemoBrand({ now: NOW, customers: 1 }).customers).toHaveLength(1);
    const large = generateDemoBrand({ now: NOW, customers: 12_000 });
    expect(large.customers).toHaveLength(12_000);
    expect(new Set(large.orders.map((order) => order.externalId)).size).toBe(large.orders.length);
    expect(new Set(large.customers.map((customer) => customer.phone)).size).toBe(12_000);
  });

  test('a leap day and the last day of a month open a window too', () => {
    for (const day of ['2028-02-29', '2027-08-31', '2027-04-30', '2026-02-17']) {
      const now = new Date(`${day}T09:00:00+08:00`);
      const { orders, customers } = generateDemoBrand({ now, customers: 100 });
      expect(orders.every((order) => order.placedAt < now)).toBe(true);
      expect(customers).toHaveLength(100);
    }
  });
});

describe('believable totals', () => {
  test('a customer who buys does so three to five times, at 300 to 400 yuan', () => {
    expect(purchases.length / purchasesByCustomer.size).toBeGreaterThan(3);
    expect(purchases.length / brand.customers.length).toBeLessThan(5);
    expect(mean(purchases.map(amountCents))).toBeGreaterThan(30_000);
    expect(mean(purchases.map(amountCents))).toBeLessThan(40_000);
  });

  test('35 to 50 % of the buyers bought once, and the best tenth brings about half of the money', () => {
    const counts = [...purchasesByCustomer.values()].map((list) => list.length);
    const oneTimers = counts.filter((count) => count === 1).length / counts.length;
    expect(oneTimers).toBeGreaterThan(0.35);
    expect(oneTimers).toBeLessThan(0.5);
    const spent = [...purchasesByCustomer.values()].map((list) =>
      list.reduce((sum, order) => sum + amountCents(order), 0),
    );
    spent.sort((a, b) => b - a);
    const best = mean(spent.slice(0, spent.length / 10)) / 10 / mean(spent);
    expect(best).toBeGreaterThan(0.4);
    expect(best).toBeLessThan(0.65);
  });

  test('about 6 % are prospects, who registered and never bought', () => {
    const prospects = brand.truth.filter((truth) => truth.firstOrderAt === null);
    expect(prospects.length / brand.customers.length).toBeCloseTo(brand.parameters.prospectShare, 1);
    expect(prospects.every((truth) => !purchasesByCustomer.has(truth.customerExternalId))).toBe(true);
    expect(purchasesByCustomer.size + prospects.length).toBe(brand.customers.length);
  });

  test('about 1 % are firms, which buy by the dozen', () => {
    const firms = brand.customers.filter((customer) => customer.kind === 'company');
    expect(firms.length / brand.customers.length).toBeCloseTo(brand.parameters.companyShare, 2);
    const theirs = purchases.filter((order) => customersById.get(order.customerExternalId)?.kind === 'company');
    expect(mean(theirs.map(amountCents))).toBeGreaterThan(4 * mean(purchases.map(amountCents)));
  });

  test('every channel, shop and product sells, and every product with a gain', () => {
    expect(new Set(purchases.map((order) => order.storeCode)).size).toBe(brand.stores.length);
    expect(new Set(purchases.map((order) => order.channel)).size).toBe(3);
    const sold = new Set(purchases.flatMap((order) => order.lines.map((line) => line.sku)));
    expect(brand.products.filter((product) => !sold.has(product.sku))).toEqual([]);
    expect(brand.products.every((product) => product.costCents < product.priceCents * 0.6)).toBe(true);
    expect(brand.products.length).toBeGreaterThanOrEqual(60);
  });
});

describe('everything refers to something that exists', () => {
  test('shops, products, categories and customers', () => {
    const stores = new Set(brand.stores.map((store) => store.code));
    const products = new Map(brand.products.map((product) => [product.sku, product.name]));
    const categories = new Set(brand.categories.map((category) => category.code));
    expect(products.size).toBe(brand.products.length);
    expect(brand.products.filter((product) => !categories.has(product.categoryCode))).toEqual([]);
    expect(brand.customers.filter((customer) => !stores.has(customer.homeStoreCode))).toEqual([]);
    expect(brand.orders.filter((order) => !stores.has(order.storeCode))).toEqual([]);
    expect(brand.orders.filter((order) => !customersById.has(order.customerExternalId))).toEqual([]);
    const lines = brand.orders.flatMap((order) => order.lines);
    expect(lines.filter((line) => products.get(line.sku) !== line.name)).toEqual([]);
  });

  test('order numbers are unique and follow the time', () => {
    expect(ordersById.size).toBe(brand.orders.length);
    const times = brand.orders.map((order) => order.placedAt.getTime());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test('money is whole cents, and a discount divides by its quantity', () => {
    for (const line of brand.orders.flatMap((order) => order.lines)) {
      expect(Number.isSafeInteger(line.unitPriceCents) && Number.isSafeInteger(line.discountCents)).toBe(true);
      expect(Number.isSafeInteger(line.quantity) && line.quantity !== 0).toBe(true);
      expect(Math.abs(line.discountCents % line.quantity)).toBe(0);
    }
    expect(purchases.every((order) => order.lines.length > 0 && amountCents(order) > 0)).toBe(true);
  });
});

describe('time', () => {
  test('nothing happened after the midnight that opens the day, nor before the window', () => {
    expect(brand.asOf.toISOString()).toBe('2026-11-21T16:00:00.000Z');
    const moments = [
      ...brand.orders.map((order) => order.placedAt),
      ...brand.customers.map((customer) => customer.createdAt),
    ];
    expect(moments.filter((moment) => moment >= brand.asOf)).toEqual([]);
    expect(moments.filter((moment) => moment < new Date('2024-11-22T00:00:00+08:00'))).toEqual([]);
  });

  test('nobody orders before registering, or buys after dropping out', () => {
    for (const order of brand.orders) {
      const registered = customersById.get(order.customerExternalId)?.createdAt ?? brand.asOf;
      expect(order.placedAt.getTime()).toBeGreaterThan(registered.getTime());
    }
    for (const order of purchases) {
      const truth = truthById.get(order.customerExternalId);
      expect(order.placedAt.getTime()).toBeGreaterThanOrEqual(truth?.firstOrderAt?.getTime() ?? Infinity);
      expect(order.placedAt.getTime()).toBeLessThanOrEqual(truth?.droppedOutAt?.getTime() ?? Infinity);
    }
  });

  test('the shops sell between 10:00 and 22:00, the mini-program at night as well', () => {
    const hours = (channel: string): number[] =>
      brand.orders.filter((order) => order.channel === channel).map((order) => (order.placedAt.getUTCHours() + 8) % 24);
    expect(hours('store').filter((hour) => hour < 10 || hour >= 22)).toEqual([]);
    expect(hours('mini_program').some((hour) => hour < 6)).toBe(true);
  });

  test('the base grows: more people register in the second year than in the first', () => {
    const middle = new Date('2025-11-22T00:00:00+08:00');
    const second = brand.customers.filter((customer) => customer.createdAt >= middle).length;
    expect(second / (brand.customers.length - second)).toBeGreaterThan(1.1);
  });
});
