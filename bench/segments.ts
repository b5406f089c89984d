/**
 * Ten definitions as people write them, counted by the product beside the best statement written by hand, on the same
 * tables in the same minutes, turn by turn. Then membership after one new order, and a night with a hundred segments.
 */
import { sql, type RawBuilder } from 'kysely';
import { refreshRollups } from '#modules/orders/index.ts';
import { refreshScores, sweep } from '#modules/scoring/index.ts';
import {
  catalogueOf,
  countFitting,
  createSegment,
  evaluate,
  parseDefinition,
  refreshMemberships,
  requestAll,
  workOff,
  type Group,
} from '#modules/segments/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { startStopwatch } from '#platform/stopwatch.ts';
import { addCalendar } from '#shared/day-numbers.ts';
import { dayOf } from '#shared/days.ts';
import { segmentSources } from '#test/segment-sources.ts';
import { fillCustomers, fillOrders } from './customer-data.ts';
import type { BenchOptions } from './options.ts';
import { startScratch } from './scratch.ts';

const ROUNDS = 5;
const SINGLES = 25;
const SEGMENTS = 100;

type Case = { definition: Group; byHand: RawBuilder<{ count: number }> };

export async function benchSegments(options: BenchOptions, say: (line: string) => void): Promise<object> {
  const customers = options.customers ?? 1_000_000;
  const scratch = await startScratch();
  try {
    const { ctx } = await scratch.create('bench_segments');
    say(`writing ${customers} customers with ten orders each`);
    const stopwatch = startStopwatch();
    await fillCustomers(ctx, customers);
    const orders = await fillOrders(ctx, customers, say);
    say(`written in ${stopwatch()} s`);
    const previews = await countAll(ctx, say);
    await sweep(ctx);
    const singles = await measureSingles(ctx, customers, say);
    const night = await measureNight(ctx, customers, say);
    return {
      bench: 'segments',
      customers,
      ...orders,
      previews,
      afterOneOrderMs: singles,
      night,
      slowestSeconds: Math.max(...Object.values(previews).map((one) => one.seconds)),
      ratio: Math.max(...Object.values(previews).map((one) => one.ratio)),
    };
  } finally {
    await scratch.stop();
  }
}

type Counted = { customers: number; seconds: number; byHandSeconds: number; ratio: number };

async function countAll(ctx: Ctx, say: (line: string) => void): Promise<Record<string, Counted>> {
  const results: Record<string, Counted> = {};
  for (const [name, one] of Object.entries(casesOn(dayOf(ctx.now, 'Asia/Shanghai')))) {
    const parsed = parseDefinition(await catalogueOf(ctx, segmentSources), one.definition);
    const ours: number[] = [];
    const theirs: number[] = [];
    let counts = [0, 0];
    for (let round = 0; round <= ROUNDS; round += 1) {
      const mine = await timed(() => countFitting(ctx, parsed));
      const hand = await timed(async () => (await one.byHand.execute(ctx.db)).rows[0]?.count ?? 0);
      counts = [mine.value, hand.value];
      // The first turn warms what a running house has warm.
      if (round === 0) continue;
      ours.push(mine.seconds);
      theirs.push(hand.seconds);
    }
    if (counts[0] !== counts[1]) throw new Error(`${name}: ${counts[0]} by the product, ${counts[1]} by hand`);
    const [seconds, byHandSeconds] = [median(ours), median(theirs)];
    const ratio = Math.round((seconds / byHandSeconds) * 100) / 100;
    results[name] = { customers: counts[0] ?? 0, seconds, byHandSeconds, ratio };
    say(`${name}: ${counts[0]} customers, ${seconds} s, by hand ${byHandSeconds} s`);
  }
  return results;
}

