/**
 * Warning rules: each a small object with a code, arguments with defaults, a pure check and a sentence in two languages
 * with the customer's own figures. A new signal is a new object in `WARNING_RULES`.
 */
import type { ChurnSettings } from './churn-settings-contract.ts';
import type { Features } from './features.ts';
import type { RiskReasonCode } from './risk-words.ts';

/** What rules and reasons look at, beside the features themselves. Days are the customer's own. */
export type Sight = Features & {
  silence: number;
  ownGapDays: number | null;
  tenure: number;
  /** Days by which eight in ten of those who buy again had made their second purchase; null: not known. */
  secondPurchaseDays: number | null;
  /** Days since the last login; null without one. */
  loginSilence: number | null;
  /** Days until the plan ends, below 0 once it has; null without a plan, and where an order followed its end. */
  planLeft: number | null;
  /** Days since each complaint of the last year. */
  complaintAges: readonly number[];
};

export type Sentence = { zh: string; en: string };
type Argument = Sentence & {
  code: string;
  unit: 'days' | 'times' | 'percent' | 'orders' | 'returns' | 'complaints';
  min: number;
  max: number;
  default: number;
};
export type RuleCode = ChurnSettings['rules'][number]['code'];
export type WarningRule = Sentence & {
  code: RuleCode;
  /** The reason it speaks for. */
  reason: RiskReasonCode;
  arguments: readonly Argument[];
  holds: (sight: Sight, args: Readonly<Record<string, number>>) => boolean;
};

