/** Every rule against SQL written by hand over the raw orders, on the demo brand. */
import { sql, type RawBuilder } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTag } from '#modules/customers/index.ts';
import { refreshAllRollups } from '#modules/orders/index.ts';
import { sweep } from '#modules/scoring/index.ts';
import { inTransaction } from '#platform/context.ts';
import { loadDemoBrand } from '#test/demo-brand.ts';
import { segmentSources } from '#test/segment-sources.ts';
import { testDatabase } from '#test/database.ts';
import type { Group, Node } from './contract.ts';
import { previewSegment } from './preview.ts';
import { createSegment } from './segments.ts';
import { evaluate } from './work.ts';

const { ctx } = await testDatabase(new Date('2026-03-01T12:00:00+08:00'));
const TODAY = '2026-03-01';

beforeAll(async () => {
  await loadDemoBrand(ctx, 1_200);
  await sql`update customers.customers set birthday = date '1960-02-28' + (customer_id * 37 % 15000)::int,
    gender = case customer_id % 3 when 0 then 'male' when 1 then 'female' end, city = '城市' || customer_id % 7,
    channel = case when customer_id % 5 > 0 then '渠道' || customer_id % 4 end`.execute(ctx.db);
  await sql`update orders.orders set status = 'open' where order_id % 97 = 0`.execute(ctx.db);
  await sql`update orders.orders set status = 'cancelled' where order_id % 89 = 0`.execute(ctx.db);
  // Every tenth has the next one for a child, every fourth lives with the next one.
  await sql`
    insert into customers.relations (customer_id, kind, way, own_id, other_id, added_at)
    select customer_id + step, 'parent', case step when 0 then 'back' else 'forth' end, customer_id + step,
      customer_id + 1 - step, ${ctx.now}
    from customers.customers cross join (values (0), (1)) as ends (step)
    where customer_id % 10 = 0 and customer_id < (select max(customer_id) from customers.customers)`.execute(ctx.db);
  await sql`
    insert into customers.household_members (customer_id, household_id, added_at)
    select customer_id, customer_id / 4, ${ctx.now} from customers.customers where customer_id % 4 < 2`.execute(ctx.db);
  const { tagId } = await createTag(ctx, { name: '常客', groupId: null, color: null });
  await sql`insert into customers.customer_tags (customer_id, tag_id, added_at)
    select customer_id, ${tagId}, ${ctx.now} from customers.customers where customer_id % 6 = 0`.execute(ctx.db);
  await inTransaction(ctx, refreshAllRollups);
  await sweep(ctx);
}, 60_000);

const rule = (code: string, args: Record<string, unknown>, not = false): Node => ({ rule: code, args, not });
const field = (code: string, op: string, rest: object = {}) => rule(code, { is: { op, ...rest } });
const all = (...items: Node[]): Group => ({ join: 'all', items });
const any = (...items: Node[]): Group => ({ join: 'any', items });
const not = (group: Group): Group => ({ ...group, not: true });
const last = (n: number, unit = 'day') => ({ kind: 'last', n, unit });
const EVER = { kind: 'ever' };
const count = (op: string, value: number, window: object) => rule('orders.count', { window, count: { op, value } });
const sunscreen = { by: 'name', text: '防晒' };

/** Orders that count, by hand. */
const counted = sql`orders.orders o where o.status <> 'cancelled' and o.gross_cents > 0 and o.placed_on <= ${TODAY}`;
const customers = sql`select customer_id from customers.customers`;
const within = (from: string) => sql`select customer_id from ${counted} and o.placed_on > ${from}`;
const bought = (name: string, from = '1900-01-01') => sql`
  select o.customer_id from orders.orders o join orders.order_lines l using (customer_id, order_id)
  join catalog.products p using (product_id)
  where o.status <> 'cancelled' and l.quantity > 0 and p.name like ${`%${name}%`} and o.placed_on > ${from} and o.placed_on <= ${TODAY}`;

