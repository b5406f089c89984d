/**
 * The segments a beauty chain asks for week by week. Most are made by the demo's lead while the past is relived and are
 * evaluated with it, so that their sizes have a history that is true; what nobody could have known then is made today.
 */
import { sql } from 'kysely';
import { createSegment, evaluate, updateSegment, workOff, type Group, type Sources } from '#modules/segments/index.ts';
import type { Ctx } from '#platform/context.ts';
import { asPerson, findLead } from './staff.ts';

export const RESCUE_SEGMENT = '高价值 · 有流失风险';
export const GUESTS_SEGMENT = '预览会嘉宾（店长手选）';

const GUESTS = 12;

type Item = Group['items'][number];
type Draft = { name: string; note: string; priority: 1 | 2 | 3 | 4 | 5; definition: Group };

const every = (...items: Item[]): Group => ({ join: 'all', items });
const rule = (code: string, args: Record<string, unknown>, not = false): Item => ({
  rule: code,
  args,
  ...(not && { not }),
});
const field = (code: string, is: object): Item => rule(code, { is });
const last = (n: number, unit = 'day') => ({ kind: 'last', n, unit });
const EVER = { kind: 'ever' };
const named = (text: string) => ({ by: 'name', text });
const ordered = (op: string, value: number, window: object = EVER): Item =>
  rule('orders.count', { window, count: { op, value } });
const inClass = (...values: string[]): Item => field('scoring.class4', { op: 'is', values });
const silentCore = (days: number): Group =>
  every(inClass('core'), field('orders.lastOrderAt', { op: 'earlier', n: days, unit: 'day' }));

const SILENT_CORE = '核心客户 · 很久没来';
const FIRST_LIMIT_DAYS = 90;
const LIMIT_DAYS = 60;

/** What each asks is known of any past day too: orders, behaviour, scores, and answers given on the first day. */
const OVER_TIME: readonly Draft[] = [
  {
    name: RESCUE_SEGMENT,
    note: '先救最值得救的：负责人本人打电话，先问近况，不谈优惠。',
    priority: 1,
    definition: every(
      field('scoring.riskBand', { op: 'is', values: ['high'] }),
      field('scoring.m', { op: 'ge', value: 4 }),
    ),
  },
  {
    name: SILENT_CORE,
    note: '客户经理每周一过一遍：上次买的快用完了，问一句、留一份。',
    priority: 1,
    definition: silentCore(FIRST_LIMIT_DAYS),
  },
  {
    name: '本月新客 · 还没有第二单',
    note: '首单后一个月是关键：教会怎么用，再给第二单一个理由。',
    priority: 2,
    definition: every(field('orders.firstOrderAt', { op: 'last', n: 30, unit: 'day' }), ordered('eq', 1)),
  },
  {
    name: '加购后 3 天没有付款',
    note: '先问是不是遇到问题，再提醒库存，最后才给小额券。',
    priority: 2,
    definition: every(
      rule('interactions.withoutOrder', { window: last(14), kinds: ['add_to_cart', 'cart_abandoned'], days: 3 }),
    ),
  },
  {
    name: '买过精华液 · 还没买过面膜',
    note: '搭配推荐：精华之后用哪款面膜、怎么用，附试用装。',
    priority: 3,
    definition: every(
      rule('orders.bought', { window: last(12, 'month'), goods: named('精华液') }),
      rule('orders.bought', { window: EVER, goods: named('面膜') }, true),
    ),
  },
  {
    name: '精华液该补货了',
    note: '一瓶 30ml 约用两个多月：75 天没有再买，提醒补货。',
    priority: 3,
    definition: every(
      rule('orders.sequence', {
        window: last(6, 'month'),
        first: named('精华液'),
        days: 75,
        outcome: 'not',
        next: named('精华液'),
      }),
    ),
  },
  {
    name: '频次高但客单价低',
    note: '满额升级礼包：门槛比平时客单价高两三成，够得着才有用。',
    priority: 3,
    definition: every(
      ordered('ge', 6, last(12, 'month')),
      rule('orders.average', { window: last(12, 'month'), amount: { op: 'lt', value: 25_000 } }),
    ),
  },
  {
    name: '30 天内生日 · 买过的客户',
    note: '提前备生日礼，生日当天上午只祝福、不推销。',
    priority: 3,
    definition: every(ordered('ge', 1), field('customers.birthday', { op: 'anniversary', n: 30 })),
  },
  {
    name: '沉睡 180 天 · 可发短信',
    note: '一次给到位的回归礼；没有回应就停，半年后再试。',
    priority: 4,
    definition: every(
      ordered('ge', 1),
      rule('orders.none', { window: last(180) }),
      field('privacy.marketingSms', { op: 'is', values: ['granted'] }),
      field('privacy.doNotContact', { op: 'empty' }),
    ),
  },
];

