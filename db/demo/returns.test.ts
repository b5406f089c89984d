import { describe, expect, test } from 'vitest';
import { generateDemoBrand, type DemoOrder } from './brand.ts';

const brand = generateDemoBrand({ now: new Date('2026-11-22T12:00:00+08:00') });
const ordersById = new Map(brand.orders.map((order) => [order.externalId, order]));
const purchases = brand.orders.filter((order) => order.status === 'completed' && order.returnOf === null);
const returns = brand.orders.filter((order) => order.returnOf !== null);
const services = new Set(brand.products.filter((product) => product.service).map((product) => product.sku));

function original(order: DemoOrder): DemoOrder {
  const found = ordersById.get(order.returnOf ?? '');
  if (found === undefined) throw new Error(`${order.externalId} returns nothing`);
  return found;
}

describe('returns', () => {
  test('3 to 5 % of the orders see something come back, most of all from Tmall', () => {
    const rate = (channel?: string): number =>
      returns.filter((order) => !channel || order.channel === channel).length /
      purchases.filter((order) => !channel || order.channel === channel).length;
    expect(rate()).toBeGreaterThan(0.03);
    expect(rate()).toBeLessThan(0.05);
    expect(rate('tmall')).toBeGreaterThan(2 * rate('store'));
  });

  test('a return takes back what was bought, by the same customer in the same shop, at the price paid', () => {
    for (const order of returns) {
      const bought = original(order);
      expect(bought).toMatchObject({
        status: 'completed',
        returnOf: null,
        customerExternalId: order.customerExternalId,
        storeCode: order.storeCode,
      });
      for (const line of order.lines) {
        const source = bought.lines.find((each) => each.sku === line.sku);
        expect(line.quantity).toBe(-(source?.quantity ?? 0));
        expect(line.quantity * line.unitPriceCents).toBe(
          (source?.discountCents ?? 0) - (source?.quantity ?? 0) * (source?.unitPriceCents ?? 0),
        );
      }
    }
  });

  test('a return comes within two weeks, once per order, and never brings back a treatment', () => {
    const days = returns.map((order) => (order.placedAt.getTime() - original(order).placedAt.getTime()) / 86_400_000);
    expect(Math.min(...days)).toBeGreaterThan(0);
    expect(Math.max(...days)).toBeLessThan(15);
    expect(new Set(returns.map((order) => order.returnOf)).size).toBe(returns.length);
    expect(returns.filter((order) => order.lines.some((line) => services.has(line.sku)))).toEqual([]);
  });

  test('only returns have negative quantities', () => {
    const negative = brand.orders.filter((order) => order.lines.some((line) => line.quantity < 0));
    expect(negative.map((order) => order.externalId)).toEqual(returns.map((order) => order.externalId));
    expect(returns.every((order) => order.lines.every((line) => line.quantity < 0))).toBe(true);
  });
});

test('a cancelled order is an online attempt that the same basket follows within ninety minutes', () => {
  const cancelled = brand.orders.filter((order) => order.status === 'cancelled');
  expect(cancelled.length).toBeGreaterThan(100);
  for (const attempt of cancelled) {
    const minutes = (order: DemoOrder): number => (order.placedAt.getTime() - attempt.placedAt.getTime()) / 60_000;
    const follower = purchases.find(
      (order) => order.lines === attempt.lines && order.customerExternalId === attempt.customerExternalId,
    );
    expect(attempt.channel).not.toBe('store');
    expect(follower && minutes(follower) > 0 && minutes(follower) <= 90).toBe(true);
  }
});
