/**
 * What segments choose by orders. Over all time the totals answer; within a window the index `orders_placed` holds
 * all that is counted, and `order_lines_product` all that says who bought what. Cancelled orders do not count, nor
 * what lies after today; "bought" is goods taken, whatever came back later.
 */
import { sql, type RawBuilder } from 'kysely';
import {
  amongst,
  asksForAny,
  asksForNone,
  comparison,
  daysOf,
  ruleKind,
  zeroFits,
  type Judged,
  type RuleKind,
  type RuleRows,
  type Scene,
} from '#platform/segment-rules.ts';
import type { Compare, Goods, Window } from '#shared/rule-slots.ts';

const window = { type: 'window' } as const;
const count = { type: 'compare', unit: 'count' } as const;
const money = { type: 'compare', unit: 'money' } as const;
const goods = { type: 'goods' } as const;

/** The part of an order's row that a window is about. */
function within(window: Window, scene: Scene, alias = 'o'): RawBuilder<boolean> {
  const { from, to } = daysOf(window, scene.today);
  const day = sql.ref(`${alias}.placed_on`);
  const begins = from ? sql`and ${day} >= ${from}::date` : sql``;
  return sql`${sql.ref(`${alias}.status`)} <> 'cancelled' and ${day} <= ${to}::date ${begins}`;
}

/** Sums per customer of what lies in the window; the planner drops the columns nobody asks for. */
function totals(window: Window, scene: Scene): Omit<RuleRows, 'where'> {
  if (window.kind === 'ever') return { key: 'orders.rollups', from: sql`orders.rollups`, single: true };
  return {
    key: `orders.window ${JSON.stringify(daysOf(window, scene.today))}`,
    from: sql`(
      select o.customer_id, count(*) filter (where o.gross_cents > 0) as orders, sum(o.gross_cents) as gross_cents,
        sum(o.discount_cents) as discount_cents, sum(o.returned_cents) as returned_cents,
        sum(o.gross_cents - o.discount_cents - o.returned_cents) as net_cents
      from orders.orders o where ${within(window, scene)} ${amongst(scene, 'o.customer_id')}
      group by o.customer_id)`,
    single: true,
  };
}

/** Everybody with an order in the window. */
function buyers(window: Window, scene: Scene): RuleRows {
  if (window.kind === 'ever') {
    const rows = { key: 'orders.rollups', from: sql`orders.rollups`, single: true };
    return { ...rows, where: (alias) => sql`${sql.ref(`${alias}.orders`)} > 0` };
  }
  return {
    key: `orders.buyers ${JSON.stringify(daysOf(window, scene.today))}`,
    from: sql`(select o.customer_id from orders.orders o
      where ${within(window, scene)} and o.gross_cents > 0 ${amongst(scene, 'o.customer_id')})`,
    single: false,
    where: () => sql`true`,
  };
}

type Figure = (alias: string) => RawBuilder<unknown>;

/** A figure of the totals held against another: where nothing at all fits too, the rows name those who do not fit. */
function judgeTotals(window: Window, figure: Figure, test: Compare, scene: Scene): Judged {
  const rows = totals(window, scene);
  const inverted = zeroFits(test);
  const fits: Figure = (alias) => comparison(figure(alias), test);
  return {
    rows: {
      ...rows,
      where: (alias) => (inverted ? sql`not (${fits(alias)})` : sql`${fits(alias)}`),
    },
    inverted,
    value: (customerId) => ofOne(totals(window, { ...scene, among: [customerId] }), figure, customerId, sql`0`),
  };
}

/** One customer's figure; `otherwise` where the customer has no row. */
function ofOne(rows: Omit<RuleRows, 'where'>, figure: Figure, customerId: number, otherwise: RawBuilder<unknown>) {
  return sql`coalesce((select ${figure('v')} from ${rows.from} as v where v.customer_id = ${customerId}), ${otherwise})`;
}

const column =
  (name: string): Figure =>
  (alias) =>
    sql.ref(`${alias}.${name}`);

const countRule = ruleKind({
  code: 'orders.count',
  name: { zh: '下单次数', en: 'Number of orders' },
  slots: { window, count },
  sentence: { zh: '{window}下单{count}次', en: 'placed {count} orders {window}' },
  valueKind: 'count',
  judge: ({ window, count }, scene) => {
    const judged = judgeTotals(window, column('orders'), count, scene);
    if (asksForAny(count)) return { ...judged, rows: buyers(window, scene), inverted: false };
    if (asksForNone(count)) return { ...judged, rows: buyers(window, scene), inverted: true };
    return judged;
  },
});

