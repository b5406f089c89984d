/**
 * What segments choose by the goods of orders: `order_lines_product` holds all that says who bought what. "Bought" is goods
 * taken, whatever came back later.
 */
import { sql, type RawBuilder } from 'kysely';
import {
  amongst,
  comparison,
  daysOf,
  ruleKind,
  zeroFits,
  type Judged,
  type RuleKind,
  type Scene,
} from '#platform/segment-rules.ts';
import type { Compare, Goods, Window } from '#shared/rule-slots.ts';
import { count, lies, money, window, within } from './segment-rules.ts';

const goods = { type: 'goods' } as const;

/** Which products are meant, as a condition on a line. */
function meant(goods: Goods): RawBuilder<boolean> {
  switch (goods.by) {
    case 'any':
      return sql`true`;
    case 'product':
      return sql`l.product_id = any(${goods.ids}::bigint[])`;
    case 'category':
      return sql`l.product_id = any(array(select product_id from catalog.products where category_id = any(${goods.ids}::int[])))`;
    default: {
      const pattern = `%${goods.text.replace(/[\\%_]/g, String.raw`\$&`)}%`;
      return sql`l.product_id = any(array(select product_id from catalog.products where name ilike ${pattern}))`;
    }
  }
}

/** Lines that take such goods. Only the few cancelled orders are looked up, not all the others. */
const lines = (goods: Goods, window: Window, scene: Scene, columns: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select ${columns} from orders.order_lines l
  where ${meant(goods)} and l.quantity > 0 and ${lies('l.placed_on', window, scene)} ${amongst(scene, 'l.customer_id')}
    and not exists (select from orders.orders o where o.customer_id = l.customer_id and o.order_id = l.order_id
      and o.status = 'cancelled' ${amongst(scene, 'o.customer_id')})`;

const byGoods = (goods: Goods, window: Window, scene: Scene) => JSON.stringify([goods, daysOf(window, scene.today)]);

const boughtRule = ruleKind({
  code: 'orders.bought',
  name: { zh: '购买过商品', en: 'Bought goods' },
  slots: { window, goods },
  sentence: { zh: '{window}购买过{goods}', en: 'bought {goods} {window}' },
  valueKind: 'count',
  judge: ({ window, goods }, scene) => ({
    rows: {
      key: `orders.bought ${byGoods(goods, window, scene)}`,
      from: sql`(${lines(goods, window, scene, sql`l.customer_id`)})`,
      single: false,
      where: () => sql`true`,
    },
    inverted: false,
    value: (customerId) =>
      sql`(select count(distinct order_id) from (${lines(goods, window, { ...scene, among: [customerId] }, sql`l.order_id`)}) as v)`,
  }),
});

/** A figure over the lines of such goods. */
function judgeLines(figure: RawBuilder<unknown>, goods: Goods, window: Window, test: Compare, scene: Scene): Judged {
  const summed = (
    scene: Scene,
  ) => sql`(select l.customer_id, sum(l.amount_cents) as spent, count(distinct l.order_id) as orders
    from (${lines(goods, window, scene, sql`l.customer_id, l.order_id, l.amount_cents`)}) as l group by l.customer_id)`;
  const inverted = zeroFits(test);
  const fits = comparison(figure, test);
  return {
    rows: {
      key: `orders.lines ${byGoods(goods, window, scene)} ${JSON.stringify(test)}`,
      from: sql`(select t.customer_id from ${summed(scene)} as t where ${inverted ? sql`not (${fits})` : fits})`,
      single: true,
      where: () => sql`true`,
    },
    inverted,
    value: (customerId) => sql`coalesce((select ${figure} from ${summed({ ...scene, among: [customerId] })} as t), 0)`,
  };
}

const boughtTimesRule = ruleKind({
  code: 'orders.boughtTimes',
  name: { zh: '购买商品次数', en: 'Orders with goods' },
  slots: { window, goods, count },
  sentence: { zh: '{window}购买{goods}{count}次', en: 'bought {goods} in {count} orders {window}' },
  valueKind: 'count',
  judge: ({ window, goods, count }, scene) => judgeLines(sql`t.orders`, goods, window, count, scene),
});

const boughtSpendRule = ruleKind({
  code: 'orders.boughtSpend',
  name: { zh: '商品消费金额', en: 'Amount spent on goods' },
  slots: { window, goods, amount: money },
  sentence: { zh: '{window}在{goods}上消费{amount}', en: 'spent {amount} on {goods} {window}' },
  valueKind: 'money',
  judge: ({ window, goods, amount }, scene) => judgeLines(sql`t.spent`, goods, window, amount, scene),
});

/**
 * A, and within n days after it B, or not. "Not" is said only once the n days are over. Days are compared, so a B of
 * the same day does not count: it was bought together.
 */
const sequenceRule = ruleKind({
  code: 'orders.sequence',
  name: { zh: '先购买…再购买…', en: 'Bought, and then' },
  slots: {
    window,
    first: goods,
    days: { type: 'number', unit: 'days', min: 1, max: 730, initial: 30 },
    outcome: {
      type: 'one',
      choices: [
        { code: 'not', zh: '没有再购买', en: 'did not buy' },
        { code: 'did', zh: '再购买了', en: 'bought' },
      ],
    },
    next: { type: 'goods', anything: true },
  },
  sentence: {
    zh: '{window}购买{first}后{days}天内{outcome}{next}',
    en: 'bought {first} {window} and {outcome} {next} within {days} days',
  },
  valueKind: 'day',
  judge: ({ window, first, days, outcome, next }, scene) => {
    const { from } = daysOf(window, scene.today);
    const since: Window = from ? { kind: 'between', from, to: scene.today } : { kind: 'ever' };
    const fits =
      outcome === 'did' ? sql`followers > 0` : sql`followers = 0 and placed_on + ${days}::int < ${scene.today}::date`;
    // Counted by one walk over each customer's days, not by a join: how many there are of either is hard to foresee.
    const starts = (scene: Scene) => sql`
      select customer_id, placed_on from (
        select customer_id, placed_on, is_first, count(*) filter (where not is_first) over (
          partition by customer_id order by placed_on - date '2000-01-01' range between 1 following and ${days}::int following) as followers
        from (${dated(first, window, scene, true)} union all ${dated(next, since, scene, false)}) as days
      ) as walked
      where is_first and ${fits}`;
    return {
      rows: {
        key: `orders.sequence ${JSON.stringify([window, first, days, outcome, next, scene.today])}`,
        from: sql`(${starts(scene)})`,
        single: false,
        where: () => sql`true`,
      },
      inverted: false,
      value: (customerId) => sql`(select max(v.placed_on) from (${starts({ ...scene, among: [customerId] })}) as v)`,
    };
  },
});

/** The days of such goods, or of any order. */
function dated(goods: Goods, window: Window, scene: Scene, isFirst: boolean): RawBuilder<unknown> {
  if (goods.by !== 'any')
    return lines(goods, window, scene, sql`l.customer_id, l.placed_on, ${isFirst}::boolean as is_first`);
  return sql`select o.customer_id, o.placed_on, ${isFirst}::boolean as is_first from orders.orders o
    where ${within(window, scene)} and o.gross_cents > 0 ${amongst(scene, 'o.customer_id')}`;
}

/** Categories are told apart by the products of today; goods without one are none. */
const varietyRule = ruleKind({
  code: 'orders.variety',
  name: { zh: '购买品类数', en: 'Number of categories bought' },
  slots: { window, count },
  sentence: { zh: '{window}购买过{count}个品类', en: 'bought from {count} categories {window}' },
  valueKind: 'count',
  judge: ({ window, count }, scene) => {
    const categories = (scene: Scene) => sql`(select l.customer_id, count(distinct p.category_id) as categories
      from (${lines({ by: 'any' }, window, scene, sql`l.customer_id, l.product_id`)}) as l
      join catalog.products p using (product_id) group by l.customer_id)`;
    const inverted = zeroFits(count);
    const fits = comparison(sql`t.categories`, count);
    return {
      rows: {
        key: `orders.variety ${JSON.stringify([daysOf(window, scene.today), count])}`,
        from: sql`(select t.customer_id from ${categories(scene)} as t where ${inverted ? sql`not (${fits})` : fits})`,
        single: true,
        where: () => sql`true`,
      },
      inverted,
      value: (customerId) =>
        sql`coalesce((select t.categories from ${categories({ ...scene, among: [customerId] })} as t), 0)`,
    };
  },
});

/** On the first or the last day of buying, whatever was bought together with it. */
const edgeRule = ruleKind({
  code: 'orders.edge',
  name: { zh: '首单或最近一单的商品', en: 'Goods of the first or last order' },
  slots: {
    which: {
      type: 'one',
      choices: [
        { code: 'first', zh: '首次下单', en: 'in the first order' },
        { code: 'last', zh: '最近一次下单', en: 'in the last order' },
      ],
    },
    goods,
  },
  sentence: { zh: '{which}购买了{goods}', en: 'bought {goods} {which}' },
  valueKind: 'day',
  judge: ({ which, goods }, scene) => {
    const day = which === 'first' ? sql`r.first_purchase_day` : sql`r.last_purchase_day`;
    return {
      rows: {
        key: `orders.edge ${JSON.stringify([which, goods])}`,
        from: sql`(select l.customer_id from (${lines(goods, { kind: 'ever' }, scene, sql`l.customer_id, l.placed_on`)}) as l
          join orders.rollups r on r.customer_id = l.customer_id and l.placed_on = ${day})`,
        single: false,
        where: () => sql`true`,
      },
      inverted: false,
      value: (customerId) => sql`(select ${day} from orders.rollups r where r.customer_id = ${customerId})`,
    };
  },
});

export const goodsRules: readonly RuleKind[] = [
  boughtRule,
  boughtTimesRule,
  boughtSpendRule,
  varietyRule,
  sequenceRule,
  edgeRule,
];
