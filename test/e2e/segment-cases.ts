/** What is built by hand in the console, and the same counted by SQL over the raw facts. */
import { sql, type RawBuilder } from 'kysely';
import type { Group, Node } from '#modules/segments/contract.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';

export type Case = {
  name: string;
  definition: Group;
  byHand: RawBuilder<unknown>;
  /** As the builder must read it back, where the wording itself is held. */
  sentence?: string;
};

/** What the definitions refer to by id. */
export type Ids = {
  stores: readonly [number, number];
  masks: number;
  sunscreens: readonly [number, number];
  tag: number;
  /** A segment chosen by hand. */
  chosen: number;
};

const rule = (code: string, args: Record<string, unknown>, not = false): Node => ({
  rule: code,
  args,
  ...(not && { not }),
});
const field = (code: string, op: string, rest: object = {}) => rule(code, { is: { op, ...rest } });
const choice = (code: string, op: string, ...values: string[]) => field(code, op, { values });
const all = (...items: Node[]): Group => ({ join: 'all', items });
const any = (...items: Node[]): Group => ({ join: 'any', items });
const not = (group: Group): Group => ({ ...group, not: true });
const last = (n: number, unit = 'day') => ({ kind: 'last', n, unit });
const EVER = { kind: 'ever' };
const SUN = { by: 'name', text: '防晒' };
const count = (op: string, value: number, window: object) => rule('orders.count', { window, count: { op, value } });