async function timed<Value>(work: () => Promise<Value>): Promise<{ value: Value; seconds: number }> {
  const stopwatch = startStopwatch();
  const value = await work();
  return { value, seconds: stopwatch() };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

const rule = (code: string, args: Record<string, unknown>, not = false) => ({ rule: code, args, not });
const field = (code: string, is: object) => rule(code, { is });
const all = (...items: Group['items']): Group => ({ join: 'all', items });
const any = (...items: Group['items']): Group => ({ join: 'any', items });
const last = (n: number, unit = 'day') => ({ kind: 'last', n, unit });
const EVER = { kind: 'ever' };
const sunCare = { by: 'category', ids: [3] };
const masks = { by: 'category', ids: [5] };

/** By hand: what somebody who knows these tables and their indexes would write for this one question. */
function casesOn(today: string): Record<string, Case> {
  const since = (n: number, unit: 'day' | 'month') => addCalendar(today, -n, unit, 1);
  const counted = (from: string) =>
    sql`orders.orders where status <> 'cancelled' and gross_cents > 0 and placed_on >= ${from}::date and placed_on <= ${today}::date`;
  const sunLines = sql`orders.order_lines l
    where l.quantity > 0 and l.product_id = any(array(select product_id from catalog.products where category_id = 3))
      and not exists (select from orders.orders o where o.customer_id = l.customer_id and o.order_id = l.order_id and o.status = 'cancelled')`;
  return {
    'fewer than two orders in half a year': {
      definition: all(rule('orders.count', { window: last(6, 'month'), count: { op: 'lt', value: 2 } })),
      byHand: sql`select count(*)::int as count from customers.customers c where not exists (
        select from (select customer_id from ${counted(since(6, 'month'))} group by customer_id having count(*) >= 2) as often
        where often.customer_id = c.customer_id)`,
    },
    'often, but little each time': {
      definition: all(
        field('scoring.f', { op: 'ge', value: 4 }),
        rule('orders.average', { window: EVER, amount: { op: 'lt', value: 20_000 } }),
      ),
      byHand: sql`select count(*)::int as count from scoring.scores s join orders.rollups r using (customer_id)
        where s.f >= 4 and r.orders > 0 and r.gross_cents < 20000::bigint * r.orders`,
    },
    'no purchase for six months': {
      definition: all(
        rule('orders.count', { window: EVER, count: { op: 'ge', value: 1 } }),
        rule('orders.none', { window: last(6, 'month') }),
      ),
      byHand: sql`select count(*)::int as count from orders.rollups r where orders > 0 and not exists (
        select from orders.orders o where o.customer_id = r.customer_id and status <> 'cancelled' and gross_cents > 0
          and placed_on >= ${since(6, 'month')}::date and placed_on <= ${today}::date)`,
    },
    'last order more than six months ago': {
      definition: all(field('orders.lastOrderAt', { op: 'earlier', n: 6, unit: 'month' })),
      byHand: sql`select count(*)::int as count from orders.rollups
        where last_order_at < ((${addCalendar(today, -6, 'month', 1)}::date)::timestamp at time zone 'Asia/Shanghai')`,
    },
    'bought sun care in the last 90 days': {
      definition: all(rule('orders.bought', { window: last(90), goods: sunCare })),
      byHand: sql`select count(distinct customer_id)::int as count
        from ${sunLines} and l.placed_on >= ${since(90, 'day')}::date and l.placed_on <= ${today}::date`,
    },
    'sun care in half a year, and no masks within 60 days after': {
      definition: all(
        rule('orders.sequence', { window: last(180), first: sunCare, days: 60, outcome: 'not', next: masks }),
      ),
      byHand: sql`select count(distinct customer_id)::int as count from (
          select customer_id, placed_on, category_id, count(*) filter (where category_id = 5) over (partition by customer_id
            order by placed_on - date '2000-01-01' range between 1 following and 60 following) as masks
          from orders.order_lines l join catalog.products using (product_id)
          where category_id in (3, 5) and quantity > 0 and placed_on >= ${since(180, 'day')}::date and placed_on <= ${today}::date
            and not exists (select from orders.orders o where o.customer_id = l.customer_id and o.order_id = l.order_id
              and o.status = 'cancelled')) as bought
        where category_id = 3 and masks = 0 and placed_on + 60 < ${today}::date`,
    },
    'core customers of three stores, silent for 90 days': {
      definition: all(
        field('scoring.class4', { op: 'is', values: ['core'] }),
        field('customers.store', { op: 'is', values: ['1', '2', '3'] }),
        rule('orders.none', { window: last(90) }),
      ),
      byHand: sql`select count(*)::int as count from scoring.scores s join customers.customers c using (customer_id)
        where s.class4 = 'core' and c.store_id in (1, 2, 3) and not exists (
          select from orders.orders o where o.customer_id = s.customer_id and status <> 'cancelled' and gross_cents > 0
            and placed_on >= ${since(90, 'day')}::date and placed_on <= ${today}::date)`,
    },
    'spent 1,000 in the last year': {
      definition: all(
        rule('orders.sum', { window: last(365), measure: 'gross', amount: { op: 'ge', value: 100_000 } }),
      ),
      byHand: sql`select count(*)::int as count from (select customer_id from orders.orders
        where status <> 'cancelled' and placed_on >= ${since(365, 'day')}::date and placed_on <= ${today}::date
        group by customer_id having sum(gross_cents) >= 100000) as spent`,
    },
    'about to leave, or lost and valuable': {
      definition: any(
        field('scoring.stage', { op: 'is', values: ['sleeping'] }),
        all(
          field('scoring.stage', { op: 'is', values: ['lost'] }),
          field('orders.netCents', { op: 'ge', value: 200_000 }),
        ),
      ),
      byHand: sql`select count(*)::int as count from (select customer_id from scoring.scores where stage = 'sleeping'
        union select customer_id from scoring.scores join orders.rollups using (customer_id)
          where stage = 'lost' and net_cents >= 200000) as either`,
    },
    'women of one city who never bought sun care': {
      definition: all(
        field('customers.gender', { op: 'is', values: ['female'] }),
        field('customers.city', { op: 'is', values: ['城市5'] }),
        rule('orders.bought', { window: EVER, goods: sunCare }, true),
      ),
      byHand: sql`select count(*)::int as count from customers.customers c where gender = 'female' and city = '城市5'
        and not exists (select from ${sunLines} and l.customer_id = c.customer_id)`,
    },
  };
}

/** Totals, scores and all memberships of one customer after one order, with ten dynamic segments kept. */
async function measureSingles(ctx: Ctx, customers: number, say: (line: string) => void) {
  for (const [name, { definition }] of Object.entries(casesOn(dayOf(ctx.now, 'Asia/Shanghai')))) {
    const body = { name, note: null, kind: 'dynamic' as const, definition, customerIds: [], priority: null };
    const { segmentId } = await inTransaction(ctx, (inner) => createSegment(inner, segmentSources, body));
    await evaluate(ctx, segmentSources, segmentId, 'first');
  }
  const times: number[] = [];
  for (let i = 0; i < SINGLES; i += 1) {
    const customerIds = [1 + ((i * 104_729) % customers)];
    const stopwatch = startStopwatch();
    await refreshRollups(ctx, { customerIds });
    await refreshScores(ctx, { customerIds });
    await refreshMemberships(ctx, segmentSources, { customerIds });
    times.push(Math.round(stopwatch() * 1_000));
  }
  times.sort((a, b) => a - b);
  const result = { median: median(times), slowest: times.at(-1) ?? 0 };
  say(`after one order, ten segments: ${result.median} ms, slowest ${result.slowest} ms`);
  return result;
}

/** A hundred segments, ten of each kind with other figures, evaluated a day later. */
async function measureNight(ctx: Ctx, customers: number, say: (line: string) => void) {
  const kinds = Object.entries(casesOn(dayOf(ctx.now, 'Asia/Shanghai')));
  for (let n = kinds.length; n < SEGMENTS; n += 1) {
    const [name, { definition }] = kinds[n % kinds.length] ?? kinds[0] ?? ['', { definition: all() }];
    const limit = field('orders.orders', { op: 'ge', value: Math.floor(n / 10) });
    const body = { note: null, kind: 'dynamic' as const, customerIds: [], priority: null };
    const { segmentId } = await inTransaction(ctx, (inner) =>
      createSegment(inner, segmentSources, { ...body, name: `${name} ${n}`, definition: all(definition, limit) }),
    );
    await evaluate(ctx, segmentSources, segmentId, 'first');
  }
  await sql`vacuum analyze segments.members`.execute(ctx.db);
  await sql`delete from segments.work`.execute(ctx.db);
  const tomorrow = { ...ctx, now: new Date(ctx.now.getTime() + 86_400_000) };
  await inTransaction(tomorrow, (inner) => requestAll(inner, 'night'));
  const stopwatch = startStopwatch();
  const segments = await workOff(tomorrow, segmentSources);
  const seconds = stopwatch();
  const { rows } = await sql<{ members: number; slowest: number }>`
    select sum(size)::bigint as members, max(seconds) as slowest from segments.states`.execute(ctx.db);
  const result = {
    segments,
    customers,
    members: rows[0]?.members ?? 0,
    seconds,
    slowestSegmentSeconds: rows[0]?.slowest ?? 0,
  };
  say(`a night with ${segments} segments: ${seconds} s`);
  return result;
}