/** Made as of `ctx.now`, half a year ago. Kept afterwards by `evaluateSegments`. */
export async function makeSegments(ctx: Ctx, sources: Sources): Promise<void> {
  const lead = asPerson(ctx, await findLead(ctx));
  for (const draft of OVER_TIME) await create(lead, sources, draft);
  await workOff(ctx, sources);
}

/** As the nightly work does after everybody was judged: some milliseconds each. */
export async function evaluateSegments(ctx: Ctx, sources: Sources): Promise<void> {
  const { rows } = await sql<{ segment_id: number }>`
    select segment_id from segments.segments where kind = 'dynamic' order by segment_id`.execute(ctx.db);
  for (const { segment_id } of rows) await evaluate(ctx, sources, segment_id, 'scores');
}

/** Ninety days turned out to be too long for the best customers: a second version of one definition. */
export async function tightenSegment(ctx: Ctx, sources: Sources): Promise<void> {
  const lead = asPerson(ctx, await findLead(ctx));
  const segmentId = await idOf(ctx, SILENT_CORE);
  await updateSegment(lead, sources, segmentId, { definition: silentCore(LIMIT_DAYS) });
  await workOff(ctx, sources);
}

/** What rests on today alone: plans sold by now, a draw, a list that stays as it is, and guests chosen by hand. */
export async function makeTodaysSegments(ctx: Ctx, sources: Sources): Promise<void> {
  const lead = asPerson(ctx, await findLead(ctx));
  await create(lead, sources, {
    name: '护理套餐 30 天内到期',
    note: '到期前先帮她把没用完的次数用起来，再谈续卡。',
    priority: 2,
    definition: every(rule('customers.dateComing', { kinds: ['plan_end'], days: 30 })),
  });
  await create(lead, sources, {
    name: '流失预警 · 回访组（随机一半）',
    note: '一半先电话回访，另一半照常；两周后用“对比”看谁回来得多。',
    priority: 2,
    definition: every(
      rule('segments.member', { segments: [await idOf(ctx, RESCUE_SEGMENT)] }),
      rule('segments.random', { draw: '回访对照', from: 0, to: 50 }),
    ),
  });
  const invited = every(inClass('core', 'potential'), field('orders.lastOrderAt', { op: 'last', n: 90, unit: 'day' }));
  await create(
    lead,
    sources,
    { name: '会员日邀约名单', note: '名单定下就不再变，方便会后核对到场。', priority: 3, definition: invited },
    'snapshot',
  );
  await createSegment(lead, sources, {
    name: GUESTS_SEGMENT,
    note: '每季度请十几位老朋友先看、先试、先提意见。',
    kind: 'static',
    definition: null,
    customerIds: await bestCustomers(ctx),
    priority: 3,
  });
  await workOff(ctx, sources);
}

async function create(
  lead: Ctx,
  sources: Sources,
  draft: Draft,
  kind: 'dynamic' | 'snapshot' = 'dynamic',
): Promise<void> {
  await createSegment(lead, sources, { ...draft, kind, customerIds: [] });
}

export async function idOf(ctx: Ctx, name: string): Promise<number> {
  const { segment_id } = await ctx.db
    .selectFrom('segments.segments')
    .select('segment_id')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return segment_id;
}

async function bestCustomers(ctx: Ctx): Promise<number[]> {
  const { rows } = await sql<{ customer_id: number }>`
    select customer_id from customers.customers c join orders.rollups r using (customer_id)
    where c.kind = 'person' order by r.net_cents desc, customer_id limit ${GUESTS}`.execute(ctx.db);
  return rows.map(({ customer_id }) => customer_id);
}
