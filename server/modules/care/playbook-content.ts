/**
 * The playbooks that ship: by class of customer, by stage, by the reason somebody leaves. What each tries, the steps as
 * tasks with their day, and what to measure. None promises an effect: measure against customers who were left alone.
 */
import type { Playbook } from './playbook-contract.ts';
import { TRADE_PLAYBOOKS } from './playbook-trades.ts';

type Step = Playbook['steps'][number];

export const step = (templateCode: string, afterDays: number, zh: string, en: string): Step => ({
  templateCode,
  afterDays,
  title: { zh, en },
});

const NOBODY: Playbook['fits'] = { classes: [], stages: [], reasons: [] };
const BEST = ['core', 'high'];
const PROMISING = ['potential', 'middle', 'important'];
const PLAIN = ['ordinary', 'low'];
const PROSPECTS = ['prospect', 'acquire'];
const NEWCOMERS = ['first_purchase', 'new', 'grow'];
const REGULARS = ['loyal', 'mature', 'established', 'maintain', 'repeat_purchase'];
const LOST = ['lost', 'win_back'];

export const SHIPPED_PLAYBOOKS: readonly Playbook[] = [
  {
    code: 'core_partnership',
    group: 'class',
    name: { zh: '核心客户：固定对接人', en: 'Core customers: one person to turn to' },
    idea: {
      zh: '让最有价值的客户始终找得到同一个人。先问清今年的打算，再约定多久联系一次，承诺多快回复，并且做到。',
      en: 'The most valuable customers always reach the same person. Ask what they plan this year, agree how often to speak and how fast to answer, and keep to it.',
    },
    effects: [{ do: 'owner' }, { do: 'rhythm', everyDays: 30, forDays: 365 }],
    fits: { ...NOBODY, classes: BEST },
    steps: [
      step('vip_care', 1, '致电：自我介绍，约定联系方式', 'Call: introduce yourself, agree how to stay in touch'),
      step('return_visit', 10, '当面谈一次全年打算', 'Talk about the year in person'),
      step('return_visit', 40, '回访：承诺做到了吗', 'Call back: did we keep our word'),
    ],
    measure: { zh: '留存率、年消费与去年同期相比', en: 'Retention, and spend of the year against the year before' },
  },
  {
    code: 'vip_event',
    group: 'class',
    name: { zh: '老朋友预览会', en: 'A preview for good friends' },
    idea: {
      zh: '每季度请十几位老客先看、先试、先提意见。人少才说得上话，名额要由客户经理亲自邀请。',
      en: 'Once a quarter a dozen regulars see, try and judge first. Few enough to talk, and invited personally by their manager.',
    },
    effects: [],
    fits: { ...NOBODY, classes: BEST, stages: ['loyal', 'mature'] },
    steps: [
      step('thank_you', 1, '邀请参加预览会', 'Invite to the preview'),
      step('return_visit', 14, '会后回访，记下意见', 'Call afterwards, write down what was said'),
    ],
    measure: {
      zh: '到场率、会后 30 天复购（与同类未受邀客户比较）',
      en: 'Attendance; orders within 30 days against similar customers not invited',
    },
  },
  {
    code: 'growth_ladder',
    group: 'class',
    name: { zh: '潜力客户：满额升级', en: 'Customers of promise: a step up' },
    idea: {
      zh: '常来但单次不多的客户，差的是买下一件的理由。设一个比平时客单价高两三成的门槛，够得着，礼包值得。',
      en: 'They come often and spend little each time; what is missing is a reason for one more thing. Set a threshold two or three tenths above their usual basket: within reach and worth it.',
    },
    effects: [],
    fits: { ...NOBODY, classes: PROMISING },
    steps: [
      step('second_order', 1, '推荐一套搭配，说明升级礼包', 'Suggest a combination and explain the gift'),
      step('return_visit', 21, '回访：用得怎样，还缺什么', 'Call back: how is it, what is missing'),
    ],
    measure: { zh: '客单价与升级到核心的人数', en: 'Average order and how many became core' },
  },
  {
    code: 'basket_pair',
    group: 'class',
    name: { zh: '搭配着买', en: 'Things that go together' },
    idea: {
      zh: '从“一起买的商品”里选支持度够的一对，只向买过其中一件的客户推荐另一件，说清为什么要配。',
      en: 'Take a pair from "bought together" with enough support, suggest the other half to those who have one, and say why they belong together.',
    },
    effects: [],
    fits: { ...NOBODY, classes: [...PROMISING, ...BEST] },
    steps: [step('second_order', 1, '推荐与上次所买搭配的一件', 'Suggest what goes with the last purchase')],
    measure: { zh: '连带率与搭配商品的退货率', en: 'Items per order, and returns of the second item' },
  },
  {
    code: 'scene_promotion',
    group: 'class',
    name: { zh: '普通客户：给一个来的理由', en: 'Ordinary customers: a reason to come' },
    idea: {
      zh: '半年只来一两次的客户，按场景给理由：换季、节日、补货。跨品类满减让他多逛一个区，好友拼单让他带人来。',
      en: 'Those who come once or twice in half a year need an occasion: a season, a holiday, a refill. A voucher across categories leads to another corner of the shop; buying together brings a friend.',
    },
    effects: [],
    fits: { ...NOBODY, classes: PLAIN },
    steps: [step('wake_up', 2, '按最近的场景发一条消息', 'One message for the next occasion')],
    measure: { zh: '30 天内到店率与优惠成本', en: 'Visits within 30 days and what the offer cost' },
  },
  {
    code: 'wake_up_dormant',
    group: 'class',
    name: { zh: '沉睡唤醒', en: 'Waking up the dormant' },
    idea: {
      zh: '半年没来的客户，只给一次、给到位：回归礼加好友同行优惠。没有反应就停，半年后再试，不反复打扰。',
      en: 'For customers away half a year: one good offer, a welcome-back present and a treat for a friend. If there is no answer, stop and try again in half a year.',
    },
    effects: [],
    fits: { ...NOBODY, classes: ['dormant'], stages: LOST },
    steps: [
      step('wake_up', 1, '发送回归礼', 'Send the welcome-back present'),
      step('lost_interview', 14, '没有回来的，抽几位做访谈', 'Interview a few who did not come back'),
    ],
    measure: { zh: '召回率、召回后 90 天是否再买', en: 'Recall rate, and whether they buy again within 90 days' },
  },
  {
    code: 'nurture_prospect',
    group: 'stage',
    name: { zh: '潜客培育：先有用，再成交', en: 'Prospects: useful first, then a sale' },
    idea: {
      zh: '没买过的客户先给一次看得见的帮助：免费检测或诊断、一份试用装、一段教程。对方愿意留下问题，才谈方案。',
      en: 'Give those who have not bought something useful they can see: a free check, a sample, a lesson. Talk about a solution once they leave a question.',
    },
    effects: [],
    fits: { ...NOBODY, stages: PROSPECTS },
    steps: [
      step('second_order', 1, '邀请免费检测或领取试用装', 'Invite to a free check or a sample'),
      step('return_visit', 7, '回访体验，给一份定制方案', 'Ask how it was, offer a plan of their own'),
    ],
    measure: { zh: '首单转化率与首单时间', en: 'Share who place a first order, and how soon' },
  },
  {
    code: 'first_order_anchor',
    group: 'stage',
    name: { zh: '首单体验：超出预期一点', en: 'The first order: a little more than expected' },
    idea: {
      zh: '第一单决定印象。随单放一张手写卡和一件意料之外的小东西，三天内问一次用得怎样，七天内有专人答疑。',
      en: 'The first order makes the impression. Add a handwritten card and a small surprise, ask within three days how it is, and have somebody to answer for a week.',
    },
    effects: [],
    fits: { ...NOBODY, stages: NEWCOMERS },
    steps: [
      step('step', 1, '写感谢卡，随单寄出', 'Write the card and send it along'),
      step('first_order', 3, '首单回访', 'Ask how the first order went'),
      step('second_order', 21, '推荐第二单', 'Suggest the second order'),
    ],
    measure: { zh: '首单后 60 天复购率', en: 'Second orders within 60 days' },
  },
  {
    code: 'second_order_path',
    group: 'stage',
    name: { zh: '从第一单到第二单', en: 'From the first order to the second' },
    idea: {
      zh: '买过一次的人离开最快。在“八成复购发生的天数”之前联系，只推荐一件，理由来自第一单。',
      en: 'Those who bought once leave soonest. Speak before the day by which eight in ten returners have come back; suggest one thing, for a reason taken from the first order.',
    },
    effects: [],
    fits: { ...NOBODY, stages: NEWCOMERS },
    steps: [step('second_order', 2, '推荐一件，说清理由', 'Suggest one thing and say why')],
    measure: { zh: '二单率，与未联系的首单客户比较', en: 'Second orders, against first buyers left alone' },
  },
  {
    code: 'loyal_benefits',
    group: 'stage',
    name: { zh: '老客：看得见的优待', en: 'Regulars: treatment they can see' },
    idea: {
      zh: '老客在意的不是折扣，是不一样：优先预留、延长服务、生日当月的安排，以及把亲身经历讲给别人听的机会。',
      en: 'Regulars do not want a discount, they want a difference: first choice, a longer service, something in the month of their birthday, and a chance to tell others of their experience.',
    },
    effects: [],
    fits: { ...NOBODY, stages: REGULARS },
    steps: [
      step('thank_you', 1, '告知新增的优待，请他挑一样', 'Tell of the new treats and let them choose one'),
      step('return_visit', 30, '优待用了吗？满意吗？', 'Was it used? Was it good?'),
    ],
    measure: { zh: '权益使用率、续留率', en: 'Use of the benefits, retention' },
  },
  {
    code: 'win_back_by_reason',
    group: 'stage',
    name: { zh: '流失挽回：先问原因', en: 'Winning back: ask why first' },
    idea: {
      zh: '不知道原因的优惠是浪费。先访谈，再按原因走：价格给限时方案，服务由负责人致歉补偿，需求变了换一种推荐。',
      en: 'An offer without a reason is wasted. Interview first, then follow the reason: a limited price, an apology by somebody in charge, or a different suggestion.',
    },
    effects: [],
    fits: { ...NOBODY, stages: LOST },
    steps: [step('lost_interview', 2, '流失访谈，登记原因', 'Interview, record the reason')],
    measure: { zh: '访谈完成率、按原因的召回率', en: 'Interviews held, recall rate by reason' },
  },
  {
    code: 'reason_price',
    group: 'reason',
    name: { zh: '因价格离开', en: 'Left for the price' },
    idea: {
      zh: '给一次限时回归价和一个专属礼包，讲清截止日，只给一次。若仍嫌贵，推荐小规格或基础款，不再降价。',
      en: 'One limited price with a gift, a clear last day, offered once. If it is still too much, suggest a smaller size or a simpler product instead of a lower price.',
    },
    effects: [],
    fits: { ...NOBODY, reasons: ['price', 'price_sensitive'] },
    steps: [
      step('win_back_price', 1, '发送限时回归价', 'Send the limited price'),
      step('return_visit', 10, '截止前提醒一次', 'One reminder before the last day'),
    ],
    measure: {
      zh: '召回率、毛利、90 天后是否按原价再买',
      en: 'Recall rate, margin, and orders at the usual price after 90 days',
    },
  },
  {
    code: 'reason_service',
    group: 'reason',
    name: { zh: '因服务不满离开', en: 'Left upset by service' },
    idea: {
      zh: '由负责人亲自致电，先听后说：承认、致歉、说清改了什么、怎么补偿。一周后再确认一次问题真的没有再发生。',
      en: 'Somebody in charge calls and listens: admit it, apologise, say what has changed and how it is made good. A week later make sure it has not happened again.',
    },
    effects: [],
    fits: { ...NOBODY, reasons: ['service_upset', 'service_quality'] },
    steps: [
      step('win_back_service', 1, '负责人致歉并给出补偿', 'Apology and compensation by the lead'),
      step('return_visit', 8, '确认问题没有再发生', 'Make sure it has not happened again'),
    ],
    measure: { zh: '满意度、召回率、补偿成本', en: 'Satisfaction, recall rate, cost of compensation' },
  },
  {
    code: 'reason_product',
    group: 'reason',
    name: { zh: '因产品质量离开', en: 'Left for the quality of a product' },
    idea: {
      zh: '先退换，再追问具体哪里不好，把原话转给产品负责人。改进后主动请他再试一次，说明改了什么。',
      en: 'Exchange first, then ask what exactly was wrong and pass the words on. When it is improved, ask the customer to try again and say what has changed.',
    },
    effects: [],
    fits: { ...NOBODY, reasons: ['product_quality'] },
    steps: [
      step('step', 1, '办理退换，记录原话', 'Exchange it, record the words'),
      step('win_back_need', 30, '请他再试改进后的产品', 'Ask them to try the improved product'),
    ],
    measure: { zh: '同类问题的退货率、召回率', en: 'Returns for the same problem, recall rate' },
  },
  {
    code: 'reason_competitor',
    group: 'reason',
    name: { zh: '去了竞争对手那里', en: 'Went to a competitor' },
    idea: {
      zh: '不评价别家。问清对方看重的那一点，找出我们做得更好、又和他有关的一点，请他对比着试。',
      en: 'Do not judge the other. Find out what mattered, name one thing we do better that concerns this customer, and let them compare.',
    },
    effects: [],
    fits: { ...NOBODY, reasons: ['competitor'] },
    steps: [
      step('lost_interview', 2, '问清被什么吸引', 'Find out what attracted them'),
      step('win_back_need', 12, '请他对比着试一次', 'Invite them to compare'),
    ],
    measure: { zh: '召回率、提到的对手与理由', en: 'Recall rate; rivals and reasons named' },
  },
  {
    code: 'reason_need',
    group: 'reason',
    name: { zh: '需求变了', en: 'Needs moved on' },
    idea: {
      zh: '别再推荐原来的东西。问现在的生活里什么变了，推荐与新阶段有关的一件；确实不需要就记下，礼貌地停。',
      en: 'Stop suggesting what they used to buy. Ask what has changed, suggest one thing for now; if there is no need, note it and stop politely.',
    },
    effects: [],
    fits: { ...NOBODY, reasons: ['need_moved'] },
    steps: [step('win_back_need', 2, '按新需求推荐一件', 'Suggest one thing for the new need')],
    measure: { zh: '召回率、新品类占比', en: 'Recall rate, share of new categories' },
  },
  ...TRADE_PLAYBOOKS,
];
