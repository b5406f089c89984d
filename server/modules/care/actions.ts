/**
 * The rules behind the next best action: each says when it fits, why in the customer's own figures, and what it is assumed
 * to gain. Days are named, not counted: whoever takes the advice keeps its reason with the task. The gains are priors, stated
 * and editable: rounded down from what such contacts are usually credited with, to be replaced by one's own measurement
 * against a control group.
 */
import { dayFromNumber, dayNumber } from '#shared/day-numbers.ts';
import type { TwoTexts } from './named.ts';
import { dateWords, dayWords, silenceWords } from './sightings.ts';

export type CustomerSight = {
  orders: number;
  lastPurchaseDay: string | null;
  silenceDays: number | null;
  ownGapDays: number | null;
  class4: string | null;
  riskBand: string | null;
  risk: number | null;
  vip: boolean;
  reachable: boolean;
};

export type ActionRule = {
  code: string;
  name: TwoTexts;
  when: TwoTexts;
  templateCode: string;
  upliftPrior: number;
  fits: (sight: CustomerSight) => TwoTexts | null;
};

const rhythm = ({ lastPurchaseDay, ownGapDays }: CustomerSight): TwoTexts =>
  silenceWords(lastPurchaseDay, ownGapDays ?? 0);

const toTheNextPurchase = ({ silenceDays, ownGapDays }: CustomerSight): number | null =>
  silenceDays === null || ownGapDays === null ? null : Math.round(ownGapDays - silenceDays);

export const ACTION_RULES: readonly ActionRule[] = [
  {
    code: 'save',
    name: { zh: '打一通挽留电话', en: 'Call before they leave' },
    when: { zh: '流失风险为“高”', en: 'Risk to leave is high' },
    templateCode: 'risk_call',
    upliftPrior: 0.08,
    fits: (sight) =>
      sight.riskBand === 'high'
        ? { zh: `流失风险 ${sight.risk}：${rhythm(sight).zh}`, en: `Risk to leave ${sight.risk}. ${rhythm(sight).en}` }
        : null,
  },
  {
    code: 'vip_word',
    name: { zh: '以专属经理身份问候', en: 'A personal word to a VIP' },
    when: { zh: 'VIP 且未购买天数超过通常间隔的 1.2 倍', en: 'A VIP silent for 1.2 times the usual gap' },
    templateCode: 'vip_care',
    upliftPrior: 0.05,
    fits: (sight) =>
      sight.vip && sight.ownGapDays !== null && (sight.silenceDays ?? 0) >= 1.2 * sight.ownGapDays
        ? { zh: `VIP 客户，${rhythm(sight).zh}`, en: `A VIP. ${rhythm(sight).en}` }
        : null,
  },
  {
    code: 'first_order_care',
    name: { zh: '回访首单', en: 'Ask how the first order went' },
    when: { zh: '只下过一单，且在 14 天内', en: 'One order only, within the last 14 days' },
    templateCode: 'first_order',
    upliftPrior: 0.06,
    fits: ({ orders, silenceDays, lastPurchaseDay }) => {
      if (orders !== 1 || silenceDays === null || silenceDays > 14) return null;
      const day = dayWords(lastPurchaseDay ?? '');
      return { zh: `${day.zh}完成首单`, en: `First order on ${day.en}` };
    },
  },
  {
    code: 'second_order',
    name: { zh: '推荐第二单', en: 'Suggest the second order' },
    when: { zh: '只下过一单，已过 15 至 90 天', en: 'One order only, 15 to 90 days ago' },
    templateCode: 'second_order',
    upliftPrior: 0.05,
    fits: ({ orders, silenceDays, lastPurchaseDay }) => {
      if (orders !== 1 || silenceDays === null || silenceDays <= 14 || silenceDays > 90) return null;
      const day = dateWords(lastPurchaseDay ?? '');
      return { zh: `${day.zh}首单后仍未复购`, en: `No second order after the first on ${day.en}` };
    },
  },
  {
    code: 'before_next',
    name: { zh: '赶在下次购买前联系', en: 'A word before the next purchase' },
    when: { zh: '预计一周内会再次购买', en: 'The next purchase is expected within a week' },
    templateCode: 'return_visit',
    upliftPrior: 0.03,
    fits: (sight) => {
      const left = toTheNextPurchase(sight);
      if (sight.orders < 2 || left === null || left < 0 || left > 7) return null;
      const expected = dayNumber(sight.lastPurchaseDay ?? '') + Math.round(sight.ownGapDays ?? 0);
      const by = dayWords(dayFromNumber(expected));
      return {
        zh: `${rhythm(sight).zh}，预计 ${by.zh}前会再来`,
        en: `The next purchase is expected by ${by.en}. ${rhythm(sight).en}`,
      };
    },
  },
  {
    code: 'wake_up',
    name: { zh: '发一份回归礼', en: 'Send a welcome-back present' },
    when: { zh: '沉睡客户或已流失', en: 'Dormant or gone' },
    templateCode: 'wake_up',
    upliftPrior: 0.03,
    fits: (sight) =>
      sight.orders > 0 && (sight.class4 === 'dormant' || sight.riskBand === 'left')
        ? { zh: `${rhythm(sight).zh}，已经沉睡`, en: `Dormant. ${rhythm(sight).en}` }
        : null,
  },
  {
    code: 'thank',
    name: { zh: '感谢并邀请', en: 'Thank and invite' },
    when: { zh: 'VIP 且 7 天内刚买过', en: 'A VIP who bought within the last 7 days' },
    templateCode: 'thank_you',
    upliftPrior: 0.02,
    fits: ({ vip, silenceDays, lastPurchaseDay }) => {
      if (!vip || silenceDays === null || silenceDays > 7) return null;
      const day = dayWords(lastPurchaseDay ?? '');
      return { zh: `VIP 客户，${day.zh}刚买过`, en: `A VIP who bought on ${day.en}` };
    },
  },
  {
    code: 'ask_contact',
    name: { zh: '补全联系方式', en: 'Ask for a way to be reached' },
    when: { zh: '买过，但没有手机号', en: 'Has bought, but no phone is known' },
    templateCode: 'step',
    upliftPrior: 0.01,
    fits: ({ reachable, orders }) =>
      !reachable && orders > 0
        ? { zh: '没有手机号，出现预警时联系不上', en: 'No phone is known: an alert could not be acted on' }
        : null,
  },
];
