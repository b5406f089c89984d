/**
 * Work the demo's lead planned: customers called back by plan, one plan over and one under way; ways of caring applied; what
 * lost customers said. Plans begin while the past is relived, so that who came back is what the orders say.
 */
import { sql } from 'kysely';
import {
  applyPlaybook,
  createPlan,
  recordInterview,
  savePlaybook,
  updatePlan,
  type Interview,
  type Playbook,
} from '#modules/care/index.ts';
import { closeTask, saveTemplate, selectTasks, type Template } from '#modules/tasks/index.ts';
import type { Ctx } from '#platform/context.ts';
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import { dayOf } from '#shared/days.ts';
import { idOf, RESCUE_SEGMENT } from './segments.ts';
import { asPerson, findLead } from './staff.ts';

const ZONE = 'Asia/Shanghai';
const DAYS = 56;

/** The brand's own: its shops have a camera for skin, and an appointment is an easier yes than a purchase. */
const INVITATION: Template = {
  code: 'skin_check',
  kind: 'call',
  name: { zh: '皮肤检测邀约', en: 'Invitation to a skin check' },
  script: {
    zh: `{customer}您好，我是{brand}的{staff}。换季皮肤容易不稳定，店里给老客留了免费的皮肤检测，二十分钟，当场出报告，不推销。
① 先问：最近皮肤怎么样？上次买的还合适吗？
② 给两个具体时间让对方选，不问“有没有空”。
③ 约好后发微信确认：时间、地址、到店找谁。
④ 不方便来：问一句可不可以把护肤建议发给她。`,
    en: `Hello {customer}, this is {staff} from {brand}. Skin is easily upset when the season turns, and we keep free skin checks for our regulars: twenty minutes, the report at once, nothing to buy.
1. Ask first: how is your skin these days? Is what you bought last still right for you?
2. Offer two definite times to choose from; do not ask "are you free".
3. Confirm by WeChat: the time, the address, whom to ask for.
4. If coming is difficult, ask whether you may send some advice instead.`,
  },
  outcomes: [
    { code: 'will_come', zh: '约好到店', en: 'Appointment made', result: 'good' },
    { code: 'pleased', zh: '不方便来，愿意收建议', en: 'Would like the advice', result: 'good' },
    { code: 'thinking', zh: '还在考虑', en: 'Thinking about it', result: 'neutral' },
    { code: 'no_answer', zh: '没有联系上', en: 'Not reached', result: 'neutral' },
    { code: 'not_interested', zh: '暂无意向', en: 'Not interested now', result: 'bad' },
  ],
  needsReason: true,
  dueDays: 3,
  priority: 1,
  active: true,
};

const RESCUE: Playbook = {
  code: 'skin_check_back',
  group: 'trade',
  name: { zh: '美妆：用皮肤检测请老客回店', en: 'Beauty: a skin check brings regulars back' },
  idea: {
    zh: '有流失风险的高价值客户，不缺优惠，缺一个回来的理由。用一次免费检测换一次见面，当场给方案，一周后回访用得怎样。',
    en: 'Valuable customers about to leave lack no discount; they lack a reason to come. A free check buys a meeting; give a plan on the spot and ask a week later how it works.',
  },
  fits: { classes: [], stages: [], reasons: [] },
  steps: [
    {
      templateCode: INVITATION.code,
      afterDays: 2,
      title: { zh: '电话邀约皮肤检测', en: 'Call and offer a skin check' },
    },
    {
      templateCode: 'return_visit',
      afterDays: 10,
      title: { zh: '回访：方案用得怎样', en: 'Call back: how does the plan work' },
    },
  ],
  effects: [],
  measure: { zh: '到店率、30 天内是否再次购买', en: 'Who came, and who bought again within 30 days' },
};

/** What the lead has prepared when the story begins. */
export async function prepare(ctx: Ctx): Promise<void> {
  const lead = asPerson(ctx, await findLead(ctx));
  await saveTemplate(lead, INVITATION);
  await savePlaybook(lead, RESCUE);
}

export async function beginFirstPlan(ctx: Ctx): Promise<number> {
  const { planId } = await begin(ctx, {
    name: '老客召回 · 第一期',
    goalRate: 0.15,
    playbook: 'wake_up_dormant',
    budgetCents: 300_000,
    note: '离开前消费最高的一批老客。短信先行，两周后没回来的抽样电话访谈。',
    top: 24,
  });
  return planId;
}

/** Over: what is still open is let go, and what was learnt is written down. */
export async function endPlan(ctx: Ctx, planId: number): Promise<void> {
  const lead = asPerson(ctx, await findLead(ctx));
  const open = await tasksOf(ctx, planId, sql`t.state = 'open'`);
  for (const { customerId, taskId } of open) await closeTask(lead, customerId, taskId, { state: 'cancelled' });
  await interview(lead, planId);
  await updatePlan(lead, planId, {
    state: 'ended',
    spentCents: 264_000,
    review:
      '保留：先发回归礼，再由店里打电话，两件事同一个人做。\n' +
      '去掉：群发第二条短信，拒收多、没有人因此回来。\n' +
      '下一期：在客户真正离开之前就联系，从“高价值 · 有流失风险”分群里选人，用皮肤检测代替优惠券。',
  });
}