const noneRule = ruleKind({
  code: 'orders.none',
  name: { zh: '没有下单', en: 'No order' },
  slots: { window },
  sentence: { zh: '{window}没有下单', en: 'placed no order {window}' },
  valueKind: 'day',
  judge: ({ window }, scene) => ({
    rows: buyers(window, scene),
    inverted: true,
    value: (customerId) => sql`(select last_purchase_day from orders.rollups where customer_id = ${customerId})`,
  }),
});

const sumRule = ruleKind({
  code: 'orders.sum',
  name: { zh: '消费金额', en: 'Amount spent' },
  slots: {
    window,
    measure: {
      type: 'one',
      choices: [
        { code: 'gross', zh: '消费', en: 'gross spend' },
        { code: 'net', zh: '净消费', en: 'net spend' },
      ],
    },
    amount: money,
  },
  sentence: { zh: '{window}{measure}{amount}', en: '{measure} {window} is {amount}' },
  valueKind: 'money',
  judge: ({ window, measure, amount }, scene) =>
    judgeTotals(window, column(measure === 'net' ? 'net_cents' : 'gross_cents'), amount, scene),
});

/** Without an order there is no average, so nobody without one fits. */
const averageRule = ruleKind({
  code: 'orders.average',
  name: { zh: '客单价', en: 'Average order value' },
  slots: { window, amount: money },
  sentence: { zh: '{window}客单价{amount}', en: 'average order value {window} is {amount}' },
  valueKind: 'money',
  judge: ({ window, amount }, scene) => {
    const figure: Figure = (alias) =>
      sql`round(${column('gross_cents')(alias)}::numeric / nullif(${column('orders')(alias)}, 0))`;
    const perOrder = (alias: string) => {
      const times = (cents = 0) => sql`${cents}::bigint * ${column('orders')(alias)}`;
      const gross = column('gross_cents')(alias);
      if (amount.op === 'between') return sql<boolean>`${gross} between ${times(amount.value)} and ${times(amount.to)}`;
      const signs = { ge: sql`>=`, gt: sql`>`, le: sql`<=`, lt: sql`<`, eq: sql`=`, empty: sql`=`, known: sql`=` };
      return sql<boolean>`${gross} ${signs[amount.op]} ${times(amount.value)}`;
    };
    return {
      rows: {
        ...totals(window, scene),
        where: (alias) => sql`${column('orders')(alias)} > 0 and ${perOrder(alias)}`,
      },
      inverted: false,
      value: (customerId) => ofOne(totals(window, { ...scene, among: [customerId] }), figure, customerId, sql`null`),
    };
  },
});

const returnedRule = ruleKind({
  code: 'orders.returned',
  name: { zh: '退货金额', en: 'Amount returned' },
  slots: { window, amount: money },
  sentence: { zh: '{window}退货{amount}', en: 'returned goods worth {amount} {window}' },
  valueKind: 'money',
  judge: ({ window, amount }, scene) => judgeTotals(window, column('returned_cents'), amount, scene),
});

/** Without an order there is no discount to speak of. */
const discountRule = ruleKind({
  code: 'orders.discount',
  name: { zh: '折扣比例', en: 'Share of discounts' },
  slots: { window, share: { type: 'compare', unit: 'share' } },
  sentence: { zh: '{window}折扣占消费{share}', en: 'discounts {window} are {share} of gross spend' },
  valueKind: 'share',
  judge: ({ window, share }, scene) => {
    const figure: Figure = (alias) =>
      sql`${column('discount_cents')(alias)}::float8 / nullif(${column('gross_cents')(alias)}::float8, 0)`;
    return {
      rows: { ...totals(window, scene), where: (alias) => comparison(figure(alias), share) },
      inverted: false,
      value: (customerId) => ofOne(totals(window, { ...scene, among: [customerId] }), figure, customerId, sql`null`),
    };
  },
});

