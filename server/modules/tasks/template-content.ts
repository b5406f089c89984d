/**
 * The templates that ship: what to do, what to say, how it can end. Scripts are written to be said aloud and changed;
 * `{customer}`, `{staff}` and `{brand}` are filled in where they are read. People's changes lie over them (`templates.ts`).
 */
import type { Outcome, Template } from './contract.ts';
import type { TaskKind } from './kinds.ts';

const reached = {
  bought: { code: 'bought', zh: '已下单', en: 'Ordered', result: 'good' },
  will_come: { code: 'will_come', zh: '约好再来', en: 'Will come', result: 'good' },
  pleased: { code: 'pleased', zh: '满意，继续保持', en: 'Pleased, stay in touch', result: 'good' },
  thinking: { code: 'thinking', zh: '还在考虑', en: 'Thinking about it', result: 'neutral' },
  no_answer: { code: 'no_answer', zh: '没有联系上', en: 'Not reached', result: 'neutral' },
  problem: { code: 'problem', zh: '有问题，需处理', en: 'Has a problem to solve', result: 'bad' },
  not_interested: { code: 'not_interested', zh: '暂无意向', en: 'Not interested', result: 'bad' },
  refuses_contact: { code: 'refuses_contact', zh: '不希望再联系', en: 'Wants no more contact', result: 'bad' },
} as const satisfies Record<string, Outcome>;

const { bought, will_come, pleased, thinking, no_answer, problem, not_interested, refuses_contact } = reached;
const selling: Outcome[] = [bought, will_come, thinking, no_answer, not_interested, refuses_contact];
const caring: Outcome[] = [pleased, bought, will_come, no_answer, problem, refuses_contact];
const delivered: Outcome = { code: 'sent', zh: '已发送', en: 'Sent', result: 'neutral' };
const finished: Outcome = { code: 'finished', zh: '已完成', en: 'Finished', result: 'good' };
const met: Outcome = { code: 'met', zh: '已见面', en: 'Met', result: 'good' };

/** How work without a template can end. */
export const OUTCOMES_OF_KIND: Readonly<Record<TaskKind, readonly Outcome[]>> = {
  call: [pleased, ...selling],
  wechat: [delivered, pleased, ...selling],
  sms: [delivered, bought, no_answer, refuses_contact],
  visit: [met, bought, will_come, problem, not_interested, no_answer],
  other: [finished, problem],
};

const ships = (template: Omit<Template, 'active'>): Template => ({ ...template, active: true });

