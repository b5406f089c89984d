import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { saveOrganisation } from '#modules/access/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { testDatabase } from '#test/database.ts';
import { orderDraft, type OrderInput } from './contract.ts';
import { listOrders } from './orders.ts';
import { recordOrders } from './record.ts';
import { redateOrders, refreshAllRollups, refreshRollups } from './rollups.ts';
import { matchOrder } from './match.ts';
import { listUnmatched } from './unmatched.ts';

const { ctx } = await testDatabase();

const draft = (over: Partial<OrderInput> & { externalId: string }) =>
  orderDraft.parse({
    customer: { externalId: 'A1' },
    placedAt: '2026-01-10T10:00:00+08:00',
    lines: [{ sku: 'S1', name: '精华液', quantity: 2, unitPriceCents: 19_900 }],
    ...over,
  });

const record = (...drafts: ReturnType<typeof draft>[]) => inTransaction(ctx, (inner) => recordOrders(inner, drafts));

async function customerOf(externalId: string): Promise<number> {
  const { rows } = await sql<{ customer_id: number }>`
    select customer_id from customers.identities where kind = 'external' and value = ${externalId}`.execute(ctx.db);
  return rows[0]?.customer_id ?? 0;
}

async function rollupOf(customerId: number, at: Ctx = ctx) {
  await refreshRollups(at, { customerIds: [customerId] });
  return at.db.selectFrom('orders.rollups').selectAll().where('customer_id', '=', customerId).executeTakeFirstOrThrow();
}

const page = { limit: 50 };

test('sending the same order twice records it once', async () => {
  expect(await record(draft({ externalId: 'T1', customer: { externalId: 'T' } }))).toMatchObject({
    created: 1,
    customersCreated: 1,
  });
  expect(await record(draft({ externalId: 'T1', customer: { externalId: 'T' } }))).toMatchObject({
    created: 0,
    unchanged: 1,
  });
  const customerId = await customerOf('T');
  expect((await listOrders(ctx, customerId, page)).rows).toHaveLength(1);
  expect(await rollupOf(customerId)).toMatchObject({ orders: 1, gross_cents: 39_800 });
});

test('an order that stands twice in one call is taken as the later one says', async () => {
  const first = draft({ externalId: 'D1', customer: { externalId: 'D' } });
  const second = draft({
    externalId: 'D1',
    customer: { externalId: 'D' },
    lines: [{ sku: 'S2', quantity: 1, unitPriceCents: 100 }],
  });
  expect(await record(first, second)).toMatchObject({ created: 1 });
  expect(await rollupOf(await customerOf('D'))).toMatchObject({ orders: 1, gross_cents: 100 });
});

test('a corrected order replaces its lines, and may move to another customer', async () => {
  await record(draft({ externalId: 'C1', customer: { externalId: 'wrong' } }));
  const outcome = await record(
    draft({
      externalId: 'C1',
      customer: { externalId: 'right' },
      lines: [{ sku: 'S9', quantity: 3, unitPriceCents: 500 }],
    }),
  );
  expect(outcome).toMatchObject({ updated: 1, created: 0 });
  expect(await rollupOf(await customerOf('wrong'))).toMatchObject({ orders: 0, gross_cents: 0 });
  expect(await rollupOf(await customerOf('right'))).toMatchObject({ orders: 1, gross_cents: 1_500 });
});

test('a return counts as money given back and not as an order', async () => {
  await record(
    draft({ externalId: 'R1', customer: { externalId: 'R' } }),
    draft({
      externalId: 'R1-back',
      customer: { externalId: 'R' },
      returnOf: 'R1',
      placedAt: '2026-01-15T10:00:00+08:00',
      lines: [{ sku: 'S1', quantity: -1, unitPriceCents: 19_900 }],
    }),
  );
  expect(await rollupOf(await customerOf('R'))).toMatchObject({
    orders: 1,
    gross_cents: 39_800,
    returned_cents: 19_900,
    net_cents: 19_900,
  });
});

test('cancelled orders, gifts and orders after the moment asked for do not count', async () => {
  const customer = { externalId: 'N' };
  await record(
    draft({ externalId: 'N1', customer, status: 'cancelled' }),
    draft({ externalId: 'N2', customer, lines: [{ sku: 'gift', quantity: 1, unitPriceCents: 0 }] }),
    draft({ externalId: 'N3', customer, placedAt: '2026-02-20T10:00:00+08:00' }),
  );
  const customerId = await customerOf('N');
  expect(await rollupOf(customerId)).toMatchObject({ orders: 1, purchase_days: 1, first_purchase_day: '2026-02-20' });
  const earlier = { ...ctx, now: new Date('2026-02-01T00:00:00+08:00') };
  expect(await rollupOf(customerId, earlier)).toMatchObject({ orders: 0, last_order_at: null });
});