export function casesOf(day: string, ids: Ids): Case[] {
  const today = sql`${day}::date`;
  const tenMonthsAgo = dayFromNumber(dayNumber(day) - 300);
  const ago = (span: string) => sql`(${today} - ${span}::interval)::date`;
  const customers = sql`select customer_id from customers.customers`;
  const counted = sql`orders.orders o where o.status <> 'cancelled' and o.gross_cents > 0 and o.placed_on <= ${today}`;
  const within = (span: string) => sql`select customer_id from ${counted} and o.placed_on > ${ago(span)}`;
  const taken = sql`orders.orders o join orders.order_lines l using (customer_id, order_id)
    join catalog.products p using (product_id)
    where o.status <> 'cancelled' and l.quantity > 0 and o.placed_on <= ${today}`;
  const bought = (name: string) => sql`select o.customer_id from ${taken} and p.name like ${`%${name}%`}`;
  const happened = sql`interactions.interactions i join interactions.kinds k using (kind_id)`;
  const dayOf = sql`(i.happened_at at time zone 'Asia/Shanghai')::date`;
  const did = (kind: string, span: string) => sql`select i.customer_id from ${happened}
    where k.code = ${kind} and ${dayOf} > ${ago(span)} and ${dayOf} <= ${today}`;
  const moved = (what: string, span: string) => sql`select customer_id from scoring.changes
    where what = ${what} and from_value <> to_value
      and (changed_at at time zone 'Asia/Shanghai')::date > ${ago(span)}`;

  return [
    {
      name: '半年内消费不足 2 次',
      definition: all(count('lt', 2, last(6, 'month'))),
      byHand: sql`${customers} except select customer_id from ${counted} and o.placed_on > ${ago('6 months')}
        group by 1 having count(*) >= 2`,
      sentence: '最近 6 个月内下单少于 2 次',
    },
    {
      name: '频次高但客单价低',
      definition: all(
        field('scoring.f', 'ge', { value: 4 }),
        rule('orders.average', { window: EVER, amount: { op: 'lt', value: 30_000 } }),
      ),
      byHand: sql`select customer_id from ${counted} group by 1 having avg(o.gross_cents) < 30000
        intersect select customer_id from scoring.scores where f >= 4`,
      sentence: 'F 分不少于 4 分，且累计客单价少于 ¥300',
    },
    {
      name: '6 个月未消费',
      definition: all(rule('orders.none', { window: last(6, 'month') })),
      byHand: sql`${customers} except ${within('6 months')}`,
      sentence: '最近 6 个月内没有下单',
    },
    {
      name: '连续 2 个月未登录，且套餐即将到期',
      definition: all(
        rule('interactions.none', { window: last(2, 'month'), kinds: ['login'] }),
        rule('customers.dateComing', { kinds: ['plan_end'], days: 40 }),
      ),
      byHand: sql`(${customers} except ${did('login', '2 months')}) intersect
        select customer_id from customers.dates where kind = 'plan_end'
          and make_date(year, month, day) between ${today} and ${today} + 40`,
      sentence: '最近 2 个月内没有登录，且套餐到期在未来 40 天内',
    },
    {
      name: '购买了防晒产品',
      definition: all(rule('orders.bought', { window: EVER, goods: SUN })),
      byHand: bought('防晒'),
      sentence: '累计购买过名称含“防晒”的商品',
    },
    {
      name: '加购后放弃支付',
      definition: all(
        rule('interactions.withoutOrder', { window: last(60), kinds: ['add_to_cart', 'cart_abandoned'], days: 4 }),
      ),
      byHand: sql`select customer_id from (
          select i.customer_id, k.code, ${dayOf} as on_day, max(i.happened_at) as last_at from ${happened}
          where k.code in ('add_to_cart', 'cart_abandoned') group by 1, 2, 3) as d
        where d.on_day > ${ago('60 days')} and d.on_day <= ${ago('4 days')} and not exists (
          select from orders.orders o where o.customer_id = d.customer_id and o.status <> 'cancelled'
            and o.gross_cents > 0 and o.placed_at > d.last_at and o.placed_on <= d.on_day + 4)`,
      sentence: '最近 60 天内加入购物车或购物车未结算后 4 天内没有下单',
    },
    {
      name: '下单后没有付款',
      definition: all(rule('orders.open', { window: last(30) })),
      byHand: sql`select customer_id from orders.orders where status = 'open' and placed_on > ${ago('30 days')}`,
      sentence: '最近 30 天内有未完成的订单',
    },
    {
      name: 'spent a thousand net in a year, but nothing gross in a quarter',
      definition: all(
        rule('orders.sum', { window: last(1, 'year'), measure: 'net', amount: { op: 'ge', value: 100_000 } }),
        rule('orders.sum', { window: last(90), measure: 'gross', amount: { op: 'eq', value: 0 } }),
      ),
      byHand: sql`select customer_id from orders.orders where status <> 'cancelled' and placed_on > ${ago('1 year')}
          group by 1 having sum(gross_cents - discount_cents - returned_cents) >= 100000
        except ${within('90 days')}`,
    },
    {
      name: 'two to four orders before three months ago, and none of masks in this year so far',
      definition: all(
        rule('orders.count', {
          window: { kind: 'earlier', n: 3, unit: 'month' },
          count: { op: 'between', value: 2, to: 4 },
        }),
        rule(
          'orders.bought',
          {
            window: { kind: 'between', from: `${day.slice(0, 4)}-01-01`, to: day },
            goods: { by: 'category', ids: [ids.masks] },
          },
          true,
        ),
      ),
      byHand: sql`select customer_id from ${counted} and o.placed_on <= ${ago('3 months')} group by 1 having count(*) between 2 and 4
        except select o.customer_id from ${taken} and p.category_id = ${ids.masks}
          and o.placed_on >= date_trunc('year', ${today})`,
    },
    {
      name: 'masks in three orders, and at most 500 for them',
      definition: all(
        rule('orders.boughtTimes', {
          window: EVER,
          goods: { by: 'name', text: '面膜' },
          count: { op: 'gt', value: 2 },
        }),
        rule('orders.boughtSpend', {
          window: last(2, 'year'),
          goods: { by: 'category', ids: [ids.masks] },
          amount: { op: 'le', value: 50_000 },
        }),
      ),
      byHand: sql`select customer_id from (select distinct o.customer_id, o.order_id from ${taken} and p.name like '%面膜%') as t
          group by 1 having count(*) > 2
        except select o.customer_id from ${taken} and p.category_id = ${ids.masks} and o.placed_on > ${ago('2 years')}
          group by 1 having sum(l.amount_cents) > 50000`,
    },
    {
      name: 'sun care, and then nothing within 60 days',
      definition: all(
        rule('orders.sequence', { window: last(1, 'year'), first: SUN, days: 60, outcome: 'not', next: { by: 'any' } }),
      ),
      byHand: sql`select a.customer_id from (select o.customer_id, o.placed_on from ${taken} and p.name like '%防晒%') as a
        where a.placed_on > ${ago('1 year')} and a.placed_on < ${today} - 60 and not exists (select from ${counted}
          and o.customer_id = a.customer_id and o.placed_on - a.placed_on between 1 and 60)`,
      sentence: '最近 1 年内购买名称含“防晒”的商品后 60 天内没有再购买任意商品',
    },
    {
      name: 'one of two sunscreens, and masks within 90 days',
      definition: all(
        rule('orders.sequence', {
          window: EVER,
          first: { by: 'product', ids: [...ids.sunscreens] },
          days: 90,
          outcome: 'did',
          next: { by: 'category', ids: [ids.masks] },
        }),
      ),
      byHand: sql`select a.customer_id from (select o.customer_id, o.placed_on from ${taken}
          and p.product_id = any(${[...ids.sunscreens]}::bigint[])) as a
        join (select o.customer_id, o.placed_on from ${taken} and p.category_id = ${ids.masks}) as b
          on b.customer_id = a.customer_id and b.placed_on - a.placed_on between 1 and 90`,
    },
    {
      name: 'came for sun care, or took masks last',
      definition: any(
        rule('orders.edge', { which: 'first', goods: SUN }),
        rule('orders.edge', { which: 'last', goods: { by: 'category', ids: [ids.masks] } }),
      ),
      byHand: sql`with days as (select customer_id, min(o.placed_on) as first, max(o.placed_on) as last from ${counted} group by 1)
        select t.customer_id from (select o.customer_id, o.placed_on, p.name, p.category_id from ${taken}) as t
        join days using (customer_id) where (t.name like '%防晒%' and t.placed_on = days.first)
          or (t.category_id = ${ids.masks} and t.placed_on = days.last)`,
      sentence: '首次下单购买了名称含“防晒”的商品，或最近一次下单购买了面膜类商品',
    },
    {
      name: 'one order of eight hundred in a year, from four categories, a tenth of it sent back at most',
      definition: all(
        rule('orders.single', { window: last(1, 'year'), amount: { op: 'ge', value: 80_000 } }),
        rule('orders.variety', { window: last(1, 'year'), count: { op: 'ge', value: 4 } }),
        rule('orders.returnShare', { window: last(1, 'year'), share: { op: 'le', value: 0.1 } }),
      ),
      byHand: sql`select customer_id from ${counted} and o.placed_on > ${ago('1 year')} and o.gross_cents >= 80000
        intersect select o.customer_id from ${taken} and o.placed_on > ${ago('1 year')}
          group by 1 having count(distinct p.category_id) >= 4
        intersect select customer_id from orders.orders where status <> 'cancelled' and placed_on > ${ago('1 year')}
          and placed_on <= ${today} group by 1 having sum(gross_cents) > 0 and sum(returned_cents) <= sum(gross_cents) * 0.1`,
    },
    {
      name: 'ordered at one of two stores, or by the mini-program',
      definition: any(
        rule('orders.store', { window: last(8, 'week'), stores: [...ids.stores] }),
        rule('orders.channel', { window: last(30), channels: ['mini_program'] }),
      ),
      byHand: sql`select customer_id from ${counted} and o.placed_on > ${ago('56 days')}
          and o.store_id = any(${[...ids.stores]}::int[])
        union select customer_id from ${counted} and o.placed_on > ${ago('30 days')} and o.channel = 'mini_program'`,
    },
    {
      name: 'returned much, or buys at a discount only',
      definition: any(
        rule('orders.returned', { window: EVER, amount: { op: 'ge', value: 30_000 } }),
        rule('orders.discount', { window: last(1, 'year'), share: { op: 'ge', value: 0.2 } }),
      ),
      byHand: sql`select customer_id from orders.orders where status <> 'cancelled' group by 1 having sum(returned_cents) >= 30000
        union select customer_id from orders.orders where status <> 'cancelled' and placed_on > ${ago('1 year')}
          and placed_on <= ${today}
          group by 1 having sum(gross_cents) > 0 and sum(discount_cents) >= sum(gross_cents) * 0.2`,
    },
    {
      name: 'looked at five pages in a month, or tried the skin test',
      definition: any(
        rule('interactions.count', { window: last(30), kinds: ['page_view'], count: { op: 'ge', value: 5 } }),
        rule('interactions.about', { window: last(60), kinds: ['feature_use'], words: '肤质' }),
      ),
      byHand: sql`select customer_id from (${did('page_view', '30 days')}) as t group by 1 having count(*) >= 5
        union ${did('feature_use', '60 days')} and i.detail ->> 'feature' like '%肤质%'`,
    },
    {
      name: 'a plan that ended within half a year and was not prolonged',
      definition: all(
        rule('customers.datePast', { kinds: ['plan_end'], from: 0, to: 180, unit: 'day' }),
        rule('customers.dateComing', { kinds: ['plan_end'], days: 365 }, true),
      ),
      byHand: sql`select customer_id from customers.dates where kind = 'plan_end' group by 1
        having max(make_date(year, month, day)) between ${today} - 180 and ${today} - 1`,
    },
    {
      name: 'has a child or a spouse here, or lives with somebody',
      definition: any(
        rule('customers.related', { relations: ['parent_back', 'spouse'] }),
        rule('customers.household', { count: { op: 'ge', value: 1 } }),
      ),
      byHand: sql`select customer_id from customers.relations where (kind = 'parent' and way = 'back') or kind = 'spouse'
        union select a.customer_id from customers.household_members a join customers.household_members b
          on a.household_id = b.household_id and a.customer_id <> b.customer_id`,
    },
    {
      name: 'fell from the core, changed the stage lately, or has a risk that rose',
      definition: any(
        rule('scoring.movedClass', { window: last(6, 'month'), from: ['core'], to: ['*'] }),
        rule('scoring.movedStage', { window: last(14), from: ['*'], to: ['*'] }),
        rule('scoring.movedBand', { window: last(60), from: ['low', 'medium'], to: ['high'] }),
      ),
      byHand: sql`${moved('class4', '6 months')} and from_value = 'core' union ${moved('stage', '14 days')}
        union ${moved('band', '60 days')} and from_value in ('low', 'medium') and to_value = 'high'`,
    },
    {
      name: 'neither in a segment nor close to somebody who is',
      definition: not(
        any(
          rule('segments.member', { segments: [ids.chosen] }),
          rule('segments.related', { relations: ['spouse'], segments: [ids.chosen] }),
          rule('segments.household', { segments: [ids.chosen] }),
        ),
      ),
      byHand: sql`${customers} except (select customer_id from segments.members where segment_id = ${ids.chosen}
        union select r.customer_id from customers.relations r join segments.members m on m.customer_id = r.other_id
          where r.kind = 'spouse' and m.segment_id = ${ids.chosen}
        union select a.customer_id from customers.household_members a join customers.household_members b
          on a.household_id = b.household_id and a.customer_id <> b.customer_id
          join segments.members m on m.customer_id = b.customer_id where m.segment_id = ${ids.chosen})`,
    },
    {
      name: 'a random half of the core',
      definition: all(
        choice('scoring.class4', 'is', 'core'),
        rule('segments.random', { draw: '试验', from: 0, to: 50 }),
      ),
      byHand: sql`select customer_id from scoring.scores where class4 = 'core'
        and ((hashint8extended(customer_id, hashtextextended('试验', 0)) & 9223372036854775807) % 10000) < 5000`,
    },
    {
      name: 'two of three cities, or one that begins with 杭',
      definition: any(
        field('customers.city', 'is', { values: ['上海', '北京'] }),
        field('customers.city', 'starts', { values: ['杭'] }),
      ),
      byHand: sql`select customer_id from customers.customers where city in ('上海', '北京') or city like '杭%'`,
    },
    {
      name: 'a channel that holds program, in neither of two cities, the gender known, no tag',
      definition: all(
        field('customers.channel', 'contains', { values: ['program'] }),
        field('customers.city', 'not', { values: ['上海', '北京'] }),
        field('customers.gender', 'known', { values: [] }),
        field('customers.city', 'known', { values: [] }),
        field('customers.tags', 'empty', { values: [] }),
      ),
      byHand: sql`select customer_id from customers.customers where channel like '%program%'
          and city not in ('上海', '北京') and gender is not null
        except select customer_id from customers.customer_tags`,
    },
    {
      name: 'a tag, a store, and nobody who looks after them',
      definition: all(
        choice('customers.tags', 'is', String(ids.tag)),
        choice('customers.store', 'not', String(ids.stores[0])),
        field('customers.owner', 'empty', { values: [] }),
      ),
      byHand: sql`select customer_id from customers.customers c join customers.customer_tags t using (customer_id)
        where t.tag_id = ${ids.tag} and c.store_id is distinct from ${ids.stores[0]} and c.owner_id is null`,
    },
    {
      name: 'a birthday within a week, or a date in ten days',
      definition: any(
        field('customers.birthday', 'anniversary', { n: 7 }),
        field('customers.nextDate', 'next', { n: 10, unit: 'day' }),
      ),
      byHand: sql`select customer_id from customers.customers cross join generate_series(0, 7) as n
          where birthday + make_interval(years => date_part('year', ${today} + n)::int - date_part('year', birthday)::int) = ${today} + n
        union select customer_id from customers.next_dates where next_on between ${today} and ${today} + 10`,
    },
    {
      name: 'first bought within ten months, last not within one, the next birthday far off',
      definition: all(
        field('orders.firstOrderAt', 'between', { from: tenMonthsAgo, to: day }),
        field('orders.lastOrderAt', 'earlier', { n: 1, unit: 'month' }),
        field('customers.nextBirthday', 'later', { n: 60, unit: 'day' }),
      ),
      byHand: sql`select customer_id from ${counted} group by 1
          having min(o.placed_on) >= ${tenMonthsAgo} and max(o.placed_on) <= ${ago('1 month')}
        intersect select customer_id from customers.next_dates where kind = 'birthday' and next_on > ${today} + 60`,
    },
    {
      name: 'risk from 30 to 70, worth more than 500, no rhythm or a quick one, here within ten months',
      definition: all(
        field('scoring.risk', 'between', { value: 30, to: 70 }),
        field('scoring.currentNetCents', 'gt', { value: 50_000 }),
        any(field('scoring.ownGapDays', 'empty'), field('scoring.ownGapDays', 'le', { value: 45 })),
        field('scoring.expectedNetCents', 'known'),
        field('orders.lastOrderAt', 'last', { n: 10, unit: 'month' }),
      ),
      byHand: sql`select s.customer_id from scoring.scores s where s.risk between 30 and 70 and s.current_net_cents > 50000
          and s.expected_net_cents is not null
          and coalesce(s.own_gap_days, 0) <= 45
        intersect ${within('10 months')}`,
    },
    {
      name: 'groups in groups, with or and not',
      definition: all(
        any(
          all(count('ge', 2, last(180)), choice('customers.gender', 'is', 'female')),
          field('scoring.r', 'eq', { value: 5 }),
        ),
        not(
          any(rule('orders.bought', { window: EVER, goods: SUN }), field('customers.channel', 'empty', { values: [] })),
        ),
        field('customers.registeredAt', 'known'),
      ),
      byHand: sql`((select customer_id from ${counted} and o.placed_on > ${ago('180 days')} group by 1 having count(*) >= 2
          intersect select customer_id from customers.customers where gender = 'female')
        union select customer_id from scoring.scores where r = 5)
        except (${bought('防晒')} union select customer_id from customers.customers where channel is null)`,
    },
    {
      name: 'a field of their own, or a share',
      definition: any(
        field('custom.visits', 'lt', { value: 3 }),
        field('scoring.probAlive', 'ge', { value: 0.95 }),
        field('orders.firstOrderAt', 'empty'),
      ),
      byHand: sql`select customer_id from customers.field_values v join customers.fields f using (field_id)
          where f.code = 'visits' and v.number_value < 3
        union select customer_id from scoring.scores where prob_alive >= 0.95
        union (${customers} except select customer_id from ${counted})`,
    },
  ];
}
