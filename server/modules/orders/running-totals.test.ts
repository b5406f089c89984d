import fc from 'fast-check';
import { sql, type RawBuilder } from 'kysely';
import { expect, test } from 'vitest';
import { inTransaction } from '#platform/context.ts';
import { testDatabase } from '#test/database.ts';
import { orderDraft } from './contract.ts';
import { recordOrders } from './record.ts';
import { refreshAllRollups, refreshRollups } from './rollups.ts';
import { totalsBetween } from './running-totals.ts';

const { ctx } = await testDatabase();

const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-01-${String(n).padStart(2, '0')}`);
const line = fc.record({
  sku: fc.constantFrom('a', 'b'),
  quantity: fc.constantFrom(-2, -1, 1, 3),
  unitPriceCents: fc.constantFrom(0, 100, 999),
});

/** Sold, returned, given away, called off; on few enough days that several fall together. */
const anyOrder = fc.record({
  externalId: fc.integer({ min: 1, max: 20 }).map(String),
  customer: fc.constantFrom('A', 'B', 'C').map((externalId) => ({ externalId })),
  status: fc.constantFrom('completed', 'open', 'cancelled'),
  placedAt: day.map((on) => `${on}T10:00:00+08:00`),
  lines: fc.array(line, { minLength: 1, maxLength: 3 }),
});

/** What the orders themselves say, one by one. */
const summed = (from: string | null, to: string) => sql`(
  select c.customer_id, count(o.*) filter (where gross_cents > 0)::int as orders, coalesce(sum(gross_cents), 0)::bigint as gross_cents,
    coalesce(sum(gross_cents - discount_cents - returned_cents), 0)::bigint as net_cents
  from customers.customers c left join orders.orders o
    on o.customer_id = c.customer_id and status <> 'cancelled' and placed_on between coalesce(${from}::date, '-infinity') and ${to}
  group by c.customer_id)`;

const read = async (rows: RawBuilder<unknown>) =>
  (await sql`select customer_id, orders, gross_cents, net_cents from ${rows} as t order by 1`.execute(ctx.db)).rows;

test('between any two days the running totals differ by what the orders of those days sum to', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyOrder, { minLength: 1, maxLength: 12 }),
      fc.array(fc.tuple(fc.option(day), day), { minLength: 3, maxLength: 3 }),
      fc.boolean(),
      async (orders, windows, everybody) => {
        await inTransaction(ctx, async (inner) => {
          await recordOrders(
            inner,
            orders.map((order) => orderDraft.parse(order)),
          );
          const known = await inner.db.selectFrom('customers.customers').select('customer_id').execute();
          if (everybody) await refreshAllRollups(inner);
          else await refreshRollups(inner, { customerIds: known.map((one) => one.customer_id) });
        });
        for (const [from, to] of windows)
          expect(await read(totalsBetween(from, to, sql``))).toEqual(await read(summed(from, to)));
      },
    ),
    { numRuns: 30 },
  );
});

test('in days without orders there is nothing', async () => {
  await inTransaction(ctx, (inner) => refreshAllRollups(inner));
  for (const row of await read(totalsBetween('2030-01-01', '2030-12-31', sql``)))
    expect(row).toMatchObject({ orders: 0, gross_cents: 0, net_cents: 0 });
});
