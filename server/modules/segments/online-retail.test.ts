/** Twenty definitions against SQL written by hand over the orders of the UCI Online Retail customers. */
import { sql, type RawBuilder } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { describeWithReferenceData, ONLINE_RETAIL } from '#analytics/reference-data.ts';
import { refreshAllRollups } from '#modules/orders/index.ts';
import { sweep } from '#modules/scoring/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { startOfDay } from '#shared/days.ts';
import { testDatabase } from '#test/database.ts';
import { loadOnlineRetail } from '#test/online-retail.ts';
import { segmentSources } from '#test/segment-sources.ts';
import type { Group, Node } from './contract.ts';
import { previewSegment } from './preview.ts';

const rule = (code: string, args: Record<string, unknown>, not = false): Node => ({ rule: code, args, not });
const all = (...items: Node[]): Group => ({ join: 'all', items });
const any = (...items: Node[]): Group => ({ join: 'any', items });
const last = (n: number, unit = 'day') => ({ kind: 'last', n, unit });
const between = (from: string, to: string) => ({ kind: 'between', from, to });
const EVER = { kind: 'ever' };
const count = (op: string, value: number, window: object) => rule('orders.count', { window, count: { op, value } });
const sum = (measure: string, op: string, value: number, window: object) =>
  rule('orders.sum', { window, measure, amount: { op, value } });
const field = (code: string, op: string, rest: object) => rule(code, { is: { op, ...rest } });

const bought = sql`orders.orders o where o.gross_cents > 0`;
const everybody = sql`select customer_id from customers.customers`;
const since = (day: string) => sql`select customer_id from ${bought} and placed_on >= ${day}::date`;
const net = sql`sum(gross_cents - discount_cents - returned_cents)`;

