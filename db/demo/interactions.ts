// What the customers of the demo brand do beside buying: sittings in the mini-program with their page views, features and
// carts, messages, and what managers write down of calls and visits. Whoever has dropped out comes by less and less and
// then not at all, so that silence here foretells silence at the till. Each customer has a stream of chance of their own.

import { seededRandom, type Random } from '#analytics/random.ts';
import { happens, pick, pickWeighted, wholeBetween } from './chance.ts';
import type { DemoBrand, DemoTruth } from './records.ts';

export interface DemoInteraction {
  externalId: string;
  customerExternalId: string;
  kind: string;
  at: Date;
  seconds?: number;
  page?: string;
  title?: string;
  feature?: string;
  content?: string;
  direction?: 'in' | 'out';
  channel?: string;
  outcome?: string;
  needs?: string;
  /** Written down by a manager. */
  byStaff?: true;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const DAYS = 90;
/** Share of those who came in another way and use the mini-program all the same. */
const USES_MINI_PROGRAM = 0.35;
const SITTINGS_PER_PURCHASE = 1.4;
const WEEKS_TO_FADE = 3;

const FEATURES = ['肤质测试', '搭配推荐', '到店预约', '会员码', '物流查询', '积分查询'];

export function generateDemoInteractions(brand: DemoBrand): DemoInteraction[] {
  const events: Omit<DemoInteraction, 'externalId'>[] = [];
  brand.customers.forEach((customer, index) => {
    const truth = brand.truth[index];
    if (!truth || customer.kind === 'company') return;
    const random = seededRandom(Math.imul(brand.parameters.seed, 0x85ebca6b) + index);
    const own = { customerExternalId: customer.externalId };
    const uses = customer.source === 'mini_program' || happens(random, USES_MINI_PROGRAM);
    const begins = Math.max(customer.createdAt.getTime(), brand.asOf.getTime() - DAYS * DAY_MS);
    if (uses)
      for (const at of sittingTimes(random, brand, truth, begins)) events.push(...sitting(random, brand, own, at));
    events.push(...conversations(random, brand, own, truth, begins));
  });
  events.sort((a, b) => a.at.getTime() - b.at.getTime());
  return events.map((event, n) => ({ externalId: `DI-${String(n + 1).padStart(7, '0')}`, ...event }));
}

/** Between waking and bed, in Shanghai. */
const evening = (random: Random, dayStart: number): number =>
  dayStart + wholeBetween(random, 7 * 60, 23 * 60) * MINUTE_MS + wholeBetween(random, 0, 59) * 1_000;

function sittingTimes(random: Random, brand: DemoBrand, truth: DemoTruth, begins: number): number[] {
  const perDay = Math.min(0.5, (truth.lambdaPerWeek * SITTINGS_PER_PURCHASE + 0.03) / 7);
  const times: number[] = [];
  for (let day = brand.asOf.getTime() - DAYS * DAY_MS; day < brand.asOf.getTime(); day += DAY_MS) {
    const gone = truth.droppedOutAt ? (day - truth.droppedOutAt.getTime()) / (7 * DAY_MS) : 0;
    const comes = happens(random, perDay * (gone > 0 ? Math.exp(-gone / WEEKS_TO_FADE) : 1));
    const at = evening(random, day);
    if (comes && at > begins) times.push(at);
  }
  return times;
}

type Own = Pick<DemoInteraction, 'customerExternalId'>;
type Draft = Omit<DemoInteraction, 'externalId'>;

function sitting(random: Random, brand: DemoBrand, own: Own, from: number): Draft[] {
  const events: Draft[] = [];
  let at = from;
  const tell = (event: Omit<Draft, 'customerExternalId' | 'at'>, seconds: number) => {
    events.push({ ...own, at: new Date(at), channel: 'mini_program', ...event });
    at += seconds * 1_000;
  };
  if (happens(random, 0.75)) tell({ kind: 'login' }, 4);
  const popularity = brand.products.map((product) => product.popularity);
  const views = wholeBetween(random, 1, 4);
  let last = pickWeighted(random, brand.products, popularity);
  for (let n = 0; n < views; n += 1) {
    const product = n === 0 ? last : pickWeighted(random, brand.products, popularity);
    const seconds = 5 + Math.floor(-30 * Math.log(1 - random()));
    tell(
      { kind: 'page_view', page: `/goods/${product.sku}`, title: product.name, seconds: Math.min(seconds, 600) },
      seconds,
    );
    last = product;
  }
  if (happens(random, 0.3)) tell({ kind: 'feature_use', feature: pick(random, FEATURES) }, 20);
  if (!happens(random, 0.16)) return events;
  tell({ kind: 'add_to_cart', title: last.name }, 30);
  if (happens(random, 0.45)) tell({ kind: 'cart_abandoned', title: last.name }, 1_800);
  return events;
}

const CALLS = [
  ['回访上次购买的使用感受，客户满意', '', 'solved'],
  ['提醒护理疗程快到期，约了周末到店', '希望周六下午，老师傅服务', 'interested'],
  ['询问换季肌肤情况，介绍了修护系列', '最近脸颊泛红，想要温和一点的', 'interested'],
  ['没有接通，晚些再打', '', 'no_answer'],
  ['客户近期不打算购买，等大促', '关注双十二的套装', 'not_interested'],
] as const;
const VISITS = [
  ['到店体验新品，留了小样', '喜欢清爽不油的质地'],
  ['到店做护理，聊了聊家里的护肤习惯', '想给妈妈选一套礼盒'],
] as const;
const QUESTIONS = [
  '这款孕期能用吗？',
  '我的积分什么时候过期？',
  '上次那支口红还有货吗？',
  '可以预约明天下午吗？',
  '收到了，谢谢！',
];
const NEWS = ['您关注的精华到货了，为您留了一份。', '会员日双倍积分，本周日截止。', '疗程还剩两次，欢迎预约。'];
const COMPLAINTS = ['物流太慢，等了六天', '面霜瓶口漏液', '门店排队时间太长'];

/** The better the customer, the more often somebody speaks with them; who has left answers less. */
function conversations(random: Random, brand: DemoBrand, own: Own, truth: DemoTruth, begins: number): Draft[] {
  const worth = truth.lambdaPerWeek * truth.meanBasketCents;
  const events: Draft[] = [];
  const someday = () => evening(random, brand.asOf.getTime() - wholeBetween(random, 1, DAYS) * DAY_MS);
  const tell = (at: number, event: Omit<Draft, 'customerExternalId' | 'at'>) => {
    if (at > begins) events.push({ ...own, at: new Date(at), ...event });
  };
  const contacts = worth > 6_000 ? wholeBetween(random, 0, 3) : happens(random, 0.03) ? 1 : 0;
  for (let n = 0; n < contacts; n += 1) {
    const at = someday();
    if (happens(random, 0.25)) {
      const [content, needs] = pick(random, VISITS);
      tell(at, { kind: 'visit', content, needs, channel: 'store', outcome: 'interested', byStaff: true });
      continue;
    }
    const [content, needs, outcome] = pick(random, CALLS);
    const seconds = outcome === 'no_answer' ? 20 : wholeBetween(random, 60, 540);
    tell(at, { kind: 'call', content, ...(needs && { needs }), outcome, seconds, direction: 'out', byStaff: true });
  }
  const alive = !truth.droppedOutAt || truth.droppedOutAt.getTime() > brand.asOf.getTime() - 30 * DAY_MS;
  if (truth.firstOrderAt && happens(random, 0.25)) {
    const at = someday();
    tell(at, { kind: 'message', direction: 'out', channel: 'wechat', content: pick(random, NEWS) });
    if (happens(random, alive ? 0.45 : 0.08))
      tell(at + wholeBetween(random, 3, 600) * MINUTE_MS, {
        kind: 'message',
        direction: 'in',
        channel: 'wechat',
        content: pick(random, QUESTIONS),
      });
  }
  if (truth.firstOrderAt && happens(random, alive ? 0.06 : 0.01)) tell(someday(), { kind: 'share', channel: 'wechat' });
  if (truth.firstOrderAt && happens(random, 0.015))
    tell(someday(), { kind: 'complaint', direction: 'in', content: pick(random, COMPLAINTS) });
  return events.filter((event) => event.at < brand.asOf);
}