type Case = [name: string, definition: Group, byHand: RawBuilder<unknown>, mayBeEmpty?: true];

const cases: Case[] = [
  [
    '半年内消费不足2次',
    all(count('lt', 2, last(6, 'month'))),
    sql`${customers} except select customer_id from ${counted} and o.placed_on > '2025-09-01' group by 1 having count(*) >= 2`,
  ],
  [
    '频次高但客单价低',
    all(
      field('scoring.f', 'ge', { value: 4 }),
      rule('orders.average', { window: EVER, amount: { op: 'lt', value: 30_000 } }),
    ),
    sql`select customer_id from ${counted} group by 1 having avg(o.gross_cents) < 30000
      intersect select customer_id from scoring.scores where f >= 4`,
  ],
  [
    '6个月未消费',
    all(rule('orders.none', { window: last(6, 'month') })),
    sql`${customers} except ${within('2025-09-01')}`,
  ],
  [
    '6个月未消费的老客',
    all(field('orders.lastOrderAt', 'earlier', { n: 6, unit: 'month' })),
    sql`select customer_id from ${counted} group by 1 having max(o.placed_on) <= '2025-09-01'`,
  ],
  ['购买了防晒产品', all(rule('orders.bought', { window: EVER, goods: sunscreen })), bought('防晒')],
  [
    '90 天内购买过防晒产品',
    all(rule('orders.bought', { window: last(90), goods: sunscreen })),
    bought('防晒', '2025-12-01'),
  ],
  [
    '没有买过防晒的买家',
    all(count('ge', 1, EVER), rule('orders.bought', { window: EVER, goods: sunscreen }, true)),
    sql`select customer_id from ${counted} except ${bought('防晒')}`,
  ],
  [
    '放弃支付',
    all(rule('orders.open', { window: last(365) })),
    sql`select customer_id from orders.orders where status = 'open' and gross_cents > 0 and placed_on > '2025-03-01' and placed_on <= ${TODAY}`,
  ],
  [
    'exactly three orders in a year',
    all(count('eq', 3, last(1, 'year'))),
    sql`select customer_id from ${counted} and o.placed_on > '2025-03-01' group by 1 having count(*) = 3`,
  ],
  ['no order in 90 days by count', all(count('eq', 0, last(90))), sql`${customers} except ${within('2025-12-01')}`],
  [
    'two to four orders in a period',
    all(
      rule('orders.count', {
        window: { kind: 'between', from: '2025-06-01', to: '2025-12-31' },
        count: { op: 'between', value: 2, to: 4 },
      }),
    ),
    sql`select customer_id from ${counted} and o.placed_on between '2025-06-01' and '2025-12-31' group by 1 having count(*) between 2 and 4`,
  ],
  [
    'spent at least 1000 net in a year',
    all(rule('orders.sum', { window: last(365), measure: 'net', amount: { op: 'ge', value: 100_000 } })),
    sql`select customer_id from orders.orders where status <> 'cancelled' and placed_on > '2025-03-01' and placed_on <= ${TODAY}
      group by 1 having sum(gross_cents - discount_cents - returned_cents) >= 100000`,
  ],
  [
    'spent less than 100 in 90 days, nothing included',
    all(rule('orders.sum', { window: last(90), measure: 'gross', amount: { op: 'lt', value: 10_000 } })),
    sql`${customers} except select customer_id from ${counted} and o.placed_on > '2025-12-01' group by 1 having sum(o.gross_cents) >= 10000`,
  ],
  [
    'average order of the last year above 400',
    all(rule('orders.average', { window: last(365), amount: { op: 'gt', value: 40_000 } })),
    sql`select customer_id from ${counted} and o.placed_on > '2025-03-01' group by 1 having avg(o.gross_cents) > 40000`,
  ],
  [
    'bought masks in three orders',
    all(
      rule('orders.boughtTimes', { window: EVER, goods: { by: 'name', text: '面膜' }, count: { op: 'ge', value: 3 } }),
    ),
    sql`select customer_id from (select distinct o.customer_id, o.order_id from orders.orders o
      join orders.order_lines l using (customer_id, order_id) join catalog.products p using (product_id)
      where o.status <> 'cancelled' and l.quantity > 0 and p.name like '%面膜%') as t group by 1 having count(*) >= 3`,
  ],
  [
    'spent 500 on masks within two years',
    all(
      rule('orders.boughtSpend', {
        window: last(2, 'year'),
        goods: { by: 'name', text: '面膜' },
        amount: { op: 'ge', value: 50_000 },
      }),
    ),
    sql`select o.customer_id from orders.orders o join orders.order_lines l using (customer_id, order_id) join catalog.products p using (product_id)
      where o.status <> 'cancelled' and l.quantity > 0 and p.name like '%面膜%' and o.placed_on > '2024-03-01' and o.placed_on <= ${TODAY}
      group by 1 having sum(l.amount_cents) >= 50000`,
  ],
  [
    'sun care, and then nothing within 60 days',
    all(
      rule('orders.sequence', {
        window: last(2, 'year'),
        first: sunscreen,
        days: 60,
        outcome: 'not',
        next: { by: 'any' },
      }),
    ),
    sql`select a.customer_id from (select o.customer_id, o.placed_on from orders.orders o join orders.order_lines l using (customer_id, order_id)
        join catalog.products p using (product_id) where o.status <> 'cancelled' and l.quantity > 0 and p.name like '%防晒%') as a
      where a.placed_on > '2024-03-01' and a.placed_on < date '2026-03-01' - 60 and (select count(*) from orders.orders b
        where b.status <> 'cancelled' and b.gross_cents > 0 and b.customer_id = a.customer_id
          and b.placed_on - a.placed_on between 1 and 60) = 0`,
  ],
  [
    'sun care, and masks within 90 days',
    all(
      rule('orders.sequence', {
        window: EVER,
        first: sunscreen,
        days: 90,
        outcome: 'did',
        next: { by: 'name', text: '面膜' },
      }),
    ),
    sql`select a.customer_id from (${bought('防晒')}) as who (customer_id) join orders.orders a using (customer_id)
        join orders.order_lines al using (customer_id, order_id) join catalog.products ap using (product_id)
        join orders.orders b on b.customer_id = a.customer_id and b.placed_on - a.placed_on between 1 and 90
        join orders.order_lines bl on bl.customer_id = b.customer_id and bl.order_id = b.order_id
        join catalog.products bp on bp.product_id = bl.product_id
      where a.status <> 'cancelled' and b.status <> 'cancelled' and al.quantity > 0 and bl.quantity > 0
        and ap.name like '%防晒%' and bp.name like '%面膜%'`,
  ],
  [
    'ordered at one of two stores',
    all(rule('orders.store', { window: last(365), stores: [1, 2] })),
    sql`select customer_id from ${counted} and o.placed_on > '2025-03-01' and o.store_id in (1, 2)`,
  ],
  [
    'ordered through the mini program',
    all(rule('orders.channel', { window: EVER, channels: ['mini_program'] })),
    sql`select customer_id from ${counted} and o.channel = 'mini_program'`,
  ],
  [
    'returned goods worth 100',
    all(rule('orders.returned', { window: EVER, amount: { op: 'ge', value: 10_000 } })),
    sql`select customer_id from orders.orders where status <> 'cancelled' group by 1 having sum(returned_cents) >= 10000`,
  ],
  [
    'discounts are a tenth of what was spent',
    all(rule('orders.discount', { window: last(1, 'year'), share: { op: 'ge', value: 0.05 } })),
    sql`select customer_id from orders.orders where status <> 'cancelled' and placed_on > '2025-03-01' and placed_on <= ${TODAY}
      group by 1 having sum(gross_cents) > 0 and sum(discount_cents) >= sum(gross_cents) * 0.05`,
  ],
  [
    'the first day of buying was about sun care',
    all(rule('orders.edge', { which: 'first', goods: sunscreen })),
    sql`select customer_id from (
        select customer_id, min(o.placed_on) as day from ${counted} group by 1) as begun
      where exists (${bought('防晒')} and o.customer_id = begun.customer_id and o.placed_on = begun.day)`,
  ],
  [
    'core customers',
    all(field('scoring.class4', 'is', { values: ['core', 'potential'] })),
    sql`select customer_id from scoring.scores where class4 in ('core', 'potential')`,
  ],
  [
    'is not lost, prospects included',
    all(field('scoring.class4', 'not', { values: ['dormant'] })),
    sql`${customers} except select customer_id from scoring.scores where class4 = 'dormant'`,
  ],
  [
    'birthday within 30 days',
    all(field('customers.birthday', 'anniversary', { n: 30 })),
    sql`select customer_id from customers.customers where to_char(birthday, 'MM-DD') between '03-01' and '03-31'`,
  ],
  [
    'city begins with',
    all(rule('customers.city', { is: { op: 'starts', values: ['城市3', '城市5'] } })),
    sql`select customer_id from customers.customers where city in ('城市3', '城市5')`,
  ],
  [
    'gender not known',
    all(field('customers.gender', 'empty')),
    sql`select customer_id from customers.customers where gender is null`,
  ],
  [
    'first order between two days',
    all(field('orders.firstOrderAt', 'between', { from: '2025-05-01', to: '2025-10-31' })),
    sql`select customer_id from ${counted} group by 1 having min(o.placed_on) between '2025-05-01' and '2025-10-31'`,
  ],
  [
    'risk from 30 to 70',
    all(field('scoring.risk', 'between', { value: 30, to: 70 })),
    sql`select customer_id from scoring.scores where risk >= 30 and risk <= 70`,
  ],
  [
    'groups within groups, with or and not',
    all(
      any(
        all(count('ge', 2, last(180)), field('customers.gender', 'is', { values: ['female'] })),
        field('scoring.r', 'eq', { value: 5 }),
      ),
      not(any(rule('orders.bought', { window: EVER, goods: sunscreen }), field('customers.channel', 'empty'))),
    ),
    sql`((select customer_id from ${counted} and o.placed_on > '2025-09-02' group by 1 having count(*) >= 2
        intersect select customer_id from customers.customers where gender = 'female')
       union select customer_id from scoring.scores where r = 5)
      except (${bought('防晒')} union select customer_id from customers.customers where channel is null)`,
  ],
  [
    'has a child',
    all(rule('customers.related', { relations: ['parent_back'] })),
    sql`select customer_id from customers.relations where kind = 'parent' and way = 'back'`,
  ],
  [
    'neither parent nor child of anybody',
    all(rule('customers.related', { relations: ['parent', 'parent_back'] }, true)),
    sql`${customers} except select customer_id from customers.relations`,
  ],
  [
    'lives with one other or more',
    all(rule('customers.household', { count: { op: 'ge', value: 1 } })),
    sql`select a.customer_id from customers.household_members a join customers.household_members b
      on a.household_id = b.household_id and a.customer_id <> b.customer_id`,
  ],
  [
    'lives alone',
    all(rule('customers.household', { count: { op: 'eq', value: 0 } })),
    sql`${customers} except select a.customer_id from customers.household_members a join customers.household_members b
      on a.household_id = b.household_id and a.customer_id <> b.customer_id`,
  ],
  [
    'bears a tag',
    all(field('customers.tags', 'is', { values: ['1'] })),
    sql`select customer_id from customers.customer_tags where tag_id = 1`,
  ],
  [
    'bears no tag',
    all(field('customers.tags', 'empty')),
    sql`${customers} except select customer_id from customers.customer_tags`,
  ],
  [
    'any of what is nothing but exceptions',
    any(rule('orders.none', { window: last(180) }), count('lt', 5, EVER)),
    sql`${customers} except (${within('2025-09-02')} intersect select customer_id from ${counted} group by 1 having count(*) >= 5)`,
  ],
  [
    'all of what is nothing but exceptions',
    all(rule('orders.none', { window: last(365) }), rule('orders.bought', { window: EVER, goods: sunscreen }, true)),
    sql`${customers} except (${within('2025-03-01')} union ${bought('防晒')})`,
  ],
  [
    'not one of several that are',
    not(any(count('ge', 1, last(30)), field('scoring.f', 'ge', { value: 4 }))),
    sql`${customers} except (${within('2026-01-30')} union select customer_id from scoring.scores where f >= 4)`,
  ],
];

