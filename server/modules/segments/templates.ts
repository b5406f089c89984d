/** Segments ready to use: the rules retention people write down first, and those their textbooks name. */
import type { Ctx } from '#platform/context.ts';
import { catalogueOf, parseDefinition, type Sources } from './catalogue.ts';
import { ANY_CHOICE } from '#shared/rule-slots.ts';
import type { Group, Rule, Template } from './contract.ts';
import { namesFor, sentenceOf } from './sentence.ts';

type Draft = Pick<Template, 'code' | 'group' | 'name' | 'why' | 'definition'>;

const rule = (code: string, args: Record<string, unknown>, not = false): Rule => ({
  rule: code,
  args,
  ...(not && { not }),
});
const every = (...items: Group['items']): Group => ({ join: 'all', items });
const last = (n: number, unit = 'day') => ({ kind: 'last', n, unit });
const EVER = { kind: 'ever' };
const field = (code: string, is: object) => rule(code, { is });

const DRAFTS: readonly Draft[] = [
  {
    code: 'seldom_half_year',
    group: 'grow',
    name: { zh: '半年内消费不足 2 次', en: 'Fewer than two orders in half a year' },
    why: {
      zh: '普通客户的场景化促销：跨品类满减券、好友拼单。',
      en: 'Ordinary customers: offers across categories, group buying.',
    },
    definition: every(
      rule('orders.count', { window: EVER, count: { op: 'ge', value: 1 } }),
      rule('orders.count', { window: last(6, 'month'), count: { op: 'lt', value: 2 } }),
    ),
  },
  {
    code: 'often_little',
    group: 'grow',
    name: { zh: '频次高但客单价低', en: 'Often, but little each time' },
    why: {
      zh: '潜力客户：用满额升级礼包把客单价带上去。',
      en: 'Potential: a gift from an amount on raises the basket.',
    },
    definition: every(
      rule('orders.count', { window: last(12, 'month'), count: { op: 'ge', value: 6 } }),
      rule('orders.average', { window: last(12, 'month'), amount: { op: 'lt', value: 20_000 } }),
    ),
  },
  {
    code: 'silent_half_year',
    group: 'win_back',
    name: { zh: '6 个月未消费', en: 'No purchase for six months' },
    why: { zh: '沉睡客户：唤醒计划的入口。', en: 'Dormant: where the wake-up plan begins.' },
    definition: every(
      rule('orders.count', { window: EVER, count: { op: 'ge', value: 1 } }),
      rule('orders.none', { window: last(6, 'month') }),
    ),
  },
  {
    code: 'sun_care',
    group: 'grow',
    name: { zh: '购买了防晒产品', en: 'Bought sun care' },
    why: { zh: '换季前提醒补货，或推荐晒后修护。', en: 'Remind before the season, or offer after-sun care.' },
    definition: every(rule('orders.bought', { window: last(12, 'month'), goods: { by: 'name', text: '防晒' } })),
  },
  {
    code: 'silent_login_plan_ends',
    group: 'moments',
    name: { zh: '连续 2 个月未登录，且套餐即将到期', en: 'No login for two months, and the plan ends soon' },
    why: {
      zh: '不用就不会续：到期前先帮他把没用完的用起来。套餐到期记在客户的“重要日期”里。',
      en: 'Who does not use it does not renew: help them use what is left. Plan ends are important dates of customers.',
    },
    definition: every(
      rule('interactions.none', { window: last(2, 'month'), kinds: ['login'] }),
      rule('customers.dateComing', { kinds: ['plan_end'], days: 30 }),
    ),
  },
  {
    code: 'plan_ended',
    group: 'moments',
    name: { zh: '套餐到期未续', en: 'A plan ended and was not renewed' },
    why: {
      zh: '到期不久还记得这里的好：先问没续的原因，再谈方案。',
      en: 'They still remember what it was good for: ask why they did not renew before offering anything.',
    },
    definition: every(
      rule('customers.datePast', { kinds: ['plan_end'], from: 1, to: 60, unit: 'day' }),
      rule('customers.dateComing', { kinds: ['plan_end'], days: 365 }, true),
    ),
  },
  {
    code: 'warranty_over',
    group: 'moments',
    name: { zh: '保修刚过期', en: 'The warranty has just ended' },
    why: {
      zh: '过期 10 至 40 天：提供一次免费检查，或延保、以旧换新。',
      en: 'Ended 10 to 40 days ago: offer a free check, a longer warranty or an exchange.',
    },
    definition: every(rule('customers.datePast', { kinds: ['warranty_end'], from: 10, to: 40, unit: 'day' })),
  },
  {
    code: 'silent_login',
    group: 'win_back',
    name: { zh: '连续 2 个月未登录', en: 'No login for two months' },
    why: {
      zh: '用得少是离开的前兆：先问问是不会用，还是用不上。',
      en: 'Using less comes before leaving: ask whether they cannot use it or do not need it.',
    },
    definition: every(
      rule('interactions.count', { window: EVER, kinds: ['login'], count: { op: 'ge', value: 1 } }),
      rule('interactions.none', { window: last(2, 'month'), kinds: ['login'] }),
    ),
  },
  {
    code: 'cart_left',
    group: 'newcomers',
    name: { zh: '加购后放弃支付', en: 'Cart left without paying' },
    why: {
      zh: '加购后 3 天内没有下单：提醒或小额券。',
      en: 'In the cart, and no order within three days: remind them.',
    },
    definition: every(
      rule('interactions.withoutOrder', { window: last(30), kinds: ['add_to_cart', 'cart_abandoned'], days: 3 }),
    ),
  },
  {
    code: 'unfinished',
    group: 'newcomers',
    name: { zh: '下单后未完成', en: 'Ordered and not finished' },
    why: { zh: '近 3 天有订单没有完成付款，及时跟进。', en: 'An order of the last three days is not paid: follow up.' },
    definition: every(rule('orders.open', { window: last(3) })),
  },
  {
    code: 'first_order_week',
    group: 'newcomers',
    name: { zh: '本周首单客户', en: 'First order this week' },
    why: { zh: '首次购买后及时跟进并确保满意。', en: 'Follow up after the first purchase and make sure it pleased.' },
    definition: every(field('orders.firstOrderAt', { op: 'last', n: 7, unit: 'day' })),
  },
  {
    code: 'one_order_then_silent',
    group: 'newcomers',
    name: { zh: '首单后 60 天未复购', en: 'One order, then 60 days of silence' },
    why: {
      zh: '新客最容易流失的一段，给第二单一个理由。',
      en: 'Where most new customers are lost: give the second order a reason.',
    },
    definition: every(
      rule('orders.count', { window: EVER, count: { op: 'eq', value: 1 } }),
      field('orders.firstOrderAt', { op: 'earlier', n: 60, unit: 'day' }),
    ),
  },
  {
    code: 'valuable_at_risk',
    group: 'win_back',
    name: { zh: '高价值流失预警', en: 'Valuable and about to leave' },
    why: { zh: '先救最值得救的：由负责人亲自联系。', en: 'Save first whom it pays most to save: the owner calls.' },
    definition: every(
      field('scoring.riskBand', { op: 'is', values: ['high'] }),
      // What they spent so far: whoever is about to leave is expected to spend little.
      field('scoring.m', { op: 'ge', value: 4 }),
    ),
  },
  {
    code: 'core_unowned',
    group: 'watch',
    name: { zh: '核心客户尚无负责人', en: 'Core customers nobody looks after' },
    why: { zh: '核心客户应有专属负责人。', en: 'A core customer should have an owner.' },
    definition: every(
      field('scoring.class4', { op: 'is', values: ['core'] }),
      field('customers.owner', { op: 'empty' }),
    ),
  },
  {
    code: 'fell_from_core',
    group: 'win_back',
    name: { zh: '近 30 天从核心客户掉下来', en: 'Fell from the core within 30 days' },
    why: {
      zh: '刚掉下来的最容易拉回去：负责人先打一个电话，问清原因。',
      en: 'Whoever has just fallen is won back most easily: the owner calls and asks why.',
    },
    definition: every(rule('scoring.movedClass', { window: last(30), from: ['core'], to: ['*'] })),
  },
  {
    code: 'birthday_soon',
    group: 'moments',
    name: { zh: '7 天内过生日', en: 'Birthday within seven days' },
    why: { zh: '生日关怀，提前准备。', en: 'Birthday care, prepared in time.' },
    definition: every(field('customers.birthday', { op: 'anniversary', n: 7 })),
  },
  {
    code: 'no_refill',
    group: 'grow',
    name: { zh: '买了防晒 90 天内没有再买', en: 'Bought sun care and nothing within 90 days' },
    why: { zh: '该用完了却没有回来。', en: 'It should be used up, and they did not come back.' },
    definition: every(
      rule('orders.sequence', {
        window: last(12, 'month'),
        first: { by: 'name', text: '防晒' },
        days: 90,
        outcome: 'not',
        next: { by: 'any' },
      }),
    ),
  },
  {
    code: 'returns_a_lot',
    group: 'watch',
    name: { zh: '近期退货较多', en: 'Returned much lately' },
    why: { zh: '先问清原因，再谈促销。', en: 'Ask why before offering anything.' },
    definition: every(rule('orders.returned', { window: last(90), amount: { op: 'ge', value: 30_000 } })),
  },
  {
    code: 'discount_hunters',
    group: 'watch',
    name: { zh: '只在打折时买', en: 'Buys at a discount only' },
    why: { zh: '折扣占比高：少发券，多给服务。', en: 'Much discount: fewer coupons, more service.' },
    definition: every(
      rule('orders.discount', { window: last(12, 'month'), share: { op: 'ge', value: 0.2 } }),
      rule('orders.count', { window: last(12, 'month'), count: { op: 'ge', value: 3 } }),
    ),
  },
  {
    code: 'prospects_new',
    group: 'newcomers',
    name: { zh: '注册 30 天仍未下单', en: 'Registered, no order in 30 days' },
    why: { zh: '潜在客户：尝鲜装加教程。', en: 'Prospects: a trial size and a tutorial.' },
    definition: every(
      field('customers.registeredAt', { op: 'earlier', n: 30, unit: 'day' }),
      rule('orders.none', { window: EVER }),
    ),
  },
  {
    code: 'back_again',
    group: 'win_back',
    name: { zh: '沉默后又回来', en: 'Came back after silence' },
    why: {
      zh: '已经算作流失，最近 30 天又买了：趁热留住。',
      en: 'Counted as gone, and bought again within 30 days: keep them.',
    },
    definition: every(
      rule('scoring.movedBand', { window: last(30), from: ['left'], to: [ANY_CHOICE] }),
      rule('orders.count', { window: last(30), count: { op: 'ge', value: 1 } }),
    ),
  },
  {
    code: 'dormant_reachable',
    group: 'win_back',
    name: { zh: '沉睡 180 天 · 可发短信', en: 'Silent for 180 days, SMS agreed to' },
    why: {
      zh: '唤醒短信只发给同意过的人：少发，但每一条都合规、都送得到。',
      en: 'A wake-up message goes only to those who agreed to it: fewer, but each one allowed.',
    },
    definition: every(
      rule('orders.count', { window: EVER, count: { op: 'ge', value: 1 } }),
      rule('orders.none', { window: last(180) }),
      field('privacy.marketingSms', { op: 'is', values: ['granted'] }),
      field('privacy.doNotContact', { op: 'empty' }),
    ),
  },
  {
    code: 'core_silent',
    group: 'win_back',
    name: { zh: '核心客户 60 天没来', en: 'Core customers silent for 60 days' },
    why: {
      zh: '最有价值的客户不必等预警：负责人每周过一遍，主动问候。',
      en: 'The most valuable are not left to an alert: their owner looks through them every week.',
    },
    definition: every(
      field('scoring.class4', { op: 'is', values: ['core'] }),
      field('orders.lastOrderAt', { op: 'earlier', n: 60, unit: 'day' }),
    ),
  },
  {
    code: 'one_not_other',
    group: 'grow',
    name: { zh: '买过精华，没买过面膜', en: 'Bought a serum, never a mask' },
    why: {
      zh: '搭配推荐的起点：把两个词换成自己的商品即可。',
      en: 'Where suggesting a pair begins: put your own goods in the place of the two.',
    },
    definition: every(
      rule('orders.bought', { window: last(12, 'month'), goods: { by: 'name', text: '精华' } }),
      rule('orders.bought', { window: EVER, goods: { by: 'name', text: '面膜' } }, true),
    ),
  },
  {
    code: 'half_of_risk',
    group: 'watch',
    name: { zh: '有流失风险的随机一半', en: 'A random half of those at risk' },
    why: {
      zh: '只联系一半，另一半照常：两周后对比，才知道联系有没有用。',
      en: 'Call one half and leave the other as it is: only then can you tell whether calling helped.',
    },
    definition: every(
      field('scoring.riskBand', { op: 'is', values: ['high'] }),
      rule('segments.random', { draw: '回访对照', from: 0, to: 50 }),
    ),
  },
];

export async function listTemplates(ctx: Ctx, sources: Sources): Promise<Template[]> {
  const catalogue = await catalogueOf(ctx, sources);
  const parsed = DRAFTS.map(({ definition }) => parseDefinition(catalogue, definition));
  const names = await namesFor(ctx, parsed, sources);
  return DRAFTS.map((draft, i) => {
    const read = parsed[i];
    return { ...draft, sentence: read ? sentenceOf(read, names) : draft.name };
  });
}
