import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { saveOrganisation } from '#modules/access/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { insertCustomers, insertOrders } from '#test/factories.ts';
import { testDatabase } from '#test/database.ts';
import { orderDraft } from './contract.ts';
import { recordOrders } from './record.ts';
import { redateOrders, refreshAllRollups, refreshRollups } from './rollups.ts';

const { ctx } = await testDatabase();

const moment = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom('09', '12', '15'))
  .map(([day, hour]) => `2026-01-0${day}T${hour}:00:00+08:00`);
const anyOrder = fc.record({
  externalId: fc.integer({ min: 1, max: 20 }).map(String),
  customer: fc.constantFrom('A', 'B', 'C').map((externalId) => ({ externalId })),
  status: fc.constantFrom('completed', 'open', 'cancelled'),
  placedAt: moment,
  lines: fc.array(
    fc.record({
      sku: fc.constantFrom('a', 'b'),
      quantity: fc.constantFrom(-2, 1, 3),
      unitPriceCents: fc.constantFrom(0, 100, 9_000_000_000),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

/** One subquery a figure, over the orders themselves. */
const byHand = async ({ db, now }: Ctx) => {
  const counted = sql`from orders.orders o where o.customer_id = c.customer_id and status <> 'cancelled' and placed_at <= ${now}`;
  const { rows } = await sql`
    select customer_id, (select count(*)::int ${counted} and gross_cents > 0) as orders,
      (select coalesce(sum(gross_cents), 0)::bigint ${counted}) as gross_cents,
      (select coalesce(sum(discount_cents), 0)::bigint ${counted}) as discount_cents,
      (select coalesce(sum(returned_cents), 0)::bigint ${counted}) as returned_cents,
      (select coalesce(sum(gross_cents - discount_cents - returned_cents), 0)::bigint ${counted}) as net_cents,
      (select min(placed_at) ${counted} and gross_cents > 0) as first_order_at,
      (select max(placed_at) ${counted} and gross_cents > 0) as last_order_at,
      (select count(distinct placed_on)::int ${counted} and gross_cents > 0) as purchase_days,
      (select min(placed_on) ${counted} and gross_cents > 0) as first_purchase_day,
      (select max(placed_on) ${counted} and gross_cents > 0) as last_purchase_day
    from customers.customers c order by 1`.execute(db);
  return rows;
};

const stored = ({ db }: Ctx) =>
  db
    .selectFrom('orders.rollups')
    .select(['customer_id', 'orders', 'gross_cents', 'discount_cents', 'returned_cents', 'net_cents'])
    .select(['first_order_at', 'last_order_at', 'purchase_days', 'first_purchase_day', 'last_purchase_day'])
    .orderBy('customer_id')
    .execute();

const running = async (ctx: Ctx) =>
  (await sql`select * from orders.running_totals order by customer_id`.execute(ctx.db)).rows;

test('totals are what the orders up to now say, for everybody at once and one by one, and a repetition writes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyOrder, { minLength: 1, maxLength: 10 }), moment, async (orders, moment) => {
      const at = { ...ctx, now: new Date(moment) };
      await inTransaction(at, (at) =>
        recordOrders(
          at,
          orders.map((order) => orderDraft.parse(order)),
        ),
      );
      await refreshAllRollups(at);
      const [all, days] = [await stored(at), await running(at)];
      expect(all).toEqual(await byHand(at));
      expect(await refreshAllRollups({ ...at, now: new Date(at.now.getTime() + 1) })).toBe(0);
      await sql`truncate orders.rollups, orders.running_totals`.execute(ctx.db);
      for (const { customer_id: customerId } of all) await refreshRollups(at, { customerIds: [customerId] });
      expect([await stored(at), await running(at)]).toEqual([all, days]);
    }),
    { numRuns: 25 },
  );
});

test('a recomputation writes only the rows of customers whose orders changed', async () => {
  const own = await testDatabase();
  const [first = 0, second = 0] = await insertCustomers(own.ctx, ['W-1', 'W-2']);
  await insertOrders(own.ctx, [
    { customerId: first, day: '2026-01-01' },
    { customerId: second, day: '2026-01-02' },
  ]);
  await refreshAllRollups(own.ctx);
  /** A row that was written or locked since carries another transaction. */
  const written = async () =>
    (
      await sql`
        select 'rollup' as kept, customer_id, xmin::text, xmax::text from orders.rollups
        union all select 'running', customer_id, xmin::text, xmax::text from orders.running_totals order by 1, 2`.execute(
        own.ctx.db,
      )
    ).rows;
  const before = await written();
  await refreshAllRollups(own.ctx);
  expect(await written()).toEqual(before);
  await insertOrders(own.ctx, [{ customerId: second, day: '2026-01-03' }]);
  expect(await refreshAllRollups(own.ctx)).toBe(1);
  const after = await written();
  expect([after[0], after[2]]).toEqual([before[0], before[2]]);
  expect(after[1]).not.toEqual(before[1]);
  expect(after[3]).not.toEqual(before[3]);
});

test('when the time zone changes, days move also where no total does', async () => {
  const own = await testDatabase();
  const order = {
    externalId: 'Z1',
    customer: { externalId: 'Z' },
    placedAt: '2026-01-10T02:00:00+08:00',
    lines: [{ sku: 'a', quantity: 1, unitPriceCents: 100 }],
  };
  await inTransaction(own.ctx, (inner) => recordOrders(inner, [orderDraft.parse(order)]));
  await refreshAllRollups(own.ctx);
  const days = async () => [
    (await stored(own.ctx)).map((row) => row.last_purchase_day),
    (await sql`select days::text from orders.running_totals`.execute(own.ctx.db)).rows,
  ];
  expect(await days()).toEqual([['2026-01-10'], [{ days: '{2026-01-10}' }]]);
  await saveOrganisation(own.ctx, { name: 'x', timeZone: 'Europe/Berlin', currency: 'CNY' });
  await redateOrders(own.ctx);
  expect(await days()).toEqual([['2026-01-09'], [{ days: '{2026-01-09}' }]]);
});
