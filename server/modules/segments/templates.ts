/** Segments ready to use: the rules retention people write down first, and those their textbooks name. */
import type { Ctx } from '#platform/context.ts';
import type { Words } from '#platform/segment-rules.ts';
import { catalogueOf, parseDefinition, type Sources } from './catalogue.ts';
import { ANY_CHOICE } from '#shared/rule-slots.ts';
import type { Group, Rule, Template } from './contract.ts';
import { namesFor, sentenceOf } from './sentence.ts';

type Draft = { code: string; name: Words; why: Words; definition: Group };

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
    name: { zh: '6 个月未消费', en: 'No purchase for six months' },
    why: { zh: '沉睡客户：唤醒计划的入口。', en: 'Dormant: where the wake-up plan begins.' },
    definition: every(
      rule('orders.count', { window: EVER, count: { op: 'ge', value: 1 } }),
      rule('orders.none', { window: last(6, 'month') }),
    ),
  },
  {
    code: 'sun_care',
    name: { zh: '购买了防晒产品', en: 'Bought sun care' },
    why: { zh: '换季前提醒补货，或推荐晒后修护。', en: 'Remind before the season, or offer after-sun care.' },
    definition: every(rule('orders.bought', { window: last(12, 'month'), goods: { by: 'name', text: '防晒' } })),
  },
  {
    code: 'silent_login_plan_ends',
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
    name: { zh: '保修刚过期', en: 'The warranty has just ended' },
    why: {
      zh: '过期 10 至 40 天：提供一次免费检查，或延保、以旧换新。',
      en: 'Ended 10 to 40 days ago: offer a free check, a longer warranty or an exchange.',
    },
    definition: every(rule('customers.datePast', { kinds: ['warranty_end'], from: 10, to: 40, unit: 'day' })),
  },
  {
    code: 'silent_login',
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
    name: { zh: '下单后未完成', en: 'Ordered and not finished' },
    why: { zh: '近 3 天有订单没有完成付款，及时跟进。', en: 'An order of the last three days is not paid: follow up.' },
    definition: every(rule('orders.open', { window: last(3) })),
  },
  {
    code: 'first_order_week',
    name: { zh: '本周首单客户', en: 'First order this week' },
    why: { zh: '首次购买后及时跟进并确保满意。', en: 'Follow up after the first purchase and make sure it pleased.' },
    definition: every(field('orders.firstOrderAt', { op: 'last', n: 7, unit: 'day' })),
  },
  {
    code: 'one_order_then_silent',
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
    name: { zh: '核心客户尚无负责人', en: 'Core customers nobody looks after' },
    why: { zh: '核心客户应有专属负责人。', en: 'A core customer should have an owner.' },
    definition: every(
      field('scoring.class4', { op: 'is', values: ['core'] }),
      field('customers.owner', { op: 'empty' }),
    ),
  },
  {
    code: 'fell_from_core',
    name: { zh: '近 30 天从核心客户掉下来', en: 'Fell from the core within 30 days' },
    why: {
      zh: '刚掉下来的最容易拉回去：负责人先打一个电话，问清原因。',
      en: 'Whoever has just fallen is won back most easily: the owner calls and asks why.',
    },
    definition: every(rule('scoring.movedClass', { window: last(30), from: ['core'], to: ['*'] })),
  },
  {
    code: 'birthday_soon',
    name: { zh: '7 天内过生日', en: 'Birthday within seven days' },
    why: { zh: '生日关怀，提前准备。', en: 'Birthday care, prepared in time.' },
    definition: every(field('customers.birthday', { op: 'anniversary', n: 7 })),
  },
  {
    code: 'no_refill',
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
    name: { zh: '近期退货较多', en: 'Returned much lately' },
    why: { zh: '先问清原因，再谈促销。', en: 'Ask why before offering anything.' },
    definition: every(rule('orders.returned', { window: last(90), amount: { op: 'ge', value: 30_000 } })),
  },
  {
    code: 'discount_hunters',
    name: { zh: '只在打折时买', en: 'Buys at a discount only' },
    why: { zh: '折扣占比高：少发券，多给服务。', en: 'Much discount: fewer coupons, more service.' },
    definition: every(
      rule('orders.discount', { window: last(12, 'month'), share: { op: 'ge', value: 0.2 } }),
      rule('orders.count', { window: last(12, 'month'), count: { op: 'ge', value: 3 } }),
    ),
  },
  {
    code: 'prospects_new',
    name: { zh: '注册 30 天仍未下单', en: 'Registered, no order in 30 days' },
    why: { zh: '潜在客户：尝鲜装加教程。', en: 'Prospects: a trial size and a tutorial.' },
    definition: every(
      field('customers.registeredAt', { op: 'earlier', n: 30, unit: 'day' }),
      rule('orders.none', { window: EVER }),
    ),
  },
  {
    code: 'back_again',
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