export const WARNING_RULES: readonly WarningRule[] = [
  {
    code: 'silent_beyond_rhythm',
    reason: 'silence',
    zh: '未购买天数超过自己的购买节奏',
    en: 'Silent beyond the own rhythm',
    arguments: [
      { code: 'times', zh: '通常间隔的倍数', en: 'Usual gaps', unit: 'times', min: 1, max: 20, default: 2 },
      { code: 'days', zh: '至少天数', en: 'Days at least', unit: 'days', min: 1, max: 730, default: 30 },
    ],
    holds: ({ silence, ownGapDays }, { times = 0, days = 0 }) =>
      ownGapDays !== null && silence >= times * ownGapDays && silence >= days,
  },
  {
    code: 'buying_less_often',
    reason: 'frequency',
    zh: '购买次数比自己过去明显减少',
    en: 'Buying less often than before',
    arguments: [
      {
        code: 'percent',
        zh: '近半年订单不超过前半年的',
        en: 'Orders of the last half year at most, of the one before',
        unit: 'percent',
        min: 0,
        max: 100,
        default: 50,
      },
      {
        code: 'orders',
        zh: '前半年至少订单数',
        en: 'Orders in the half year before, at least',
        unit: 'orders',
        min: 1,
        max: 1_000,
        default: 3,
      },
    ],
    holds: ({ recentOrders, earlierOrders }, { percent = 0, orders = 1 }) =>
      earlierOrders >= orders && recentOrders * 100 <= percent * earlierOrders,
  },
  {
    code: 'no_second_purchase',
    reason: 'few_purchases',
    zh: '首购后超过通常时间未复购',
    en: 'No second purchase within the usual time',
    arguments: [
      {
        code: 'times',
        zh: '八成复购者所用天数的倍数',
        en: 'Times the days eight in ten took who came back',
        unit: 'times',
        min: 0.2,
        max: 10,
        default: 1,
      },
    ],
    holds: ({ purchaseDays, silence, secondPurchaseDays }, { times = 1 }) =>
      purchaseDays === 1 && secondPurchaseDays !== null && silence >= times * secondPurchaseDays,
  },
  {
    code: 'spending_less',
    reason: 'spend',
    zh: '消费金额比自己过去明显下降',
    en: 'Spending less than before',
    arguments: [
      {
        code: 'percent',
        zh: '近半年净消费不超过前半年的',
        en: 'Net spending of the last half year at most, of the one before',
        unit: 'percent',
        min: 0,
        max: 100,
        default: 40,
      },
      {
        code: 'orders',
        zh: '前半年至少订单数',
        en: 'Orders in the half year before, at least',
        unit: 'orders',
        min: 1,
        max: 1_000,
        default: 2,
      },
    ],
    holds: ({ recentNetCents, earlierNetCents, earlierOrders }, { percent = 0, orders = 1 }) =>
      earlierOrders >= orders && earlierNetCents > 0 && recentNetCents * 100 <= percent * earlierNetCents,
  },
  {
    code: 'returns_piling_up',
    reason: 'returns',
    zh: '近半年退货增多',
    en: 'Returns piling up in the last half year',
    arguments: [
      {
        code: 'percent',
        zh: '退货金额占销售额至少',
        en: 'Returned of what was bought, at least',
        unit: 'percent',
        min: 1,
        max: 100,
        default: 30,
      },
      { code: 'returns', zh: '退货至少次数', en: 'Returns at least', unit: 'returns', min: 1, max: 100, default: 2 },
    ],
    holds: ({ recentReturns, recentReturnedCents, recentGrossCents }, { percent = 100, returns = 1 }) =>
      recentReturns >= returns && recentReturnedCents * 100 >= percent * recentGrossCents,
  },
  {
    code: 'not_logging_in',
    reason: 'logins',
    zh: '以前常登录，现在很久没有登录',
    en: 'Used to log in, and has not for long',
    arguments: [
      {
        code: 'days',
        zh: '未登录至少天数',
        en: 'Days without a login, at least',
        unit: 'days',
        min: 7,
        max: 730,
        default: 60,
      },
    ],
    holds: ({ loginSilence }, { days = 0 }) => loginSilence !== null && loginSilence >= days,
  },
  {
    code: 'complaints',
    reason: 'complaints',
    zh: '近期多次投诉',
    en: 'Complaints piling up',
    arguments: [
      { code: 'days', zh: '最近天数', en: 'Within the last', unit: 'days', min: 7, max: 365, default: 90 },
      {
        code: 'complaints',
        zh: '至少投诉次数',
        en: 'Complaints at least',
        unit: 'complaints',
        min: 1,
        max: 50,
        default: 2,
      },
    ],
    holds: ({ complaintAges }, { days = 0, complaints = 1 }) =>
      complaintAges.length >= complaints && complaintAges.filter((age) => age < days).length >= complaints,
  },
  {
    code: 'plan_ending_unused',
    reason: 'plan',
    zh: '套餐快到期，却很久没有登录',
    en: 'Plan ending, and not logging in',
    arguments: [
      { code: 'days', zh: '到期前天数', en: 'Days to the end, at most', unit: 'days', min: 1, max: 365, default: 60 },
      {
        code: 'silence',
        zh: '未登录至少天数',
        en: 'Days without a login, at least',
        unit: 'days',
        min: 7,
        max: 730,
        default: 60,
      },
    ],
    holds: ({ planLeft, loginSilence }, { days = 0, silence = 0 }) =>
      planLeft !== null && planLeft >= 0 && planLeft <= days && loginSilence !== null && loginSilence >= silence,
  },
];

export type SetRule = { rule: WarningRule; args: Readonly<Record<string, number>>; raisesTo: 'medium' | 'high' | null };

/** The rules that are switched on, with their arguments filled in. */
export function rulesInForce(settings: ChurnSettings['rules']): SetRule[] {
  return settings.flatMap(({ code, enabled, args, raisesTo }) => {
    const rule = WARNING_RULES.find((candidate) => candidate.code === code);
    return rule && enabled ? [{ rule, args: { ...defaultsOf(rule), ...args }, raisesTo }] : [];
  });
}

export const defaultsOf = (rule: WarningRule): Record<string, number> =>
  Object.fromEntries(rule.arguments.map((argument) => [argument.code, argument.default]));