export const SHIPPED_TEMPLATES: readonly Template[] = [
  ships({
    code: 'risk_call',
    kind: 'call',
    name: { zh: '流失预警回访', en: 'Call about a risk to leave' },
    script: {
      zh: `{customer}您好，我是{brand}的{staff}。有一阵没见您来了，今天不是推销，就想问问上次买的用得怎么样。
① 先听：哪里合适，哪里不合适？中间有没有遇到不顺心的地方？
② 若是体验问题：先道歉，说清谁在什么时候给答复。
③ 若是暂时不需要：问下一次大概什么时候用得上，记下来。
④ 结尾：您方便的话，我到时候提前给您留好。`,
      en: `Hello {customer}, this is {staff} from {brand}. We have not seen you for a while. I am not calling to sell; I would like to hear how your last purchase has been.
1. Listen first: what works, what does not? Did anything go wrong in between?
2. If the experience was the problem: apologise, and say who will answer by when.
3. If there is no need right now: ask when there might be one, and write it down.
4. To close: if you like, I will put something aside for you in good time.`,
    },
    outcomes: [bought, will_come, thinking, no_answer, not_interested, refuses_contact],
    needsReason: true,
    dueDays: 2,
    priority: 1,
  }),
  ships({
    code: 'vip_care',
    kind: 'call',
    name: { zh: 'VIP 专属问候', en: 'Personal word to a VIP' },
    script: {
      zh: `{customer}您好，我是一直为您服务的{staff}。最近到了几样我觉得适合您的，想先问问您的意见。
① 说出一件上次的细节（买了什么、提过什么），让对方知道您记得。
② 问近况与计划，不急着报价。
③ 主动给一个选择：到店预留、送货上门，或者下次活动的名额。`,
      en: `Hello {customer}, it is {staff}, who usually looks after you. A few things have come in that I think suit you, and I would like your opinion first.
1. Mention one detail of last time (what was bought, what was said), so that it is clear you remember.
2. Ask how things are and what is planned; do not hurry to a price.
3. Offer a choice: put aside in the shop, delivered home, or a place at the next event.`,
    },
    outcomes: caring,
    needsReason: false,
    dueDays: 2,
    priority: 1,
  }),
  ships({
    code: 'birthday',
    kind: 'wechat',
    name: { zh: '生日祝福', en: 'Birthday greeting' },
    script: {
      zh: `{customer}，生日快乐！{brand}给您备了一份小礼物，本月内到店报姓名就能领，不用消费。祝您这一岁顺心如意。——{staff}
提示：在生日前一天或当天上午发；只祝福、不推销，对方回复后再聊近况。`,
      en: `Happy birthday, {customer}! {brand} has a small present for you. It is yours this month: just give your name in the shop, no purchase needed. All the best for the year ahead. {staff}
Hint: send it the day before or in the morning. Congratulate and sell nothing; talk about other things once there is an answer.`,
    },
    outcomes: [delivered, bought, will_come, no_answer, refuses_contact],
    needsReason: false,
    dueDays: 3,
    priority: 2,
  }),
  ships({
    code: 'first_order',
    kind: 'call',
    name: { zh: '首单回访', en: 'Follow-up of a first order' },
    script: {
      zh: `{customer}您好，我是{brand}的{staff}，谢谢您第一次选择我们。想确认三件事，一分钟就好：
① 收到了吗，和想的一样吗？
② 会不会用？（说一个最容易用错的地方）
③ 之后有问题找谁：加上我的微信，直接发我。
若有不满意：当场给出退、换、补的办法，不要让客户自己去问。`,
      en: `Hello {customer}, this is {staff} from {brand}. Thank you for choosing us for the first time. Three things, one minute:
1. Has it arrived, and is it what you expected?
2. Is it clear how to use it? (Name the mistake people make most.)
3. Whom to ask later: here is my WeChat, write to me directly.
If something is wrong: offer return, exchange or replacement at once; do not send the customer to ask elsewhere.`,
    },
    outcomes: caring,
    needsReason: false,
    dueDays: 3,
    priority: 2,
  }),
  ships({
    code: 'second_order',
    kind: 'wechat',
    name: { zh: '促成第二单', en: 'Towards the second order' },
    script: {
      zh: `{customer}您好，上次的差不多用了一半了吧？很多顾客这时候会配一件一起用，效果更完整。我把搭配和用法发您，合适再说。——{staff}
提示：给一个具体搭配和理由，不群发；对方问价再报价。`,
      en: `Hello {customer}, about half of your last purchase should be used by now. Many customers add one thing at this point to get more out of it. I am sending you the combination and how to use it; see if it suits you. {staff}
Hint: one definite suggestion with its reason, never a mass message; name a price when asked.`,
    },
    outcomes: [delivered, ...selling],
    needsReason: false,
    dueDays: 5,
    priority: 2,
  }),
  ships({
    code: 'plan_ending',
    kind: 'call',
    name: { zh: '到期提醒', en: 'Something ends soon' },
    script: {
      zh: `{customer}您好，我是{brand}的{staff}。您的服务快到期了，提前和您说一声，免得用的时候才发现。
① 先盘点：用到了哪些，还剩什么没用。
② 还没用完的，帮他约好时间用掉。
③ 再谈续期：说明续与不续分别是什么样，让他自己选。`,
      en: `Hello {customer}, this is {staff} from {brand}. Your plan ends soon; I would rather tell you now than let you find out when you need it.
1. Take stock: what has been used, what is left.
2. Arrange a time to use what is left.
3. Then talk about renewing: say what it means to renew or not, and let the customer choose.`,
    },
    outcomes: [bought, will_come, thinking, no_answer, not_interested, refuses_contact],
    needsReason: true,
    dueDays: 3,
    priority: 1,
  }),
  ships({
    code: 'complaint_call',
    kind: 'call',
    name: { zh: '投诉回访', en: 'Call after a complaint' },
    script: {
      zh: `{customer}您好，我是{brand}的{staff}。您反映的事我看到了，先跟您说声抱歉，让您不愉快了。
① 请客户把经过说完，中间只记、不辩解。
② 复述要点，问一句：“您最希望我们怎么处理？”
③ 能当场定的当场定；定不了的，说清谁、什么时候给答复，并按时回电。
④ 办完之后再打一次，确认满意才算结束。`,
      en: `Hello {customer}, this is {staff} from {brand}. I have seen what you told us, and I am sorry for the trouble.
1. Let the customer tell all of it; take notes and defend nothing.
2. Say back what matters and ask: "What would you most like us to do?"
3. Settle at once what can be settled; for the rest say who answers by when, and keep to it.
4. Call once more when it is done; it is over when the customer is content.`,
    },
    outcomes: [pleased, problem, thinking, no_answer, refuses_contact],
    needsReason: false,
    dueDays: 1,
    priority: 1,
  }),
  ships({
    code: 'return_visit',
    kind: 'call',
    name: { zh: '定期回访', en: 'Regular visit by phone' },
    script: {
      zh: `{customer}您好，我是{brand}的{staff}，照例跟您问个好。
① 最近用得怎么样？有没有想改进的？
② 近期有什么计划或新的需要？（记下原话）
③ 有一条和您有关的消息：＿＿（只说一条）。
没有事也可以只问好，三分钟内结束。`,
      en: `Hello {customer}, this is {staff} from {brand}, with my regular hello.
1. How have things been? Anything we should do better?
2. Any plans or new needs? (Write down the customer's own words.)
3. One piece of news that concerns you: ___ (one only).
If there is nothing, a hello is enough; be done in three minutes.`,
    },
    outcomes: caring,
    needsReason: false,
    dueDays: 3,
    priority: 3,
  }),
  ships({
    code: 'win_back_price',
    kind: 'wechat',
    name: { zh: '召回：价格原因', en: 'Win back: price' },
    script: {
      zh: `{customer}您好，我是{brand}的{staff}。上次您说价格有点高，我一直记着。这两周给老客户留了一份回归价和一个小礼包，{customer}名下这份留到月底。需要的话回我一个“好”，我帮您锁定。
提示：只给一次，讲清截止日，不临时加码，否则下次会等更低的价。`,
      en: `Hello {customer}, this is {staff} from {brand}. You said last time that it was a little expensive, and I have kept that in mind. For two weeks there is a price for customers who come back, with a small gift; yours is held until the end of the month. Answer "yes" and I will secure it.
Hint: offer it once, name the last day and do not add to it, or next time everybody waits for less.`,
    },
    outcomes: selling,
    needsReason: true,
    dueDays: 3,
    priority: 2,
  }),
  ships({
    code: 'win_back_service',
    kind: 'call',
    name: { zh: '召回：服务不满（负责人致电）', en: 'Win back: upset by service (call by the lead)' },
    script: {
      zh: `{customer}您好，我是{brand}的负责人{staff}。上次的事我看了记录，是我们没做好，先跟您道歉。
① 请客户完整说一遍，不打断、不解释。
② 复述一遍，确认没有听错。
③ 说清三件事：已经改了什么；对您怎么补偿；以后直接找谁。
④ 不要求对方当场原谅，也不顺带推销。`,
      en: `Hello {customer}, this is {staff}, in charge at {brand}. I have read what happened last time. We did not do well, and I apologise.
1. Let the customer tell the whole story; do not interrupt or explain.
2. Say it back, to be sure it was understood.
3. Make three things clear: what has been changed, how we make up for it, whom to call from now on.
4. Do not ask to be forgiven on the spot, and sell nothing.`,
    },
    outcomes: [pleased, will_come, bought, thinking, no_answer, refuses_contact],
    needsReason: true,
    dueDays: 2,
    priority: 1,
  }),
  ships({
    code: 'win_back_need',
    kind: 'wechat',
    name: { zh: '召回：需求变了', en: 'Win back: needs moved on' },
    script: {
      zh: `{customer}您好，我是{staff}。上次您说暂时用不上原来那款了，正好到了几样不一样的，我挑了一样可能用得着的发您看看。不合适也告诉我一声，我好知道以后给您留意什么。`,
      en: `Hello {customer}, it is {staff}. You said you no longer need what you used to buy. Some different things have come in, and I picked one you might use. If it is not right, tell me, so that I know what to look out for.`,
    },
    outcomes: selling,
    needsReason: true,
    dueDays: 5,
    priority: 3,
  }),
  ships({
    code: 'wake_up',
    kind: 'sms',
    name: { zh: '沉睡唤醒', en: 'Wake up a dormant customer' },
    script: {
      zh: `【{brand}】{customer}您好，好久不见。为您留了一份老客回归礼，和朋友一起来两人都有。到店报手机号后四位即可，本月有效。拒收请回复R`,
      en: `[{brand}] Hello {customer}, it has been a while. A welcome-back present is waiting for you; bring a friend and you both get one. Just give the last four digits of your phone in the shop, this month. Reply R to refuse.`,
    },
    outcomes: [delivered, bought, will_come, no_answer, refuses_contact],
    needsReason: false,
    dueDays: 7,
    priority: 3,
  }),
  ships({
    code: 'lost_interview',
    kind: 'call',
    name: { zh: '流失访谈', en: 'Interview of a lost customer' },
    script: {
      zh: `{customer}您好，我是{brand}的{staff}。您有一段时间没来了，我们想做得更好，想听您说两句实话，五分钟，不推销。
① 最初为什么选我们？
② 后来是什么让您不再来？（产品、服务、价格、换了别家、不需要了）
③ 现在用的是什么，哪里更好？
④ 如果只改一件事，您希望是什么？
⑤ 改好了，愿意再来看看吗？`,
      en: `Hello {customer}, this is {staff} from {brand}. You have not been here for some time. We want to get better and would like to hear the plain truth; five minutes, nothing to sell.
1. Why did you choose us at first?
2. What made you stop? (Product, service, price, somebody else, no need any more)
3. What do you use now, and what is better about it?
4. If we changed one thing, what should it be?
5. If that were done, would you come and look?`,
    },
    outcomes: [will_come, thinking, not_interested, no_answer, refuses_contact],
    needsReason: true,
    dueDays: 5,
    priority: 2,
  }),
  ships({
    code: 'thank_you',
    kind: 'wechat',
    name: { zh: '感谢与邀请', en: 'Thanks and an invitation' },
    script: {
      zh: `{customer}您好，谢谢您这段时间的支持。我们每季度请几位老朋友来坐坐，先试新品、提提意见，这次想请您来。时间您定，我给您留位。——{staff}`,
      en: `Hello {customer}, thank you for your custom. Every quarter we invite a few good friends to try what is new and tell us what they think, and this time we would like to invite you. You choose the time, I keep the place. {staff}`,
    },
    outcomes: [delivered, will_come, pleased, no_answer, refuses_contact],
    needsReason: false,
    dueDays: 7,
    priority: 3,
  }),
  ships({
    code: 'step',
    kind: 'other',
    name: { zh: '准备与跟进', en: 'Preparation and follow-up' },
    script: {
      zh: '按任务说明完成，并在备注里写下做了什么、下一步是什么。',
      en: 'Do what the task says, and note what was done and what comes next.',
    },
    outcomes: [finished, problem],
    needsReason: false,
    dueDays: 5,
    priority: 2,
  }),
];