describe('what segments count', () => {
  it.each(cases)('%s: as written by hand', async (_, definition, byHand) => {
    const { customers: found, samples } = await previewSegment(ctx, segmentSources, { definition, samples: 10 });
    const { rows } = await sql<{ customer_id: number }>`select distinct customer_id from (${byHand}) as t`.execute(
      ctx.db,
    );
    expect(found).toBe(rows.length);
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(1_200);
    const ids = new Set(rows.map((row) => row.customer_id));
    expect(samples.every(({ customerId }) => ids.has(customerId))).toBe(true);
    expect(samples).toHaveLength(Math.min(10, found));
  });

  it('are in a segment exactly those a preview counts, and in one made of it', async () => {
    for (const [name, definition] of cases.slice(0, 8)) {
      const { segmentId } = await createSegment(ctx, segmentSources, {
        name,
        note: null,
        kind: 'dynamic',
        definition,
        customerIds: [],
        priority: null,
      });
      const change = await evaluate(ctx, segmentSources, segmentId, 'first');
      const preview = await previewSegment(ctx, segmentSources, { definition, samples: 0 });
      expect(change?.size).toBe(preview.customers);
      const outside = await previewSegment(ctx, segmentSources, {
        definition: all(rule('segments.member', { segments: [segmentId] }, true)),
        samples: 0,
      });
      expect(outside.customers).toBe(1_200 - preview.customers);
    }
  });

  it('know who lives with, or is a parent of, a member of another', async () => {
    const { segmentId } = await createSegment(ctx, segmentSources, {
      name: '女性',
      note: null,
      kind: 'dynamic',
      definition: all(field('customers.gender', 'is', { values: ['female'] })),
      customerIds: [],
      priority: null,
    });
    await evaluate(ctx, segmentSources, segmentId, 'first');
    const counted = async (code: string, args: object, byHand: RawBuilder<unknown>) => {
      const definition = all(rule(code, { ...args, segments: [segmentId] }));
      const { customers: found } = await previewSegment(ctx, segmentSources, { definition, samples: 0 });
      const { rows } = await sql`select distinct customer_id from (${byHand}) as t`.execute(ctx.db);
      expect(found).toBe(rows.length);
      expect(found).toBeGreaterThan(0);
    };
    await counted(
      'segments.household',
      {},
      sql`select a.customer_id from customers.household_members a
        join customers.household_members b on a.household_id = b.household_id and a.customer_id <> b.customer_id
        join customers.customers c on c.customer_id = b.customer_id where c.gender = 'female'`,
    );
    await counted(
      'segments.related',
      { relations: ['parent_back'] },
      sql`select r.customer_id from customers.relations r join customers.customers c on c.customer_id = r.other_id
        where r.way = 'back' and c.gender = 'female'`,
    );
  });

  it('splits at random into parts that are stable, disjoint and complete', async () => {
    const part = async (from: number, to: number, draw = '试验') =>
      (
        await previewSegment(ctx, segmentSources, {
          definition: all(rule('segments.random', { draw, from, to })),
          samples: 0,
        })
      ).customers;
    expect((await part(0, 30)) + (await part(30, 100))).toBe(1_200);
    expect(await part(0, 50)).toBeGreaterThan(500);
    expect(await part(0, 50)).toBeLessThan(700);
  });
});