const cases: [name: string, definition: Group, byHand: RawBuilder<unknown>][] = [
  ['one order ever', all(count('eq', 1, EVER)), sql`select customer_id from ${bought} group by 1 having count(*) = 1`],
  [
    'ten orders or more',
    all(count('ge', 10, EVER)),
    sql`select customer_id from ${bought} group by 1 having count(*) >= 10`,
  ],
  [
    'fewer than two in half a year',
    all(count('lt', 2, last(6, 'month'))),
    sql`${everybody} except select customer_id from ${bought} and placed_on >= '2011-06-11' group by 1 having count(*) >= 2`,
  ],
  [
    'no order for six months',
    all(rule('orders.none', { window: last(6, 'month') })),
    sql`${everybody} except ${since('2011-06-11')}`,
  ],
  ['bought in the last thirty days', all(count('ge', 1, last(30))), since('2011-11-11')],
  [
    'three to five orders in the autumn',
    all(
      rule('orders.count', { window: between('2011-09-01', '2011-11-30'), count: { op: 'between', value: 3, to: 5 } }),
    ),
    sql`select customer_id from ${bought} and placed_on between '2011-09-01' and '2011-11-30' group by 1 having count(*) between 3 and 5`,
  ],
  [
    'a thousand gross ever',
    all(sum('gross', 'ge', 100_000, EVER)),
    sql`select customer_id from orders.orders group by 1 having sum(gross_cents) >= 100000`,
  ],
  [
    'a thousand net in ninety days',
    all(sum('net', 'ge', 100_000, last(90))),
    sql`select customer_id from orders.orders where placed_on >= '2011-09-12' group by 1 having ${net} >= 100000`,
  ],
  [
    'net below nothing',
    all(sum('net', 'lt', 0, EVER)),
    sql`select customer_id from orders.orders group by 1 having ${net} < 0`,
  ],
  [
    'average order below 150',
    all(rule('orders.average', { window: EVER, amount: { op: 'lt', value: 15_000 } })),
    sql`select customer_id from ${bought} group by 1 having avg(gross_cents) < 15000`,
  ],
  [
    'often, but little each time',
    all(
      count('ge', 6, last(12, 'month')),
      rule('orders.average', { window: last(12, 'month'), amount: { op: 'lt', value: 30_000 } }),
    ),
    sql`select customer_id from ${bought} and placed_on >= '2010-12-11' group by 1 having count(*) >= 6 and avg(gross_cents) < 30000`,
  ],
  [
    'returned for a hundred',
    all(rule('orders.returned', { window: EVER, amount: { op: 'ge', value: 10_000 } })),
    sql`select customer_id from orders.orders group by 1 having sum(returned_cents) >= 10000`,
  ],
  ['returned and never bought', all(count('eq', 0, EVER)), sql`${everybody} except select customer_id from ${bought}`],
  [
    'first order in the last ninety days',
    all(field('orders.firstOrderAt', 'last', { n: 90, unit: 'day' })),
    sql`select customer_id from ${bought} group by 1 having min(placed_on) >= '2011-09-12'`,
  ],
  [
    'one order, then sixty days of silence',
    all(count('eq', 1, EVER), field('orders.firstOrderAt', 'earlier', { n: 60, unit: 'day' })),
    sql`select customer_id from ${bought} group by 1 having count(*) = 1 and max(placed_on) <= '2011-10-11'`,
  ],
  [
    'came back after half a year',
    all(
      count('ge', 1, last(30)),
      rule('orders.none', { window: between('2011-05-15', '2011-11-10') }),
      count('ge', 1, { kind: 'earlier', n: 210, unit: 'day' }),
    ),
    sql`(${since('2011-11-11')} except select customer_id from ${bought} and placed_on between '2011-05-15' and '2011-11-10')
      intersect select customer_id from ${bought} and placed_on <= '2011-05-14'`,
  ],
  [
    'many orders or much money',
    any(count('ge', 20, EVER), sum('gross', 'ge', 1_000_000, EVER)),
    sql`select customer_id from ${bought} group by 1 having count(*) >= 20 or sum(gross_cents) >= 1000000`,
  ],
  [
    'neither often nor lately',
    { ...any(count('ge', 3, EVER), count('ge', 1, last(90))), not: true },
    sql`${everybody} except (select customer_id from ${bought} group by 1 having count(*) >= 3 union ${since('2011-09-12')})`,
  ],
  [
    'recent, seldom and dear',
    all(
      field('orders.lastOrderAt', 'last', { n: 60, unit: 'day' }),
      field('orders.orders', 'le', { value: 2 }),
      field('orders.grossCents', 'gt', { value: 100_000 }),
    ),
    sql`select customer_id from orders.orders group by 1 having count(*) filter (where gross_cents > 0) <= 2
      and max(placed_on) filter (where gross_cents > 0) >= '2011-10-12' and sum(gross_cents) > 100000`,
  ],
  [
    'of the best fifth by recency, but not by frequency',
    all(field('scoring.r', 'eq', { value: 5 }), field('scoring.f', 'le', { value: 2 })),
    sql`select customer_id from scoring.scores where r = 5 and f <= 2`,
  ],
];

describeWithReferenceData('segments of the UCI Online Retail customers as of 2011-12-10', [ONLINE_RETAIL], () => {
  let ctx: Ctx;

  beforeAll(async () => {
    ({ ctx } = await testDatabase(startOfDay('2011-12-10', 'Asia/Shanghai')));
    await loadOnlineRetail(ctx);
    await inTransaction(ctx, refreshAllRollups);
    await sweep(ctx);
  }, 60_000);

  it.each(cases)('%s: as counted by hand', async (_, definition, byHand) => {
    const { customers } = await previewSegment(ctx, segmentSources, { definition, samples: 0 });
    const { rows } = await sql<{
      count: number;
    }>`select count(distinct customer_id)::int as count from (${byHand}) as found`.execute(ctx.db);
    expect(customers).toBe(rows[0]?.count);
    expect(customers).toBeGreaterThan(0);
  });
});