/** Orders of the window by a column of theirs. */
const orderedAt = (window: Window, scene: Scene, fits: RawBuilder<boolean>, key: string): Judged => {
  const query = (scene: Scene) => sql`(select o.customer_id from orders.orders o
    where ${within(window, scene)} and o.gross_cents > 0 and ${fits} ${amongst(scene, 'o.customer_id')})`;
  return {
    rows: { key, from: query(scene), single: false, where: () => sql`true` },
    inverted: false,
    value: (customerId) => sql`(select count(*) from ${query({ ...scene, among: [customerId] })} as v)`,
  };
};

const storeRule = ruleKind({
  code: 'orders.store',
  name: { zh: '下单门店', en: 'Ordered at a store' },
  slots: { window, stores: { type: 'pick', of: 'stores' } },
  sentence: { zh: '{window}在{stores}下过单', en: 'ordered at {stores} {window}' },
  valueKind: 'count',
  judge: ({ window, stores }, scene) =>
    orderedAt(
      window,
      scene,
      sql`o.store_id = any(${stores.map(Number)}::int[])`,
      `orders.store ${JSON.stringify([window, stores])}`,
    ),
});

const channelRule = ruleKind({
  code: 'orders.channel',
  name: { zh: '下单渠道', en: 'Ordered through a channel' },
  slots: { window, channels: { type: 'pick', of: 'channels' } },
  sentence: { zh: '{window}通过{channels}下过单', en: 'ordered through {channels} {window}' },
  valueKind: 'count',
  judge: ({ window, channels }, scene) =>
    orderedAt(
      window,
      scene,
      sql`o.channel = any(${channels.map(String)}::text[])`,
      `orders.channel ${JSON.stringify([window, channels])}`,
    ),
});

const openRule = ruleKind({
  code: 'orders.open',
  name: { zh: '未完成的订单', en: 'Unfinished order' },
  slots: { window },
  sentence: { zh: '{window}有未完成的订单', en: 'has an unfinished order {window}' },
  valueKind: 'count',
  judge: ({ window }, scene) =>
    orderedAt(window, scene, sql`o.status = 'open'`, `orders.open ${JSON.stringify(window)}`),
});

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

/** Lines that take such goods. Over all time only the few cancelled orders are looked up, not all the others. */
function lines(goods: Goods, window: Window, scene: Scene, columns: RawBuilder<unknown>): RawBuilder<unknown> {
  const bought = sql`${meant(goods)} and l.quantity > 0 ${amongst(scene, 'l.customer_id')}`;
  if (window.kind === 'ever') {
    return sql`select ${columns} from orders.order_lines l where ${bought}
      and not exists (select from orders.orders o where o.customer_id = l.customer_id and o.order_id = l.order_id
        and o.status = 'cancelled' ${amongst(scene, 'o.customer_id')})`;
  }
  return sql`select ${columns} from orders.orders o join orders.order_lines l using (customer_id, order_id)
    where ${bought} and ${within(window, scene)} ${amongst(scene, 'o.customer_id')}`;
}

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
    days: { type: 'number', unit: 'days', min: 1, max: 730 },
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
    const all: Window = { kind: 'ever' };
    const dated = (goods: Goods, window: Window, scene: Scene) =>
      goods.by === 'any'
        ? sql`select o.customer_id, o.placed_on from orders.orders o
            where ${within(window, scene)} and o.gross_cents > 0 ${amongst(scene, 'o.customer_id')}`
        : sql`select o.customer_id, o.placed_on from orders.orders o join orders.order_lines l using (customer_id, order_id)
            where ${meant(goods)} and l.quantity > 0 and ${within(window, scene)} ${amongst(scene, 'o.customer_id')}`;
    const followed = (scene: Scene) => sql`exists (select from (${dated(next, all, scene)}) as b
      where b.customer_id = a.customer_id and b.placed_on > a.placed_on and b.placed_on <= a.placed_on + ${days}::int)`;
    const starts = (scene: Scene) =>
      outcome === 'did'
        ? sql`select a.customer_id, a.placed_on from (${dated(first, window, scene)}) as a where ${followed(scene)}`
        : sql`select a.customer_id, a.placed_on from (${dated(first, window, scene)}) as a
            where a.placed_on + ${days}::int < ${scene.today}::date and not ${followed(scene)}`;
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

export const orderRules: readonly RuleKind[] = [
  countRule,
  noneRule,
  sumRule,
  averageRule,
  boughtRule,
  boughtTimesRule,
  boughtSpendRule,
  sequenceRule,
  storeRule,
  channelRule,
  openRule,
  returnedRule,
  discountRule,
];
