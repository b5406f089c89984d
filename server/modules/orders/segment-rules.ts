/**
 * What segments choose by orders. Over all time the rollups answer, within a window the running totals, and of a single
 * order the index `orders_placed`. Cancelled orders do not count, nor what lies after today.
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
import type { Compare, Window } from '#shared/rule-slots.ts';
import { totalsBetween } from './running-totals.ts';

export const window = { type: 'window' } as const;
export const count = { type: 'compare', unit: 'count' } as const;
export const money = { type: 'compare', unit: 'money' } as const;

/** Whether the day of a row lies in the window. */
export function lies(column: string, window: Window, scene: Scene): RawBuilder<boolean> {
  const { from, to } = daysOf(window, scene.today);
  const begins = from ? sql`and ${sql.ref(column)} >= ${from}::date` : sql``;
  return sql`${sql.ref(column)} <= ${to}::date ${begins}`;
}

/** The part of an order's row that a window is about. */
export const within = (window: Window, scene: Scene): RawBuilder<boolean> =>
  sql`o.status <> 'cancelled' and ${lies('o.placed_on', window, scene)}`;

/** Totals per customer of what lies in the window. */
function totals(window: Window, scene: Scene): Omit<RuleRows, 'where'> {
  if (window.kind === 'ever') return { key: 'orders.rollups', from: sql`orders.rollups`, single: true };
  const { from, to } = daysOf(window, scene.today);
  return {
    key: `orders.totals ${JSON.stringify([from, to])}`,
    from: totalsBetween(from, to, amongst(scene, 'r.customer_id')),
    single: true,
  };
}

/** What running totals do not hold is summed over the orders themselves. */
function sums(window: Window, scene: Scene): Omit<RuleRows, 'where'> {
  if (window.kind === 'ever') return totals(window, scene);
  return {
    key: `orders.sums ${JSON.stringify(daysOf(window, scene.today))}`,
    from: sql`(
      select o.customer_id, sum(o.gross_cents) as gross_cents, sum(o.discount_cents) as discount_cents,
        sum(o.returned_cents) as returned_cents
      from orders.orders o where ${within(window, scene)} ${amongst(scene, 'o.customer_id')}
      group by o.customer_id)`,
    single: true,
  };
}

/** Everybody with an order in the window. */
const buyers = (window: Window, scene: Scene): RuleRows => ({
  ...totals(window, scene),
  where: (alias) => sql`${sql.ref(`${alias}.orders`)} > 0`,
});

type Figure = (alias: string) => RawBuilder<unknown>;

/** A figure of the totals held against another: where nothing at all fits too, the rows name those who do not fit. */
function judgeTotals(window: Window, figure: Figure, test: Compare, scene: Scene, rowsOf = totals): Judged {
  const rows = rowsOf(window, scene);
  const inverted = zeroFits(test);
  const fits: Figure = (alias) => comparison(figure(alias), test);
  return {
    rows: {
      ...rows,
      where: (alias) => (inverted ? sql`not (${fits(alias)})` : sql`${fits(alias)}`),
    },
    inverted,
    value: (customerId) => ofOne(rowsOf(window, { ...scene, among: [customerId] }), figure, customerId, sql`0`),
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
  name: { zh: '期间退货金额', en: 'Amount returned in a period' },
  slots: { window, amount: money },
  sentence: { zh: '{window}退货{amount}', en: 'returned goods worth {amount} {window}' },
  valueKind: 'money',
  judge: ({ window, amount }, scene) => judgeTotals(window, column('returned_cents'), amount, scene, sums),
});

/** Without an order there is nothing to have a share of. */
const shareRule = (part: string, { code, name, sentence }: Pick<RuleKind, 'code' | 'name' | 'sentence'>): RuleKind =>
  ruleKind({
    code,
    name,
    slots: { window, share: { type: 'compare', unit: 'share' } },
    sentence,
    valueKind: 'share',
    judge: ({ window, share }, scene) => {
      const figure: Figure = (alias) =>
        sql`${column(part)(alias)}::float8 / nullif(${column('gross_cents')(alias)}::float8, 0)`;
      return {
        rows: { ...sums(window, scene), where: (alias) => comparison(figure(alias), share) },
        inverted: false,
        value: (customerId) => ofOne(sums(window, { ...scene, among: [customerId] }), figure, customerId, sql`null`),
      };
    },
  });

const discountRule = shareRule('discount_cents', {
  code: 'orders.discount',
  name: { zh: '折扣比例', en: 'Share of discounts' },
  sentence: { zh: '{window}折扣占消费{share}', en: 'discounts {window} are {share} of gross spend' },
});

const returnShareRule = shareRule('returned_cents', {
  code: 'orders.returnShare',
  name: { zh: '退货比例', en: 'Share of returns' },
  sentence: { zh: '{window}退货占消费{share}', en: 'returns {window} are {share} of gross spend' },
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

const singleRule = ruleKind({
  code: 'orders.single',
  name: { zh: '单笔金额', en: 'Amount of one order' },
  slots: { window, amount: money },
  sentence: { zh: '{window}有单笔{amount}的订单', en: 'placed one order of {amount} {window}' },
  valueKind: 'count',
  judge: ({ window, amount }, scene) =>
    orderedAt(
      window,
      scene,
      comparison(sql`o.gross_cents`, amount),
      `orders.single ${JSON.stringify([window, amount])}`,
    ),
});

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

export const orderRules: readonly RuleKind[] = [
  countRule,
  noneRule,
  sumRule,
  averageRule,
  singleRule,
  storeRule,
  channelRule,
  openRule,
  returnedRule,
  returnShareRule,
  discountRule,
];
