import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { refreshAllRollups } from '#modules/orders/index.ts';
import { recordConsents } from '#modules/privacy/index.ts';
import { inTransaction } from '#platform/context.ts';
import { insertCustomers, insertOrders } from '#test/factories.ts';
import { testDatabase, TEST_NOW } from '#test/database.ts';
import { refreshBehaviour } from './days.ts';
import { getPortrait, measureEverybody, standingOf } from './portrait.ts';
import { recordInteractions } from './record.ts';

const { ctx } = await testDatabase();

test('a figure stands in the middle of those with as much', () => {
  const percentiles = Array.from({ length: 101 }, (_, n) => n);
  expect(standingOf(percentiles, -1)).toBe(0);
  expect(standingOf(percentiles, 50)).toBeCloseTo(0.5, 10);
  expect(standingOf(percentiles, 101)).toBe(1);
  expect(
    standingOf(
      Array.from({ length: 101 }, () => 7),
      7,
    ),
  ).toBe(0.5);
});

test('a portrait tells each figure beside everybody, and nothing of what is not known', async () => {
  const people = await insertCustomers(ctx, ['P-1', 'P-2', 'P-3', 'P-4']);
  const [few = 0, some = 0, many = 0, nobody = 0] = people;
  await insertOrders(ctx, [
    { customerId: few, day: '2026-01-01', grossCents: 10_000 },
    { customerId: some, day: '2025-03-01', grossCents: 10_000 },
    { customerId: some, day: '2026-02-01', grossCents: 20_000 },
  ]);
  await refreshAllRollups(ctx);
  const minutesAgo = (minutes: number) => new Date(TEST_NOW.getTime() - minutes * 60_000).toISOString();
  const event = (customerId: number, n: number, more: object) => ({
    externalId: `${customerId}-${n}`,
    at: minutesAgo(n),
    customer: { customerId },
    kind: 'feature_use',
    ...more,
  });
  await inTransaction(ctx, (ctx) =>
    recordInteractions(ctx, [
      event(some, 1, { feature: '搭配推荐' }),
      ...[1, 2, 3].map((n) => event(many, n, { feature: n < 3 ? '搭配推荐' : '到店预约' })),
      event(many, 4, { kind: 'message', direction: 'out', channel: 'wechat' }),
      event(many, 5, { kind: 'message', direction: 'in', channel: 'wechat' }),
      event(many, 6, { kind: 'message', direction: 'out', channel: 'sms' }),
      event(many, 7, { kind: 'page_view', seconds: 30 }),
    ]),
  );
  await refreshBehaviour(ctx, { customerIds: people });
  const figuresOf = async (customerId: number) => {
    const { parts } = await getPortrait(ctx, customerId);
    return new Map(parts.flatMap(({ figures }) => figures.map((figure) => [figure.code, figure])));
  };
  expect((await figuresOf(some)).get('orders')).toMatchObject({ value: 2, percentile: null });
  expect(await measureEverybody(ctx)).toBe(true);
  expect(await measureEverybody(ctx)).toBe(false);
  expect((await figuresOf(some)).get('orders')).toMatchObject({ value: 2, among: 2 });
  expect((await figuresOf(some)).get('averageOrderCents')).toMatchObject({ value: 15_000 });
  expect((await figuresOf(many)).get('featureUses30d')).toMatchObject({ value: 3, among: 2 });
  expect((await figuresOf(many)).get('answered90d')).toMatchObject({ value: 0.5 });
  expect((await figuresOf(many)).get('dwellPerView30d')).toMatchObject({ value: 30 });
  expect((await figuresOf(many)).get('orders')).toMatchObject({ value: null, percentile: null });
  expect([...(await figuresOf(nobody)).values()].filter(({ value }) => value !== null)).toEqual([]);
  const { features, channels } = await getPortrait(ctx, many);
  expect(features).toEqual([
    { name: '搭配推荐', times: 2 },
    { name: '到店预约', times: 1 },
  ]);
  expect(channels).toEqual([
    { name: 'wechat', times: 2 },
    { name: 'sms', times: 1 },
  ]);
  await recordConsents(ctx, [
    { customerId: some, purpose: 'profiling', channel: 'any', state: 'refused', source: 'call' },
  ]);
  expect((await figuresOf(some)).get('orders')).toMatchObject({ value: 2, percentile: null, among: null });
});

test('percentiles are those of the whole population', async () => {
  const people = await insertCustomers(
    ctx,
    Array.from({ length: 200 }, (_, n) => `Q-${n}`),
  );
  await insertOrders(
    ctx,
    people.flatMap((customerId, n) => [{ customerId, day: '2026-01-01', grossCents: (n + 1) * 100 }]),
  );
  await refreshAllRollups(ctx);
  await measureEverybody(ctx);
  const { rows } = await sql<{ share: number }>`
    select (count(*) filter (where net_cents < 15000))::float8 / count(*) as share from orders.rollups where orders > 0`.execute(
    ctx.db,
  );
  const { parts } = await getPortrait(ctx, people[149] ?? 0);
  const net = parts[0]?.figures.find(({ code }) => code === 'netCents');
  expect(net?.percentile).toBeCloseTo(rows[0]?.share ?? 0, 1);
});