export async function beginSecondPlan(ctx: Ctx): Promise<number> {
  const { planId } = await begin(ctx, {
    name: '高价值老客回店 · 第二期',
    goalRate: 0.3,
    playbook: RESCUE.code,
    budgetCents: 200_000,
    note: '按第一期复盘：不等流失，在有风险时就请回店。预算为检测耗材与伴手礼。',
    top: 18,
    segmentId: await idOf(ctx, RESCUE_SEGMENT),
  });
  return planId;
}

/** Masks and small presents for those who came. */
export async function noteSpending(ctx: Ctx, planId: number): Promise<void> {
  await updatePlan(asPerson(ctx, await findLead(ctx)), planId, { spentCents: 86_400 });
}

export async function applyPlaybooks(ctx: Ctx): Promise<void> {
  const lead = asPerson(ctx, await findLead(ctx));
  await applyPlaybook(lead, 'core_partnership', { top: 6 });
  await applyPlaybook(lead, 'first_order_anchor', { top: 6 });
}

type Wish = Parameters<typeof createPlan>[1];
type Chosen = Pick<Wish, 'name' | 'goalRate' | 'playbook' | 'budgetCents' | 'note' | 'top'> & { segmentId?: number };

async function begin(ctx: Ctx, chosen: Chosen): Promise<{ planId: number }> {
  const lead = await findLead(ctx);
  const startsOn = dayOf(ctx.now, ZONE);
  const endsOn = dayFromNumber(dayNumber(startsOn) + DAYS);
  return createPlan(asPerson(ctx, lead), { ...chosen, reasonCode: null, ownerId: lead.id, startsOn, endsOn });
}

const tasksOf = (ctx: Ctx, planId: number, condition: ReturnType<typeof sql>) =>
  selectTasks(
    ctx,
    sql`t.cause ->> 'key' like ${`plan:${planId}:%`} and ${condition}`,
    sql`order by t.customer_id, t.task_id`,
  );

/** Of those who were spoken with in the plan, as long as there is something left to be said for their reason. */
async function interview(lead: Ctx, planId: number): Promise<void> {
  const held = await tasksOf(
    lead,
    planId,
    sql`t.template_code = 'lost_interview' and t.state = 'done' and t.outcome <> 'no_answer'`,
  );
  const left = [...SAID];
  for (const { customerId, taskId, closedAt, reasonCode } of held) {
    const place = left.findIndex((said) => reasonCode === null || said.reasonCode === reasonCode);
    const [said] = place < 0 ? [] : left.splice(place, 1);
    const then = { ...lead, now: closedAt ?? lead.now };
    if (said) await recordInterview(then, customerId, { ...said, key: `task:${taskId}` });
  }
}

type Said = Pick<Interview, 'reasonCode' | 'choseFor' | 'leftFor' | 'usesNow' | 'wouldChange' | 'wouldReturn'>;

const said = (
  reasonCode: string,
  wouldReturn: Said['wouldReturn'],
  choseFor: string,
  leftFor: string,
  usesNow: string | null,
  wouldChange: string,
): Said => ({ reasonCode, choseFor, leftFor, usesNow, wouldChange, wouldReturn });

const SAID: readonly Said[] = [
  said('price', 'maybe', '离家近，试用装大方', '同样的精华网上便宜几十块', '网上买的同类', '老客也能有新客的价格'),
  said('product_quality', 'maybe', '成分简单', '换了新包装以后有点刺激', '药店的修护霜', '换配方前说一声'),
  said('service_upset', 'yes', '朋友推荐', '有一次排了很久，没有人招呼', null, '能提前约时间'),
  said('competitor', 'no', '当时有护理项目', '公司楼下新开了一家，中午就能做', '楼下那家的次卡', '午休时段也能约'),
  said('need_moved', 'yes', '护肤方案讲得清楚', '怀孕后很多产品不敢用', '只用基础保湿', '有孕期能用的单子'),
  said('price_sensitive', 'yes', '会员日折扣', '今年开销大，只在活动时买', '囤的还没用完', '大促前提醒一声'),
  said('product_quality', 'yes', '面膜服帖', '泵头两次按不出来，退换嫌麻烦', null, '坏了直接换新'),
  said('price', 'no', '赠品多', '涨价之后觉得不值', '平价国货', '出小容量装'),
  said('not_asked', 'maybe', '逛街顺路进来的', '搬家以后不顺路了', '随手在商场买', '能邮寄并且包邮'),
  said('service_upset', 'maybe', '美容师手法好', '熟悉的美容师离职了', null, '换人前打个招呼'),
];