test('an order that names nobody waits in the tray until somebody says whose it is', async () => {
  await record(draft({ externalId: 'U-owner', customer: { externalId: 'U' } }));
  expect(await record(draft({ externalId: 'U1', customer: { name: '陌生人' } }))).toMatchObject({
    unmatched: 1,
    created: 0,
  });
  const tray = await listUnmatched(ctx, page);
  const waiting = tray.rows.find((row) => row.externalId === 'U1');
  expect(waiting).toMatchObject({ grossCents: 39_800, lines: 1, customerName: '陌生人' });
  const customerId = await customerOf('U');
  const choice = { sourceId: waiting?.sourceId ?? 0, externalId: 'U1', customerId };
  expect(await inTransaction(ctx, (inner) => matchOrder(inner, choice))).toMatchObject({ created: 1 });
  expect((await listUnmatched(ctx, page)).rows.find((row) => row.externalId === 'U1')).toBeUndefined();
  expect(await rollupOf(customerId)).toMatchObject({ orders: 2 });
  await expect(inTransaction(ctx, (inner) => matchOrder(inner, choice))).rejects.toMatchObject({
    code: 'orders.not_in_tray',
  });
  // The sender repeats it, still without a name: it stays where it was put.
  expect(await record(draft({ externalId: 'U1', customer: { name: '陌生人' } }))).toMatchObject({
    unmatched: 0,
    created: 0,
  });
  expect(await rollupOf(customerId)).toMatchObject({ orders: 2 });
});

test('the same new order sent by ten callers at once is stored once', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, () => record(draft({ externalId: 'race', customer: { externalId: 'racer' } }))),
  );
  expect(outcomes.reduce((sum, outcome) => sum + outcome.created, 0)).toBe(1);
  expect(await rollupOf(await customerOf('racer'))).toMatchObject({ orders: 1, gross_cents: 39_800 });
});

test('pages of orders visit each once, newest first', async () => {
  const customer = { externalId: 'P' };
  await record(
    ...Array.from({ length: 7 }, (_, i) =>
      draft({ externalId: `P${i}`, customer, placedAt: `2026-01-0${1 + (i % 3)}T10:00:00+08:00` }),
    ),
  );
  const customerId = await customerOf('P');
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const found = await listOrders(ctx, customerId, { limit: 2, after });
    seen.push(...found.rows.map((row) => row.externalId));
    after = found.next ?? undefined;
  } while (after);
  expect(seen.toSorted()).toEqual(Array.from({ length: 7 }, (_, i) => `P${i}`));
});

beforeAll(async () => {
  await refreshAllRollups(ctx);
});

const anyLine = fc.record({
  sku: fc.constantFrom('a', 'b', 'c'),
  quantity: fc.integer({ min: -3, max: 5 }).filter((q) => q !== 0),
  unitPriceCents: fc.integer({ min: 0, max: 50_000 }),
});

const anyOrder = fc.record({
  externalId: fc.integer({ min: 1, max: 12 }).map((n) => `prop-${n}`),
  customer: fc.constantFrom('x', 'y', 'z').map((externalId) => ({ externalId: `prop-${externalId}` })),
  status: fc.constantFrom('completed', 'cancelled', 'open') as fc.Arbitrary<'completed'>,
  placedAt: fc.integer({ min: 1, max: 28 }).map((d) => `2026-01-${String(d).padStart(2, '0')}T10:00:00+08:00`),
  lines: fc.array(anyLine, { minLength: 1, maxLength: 4 }),
});

test('after any sequence of orders and corrections the totals equal what the last word of each order says', async () => {
  const truth = new Map<string, ReturnType<typeof draft>>();
  await fc.assert(
    fc.asyncProperty(fc.array(anyOrder, { minLength: 1, maxLength: 6 }), async (orders) => {
      const drafts = orders.map((order) => draft(order));
      for (const order of drafts) truth.set(order.externalId, order);
      await record(...drafts);
      await refreshAllRollups(ctx);
      for (const name of ['prop-x', 'prop-y', 'prop-z']) {
        const customerId = await customerOf(name);
        if (!customerId) continue;
        const own = [...truth.values()].filter(
          (order) => order.customer.externalId === name && order.status !== 'cancelled',
        );
        const sum = (lines: { quantity: number; unitPriceCents: number }[]) =>
          lines.reduce((total, l) => total + l.quantity * l.unitPriceCents, 0);
        const gross = own.map((order) => sum(order.lines.filter((line) => line.quantity > 0)));
        const returned = own.map((order) => -sum(order.lines.filter((line) => line.quantity < 0)));
        const stored = await ctx.db
          .selectFrom('orders.rollups')
          .selectAll()
          .where('customer_id', '=', customerId)
          .executeTakeFirstOrThrow();
        expect(stored.gross_cents).toBe(gross.reduce((a, b) => a + b, 0));
        expect(stored.returned_cents).toBe(returned.reduce((a, b) => a + b, 0));
        expect(stored.orders).toBe(gross.filter((value) => value > 0).length);
      }
      const orphans = await sql`
        select from orders.order_lines l where not exists
          (select from orders.orders o where o.customer_id = l.customer_id and o.order_id = l.order_id)`.execute(
        ctx.db,
      );
      expect(orphans.rows).toHaveLength(0);
    }),
    { numRuns: 25 },
  );
});

test('when the time zone of the organisation changes, the days of orders follow', async () => {
  const own = await testDatabase();
  const order = draft({ externalId: 'Z1', customer: { externalId: 'Z' }, placedAt: '2026-01-10T02:00:00+08:00' });
  await inTransaction(own.ctx, (inner) => recordOrders(inner, [order]));
  const dayStored = async () =>
    (await own.ctx.db.selectFrom('orders.orders').select('placed_on').executeTakeFirst())?.placed_on;
  expect(await dayStored()).toBe('2026-01-10');
  await saveOrganisation(own.ctx, { name: 'x', timeZone: 'Europe/Berlin', currency: 'CNY' });
  await redateOrders(own.ctx);
  expect(await dayStored()).toBe('2026-01-09');
  expect((await own.ctx.db.selectFrom('orders.rollups').selectAll().executeTakeFirst())?.last_purchase_day).toBe(
    '2026-01-09',
  );
});
