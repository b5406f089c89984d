/**
 * # Four vocabularies of the customer lifecycle
 *
 * The management literature names stages in at least four ways; none says where a stage begins. The boundaries below
 * are ours, visible, and every number is a setting:
 *
 *     four_phases    获取 → 成长 → 维护 → 挽留                  acquire → grow → maintain → win back
 *     loyalty        潜在 → 初次购买 → 重复购买 → 忠诚 → 流失    prospect → first → repeat → loyal → lost
 *     new_and_old    潜在 → 新 → 老 → 流失                      prospect → new → established → lost
 *     maturity       潜在 → 新 → 成熟 → 流失                    prospect → new → mature → lost
 *
 * In each, silence is looked at first: whoever has been silent too long is lost (or to be won back), however many
 * orders came before. "Too long" has two bases.
 *
 * - `rhythm`  the silence against the customer's own usual gap (see `lifecycle.ts`), but never below `minimumLostDays`,
 *             so that someone who buys coffee daily is not lost after four days. Customers whose gap is not known fall
 *             back on days.
 * - `days`    one number of days for everybody: simple to explain, right where customers are alike. The default of 180
 *             is the "six months without a purchase" of retail practice.
 *
 * A condition on orders has no margin: a return that takes the second order back makes the customer new again at once.
 * Conditions on days and ratios have one, so that re-estimated gaps do not make stages flap.
 *
 * Rhythm suits a trade in which some come weekly and some twice a year; days will call the first kind lost far too late
 * and the second far too early. Which basis predicts better on the business's own past is a question for a back-test.
 */
import type { LifecycleMeasure, LifecyclePreset, StageCondition, StageRule } from '#analytics/lifecycle.ts';

/** Every number behind the stages, with its unit. */
export type LifecycleSettings = {
  readonly basis: 'rhythm' | 'days';
  /** Lost when silence reaches so many usual gaps, and at least `minimumLostDays`. */
  readonly lostRatio: number;
  readonly minimumLostDays: number;
  /** Lost when silence reaches so many days (basis `days`, or gap not known). */
  readonly lostDays: number;
  /** Orders from which a repeat customer counts as loyal. */
  readonly loyalOrders: number;
  /** Orders and days since the first from which a customer counts as mature, or is maintained and no longer grown. */
  readonly matureOrders: number;
  readonly matureDays: number;
  /** Hysteresis: how far a measure must come back before a stage is left. */
  readonly marginRatio: number;
  readonly marginDays: number;
};

export const DEFAULT_LIFECYCLE_SETTINGS: LifecycleSettings = {
  basis: 'rhythm',
  lostRatio: 3,
  minimumLostDays: 30,
  lostDays: 180,
  loyalOrders: 5,
  matureOrders: 3,
  matureDays: 90,
  marginRatio: 0.3,
  marginDays: 7,
};

export type LifecycleCode = 'four_phases' | 'loyalty' | 'new_and_old' | 'maturity';
export const LIFECYCLE_CODES: readonly LifecycleCode[] = ['four_phases', 'loyalty', 'new_and_old', 'maturity'];

/**
 * A vocabulary with its thresholds filled in: plain data, to be stored with a version, edited and passed to `stageOf`.
 *
 * Example: `lifecyclePreset('loyalty', { basis: 'days', lostDays: 90 })`.
 */
export function lifecyclePreset(code: LifecycleCode, settings: Partial<LifecycleSettings> = {}): LifecyclePreset {
  return BUILDERS[code]({ ...DEFAULT_LIFECYCLE_SETTINGS, ...settings });
}

/** Rules in order: silence, then no order, then from the rarer stage to the one that takes everybody left. */
const BUILDERS: Record<LifecycleCode, (settings: LifecycleSettings) => LifecyclePreset> = {
  four_phases: (settings) => ({
    code: 'four_phases',
    stages: ['acquire', 'grow', 'maintain', 'win_back'],
    labels: {
      acquire: { zh: '获取', en: 'Acquire' },
      grow: { zh: '成长', en: 'Grow' },
      maintain: { zh: '维护', en: 'Maintain' },
      win_back: { zh: '挽留', en: 'Win back' },
    },
    rules: [
      ...silenceRules('win_back', settings),
      { code: 'no_order_yet', stage: 'acquire', when: [noOrder] },
      { code: 'established', stage: 'maintain', when: established(settings) },
      { code: 'still_growing', stage: 'grow', when: [] },
    ],
  }),

  loyalty: (settings) => ({
    code: 'loyalty',
    stages: ['prospect', 'first_purchase', 'repeat_purchase', 'loyal', 'lost'],
    labels: {
      prospect: { zh: '潜在客户', en: 'Prospect' },
      first_purchase: { zh: '初次购买客户', en: 'First purchase' },
      repeat_purchase: { zh: '重复购买客户', en: 'Repeat purchase' },
      loyal: { zh: '忠诚客户', en: 'Loyal' },
      lost: { zh: '流失客户', en: 'Lost' },
    },
    rules: [
      ...silenceRules('lost', settings),
      { code: 'no_order_yet', stage: 'prospect', when: [noOrder] },
      { code: 'one_order', stage: 'first_purchase', when: [below('orders', 2, 0)] },
      { code: 'many_orders', stage: 'loyal', when: [atLeast('orders', settings.loyalOrders, 0)] },
      { code: 'came_back', stage: 'repeat_purchase', when: [] },
    ],
  }),

  new_and_old: (settings) => ({
    code: 'new_and_old',
    stages: ['prospect', 'new', 'established', 'lost'],
    labels: {
      prospect: { zh: '潜在客户', en: 'Prospect' },
      new: { zh: '新客户', en: 'New' },
      established: { zh: '老客户', en: 'Established' },
      lost: { zh: '流失客户', en: 'Lost' },
    },
    rules: [
      ...silenceRules('lost', settings),
      { code: 'no_order_yet', stage: 'prospect', when: [noOrder] },
      { code: 'one_order', stage: 'new', when: [below('orders', 2, 0)] },
      { code: 'came_back', stage: 'established', when: [] },
    ],
  }),

  maturity: (settings) => ({
    code: 'maturity',
    stages: ['prospect', 'new', 'mature', 'lost'],
    labels: {
      prospect: { zh: '潜在客户', en: 'Prospect' },
      new: { zh: '新客户', en: 'New' },
      mature: { zh: '成熟客户', en: 'Mature' },
      lost: { zh: '流失客户', en: 'Lost' },
    },
    rules: [
      ...silenceRules('lost', settings),
      { code: 'no_order_yet', stage: 'prospect', when: [noOrder] },
      { code: 'established', stage: 'mature', when: established(settings) },
      { code: 'still_growing', stage: 'new', when: [] },
    ],
  }),
};

/** The reasons as sentences; `{…}` are figures of the cause. */
export const STAGE_RULE_LABELS: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  silent_beyond_own_rhythm: {
    zh: '已 {daysSinceLast} 天未购买，是通常间隔 {ownGapDays} 天的 {silenceRatio} 倍',
    en: 'No purchase for {daysSinceLast} days, {silenceRatio} times the usual gap of {ownGapDays} days',
  },
  silent_for_days: { zh: '已 {daysSinceLast} 天未购买', en: 'No purchase for {daysSinceLast} days' },
  no_order_yet: { zh: '尚未下单', en: 'No order yet' },
  one_order: { zh: '只下过 1 单', en: 'One order so far' },
  came_back: { zh: '已下 {orders} 单', en: '{orders} orders so far' },
  many_orders: { zh: '已下 {orders} 单', en: '{orders} orders so far' },
  established: {
    zh: '首单至今 {daysSinceFirst} 天，共 {orders} 单',
    en: '{orders} orders since the first {daysSinceFirst} days ago',
  },
  still_growing: {
    zh: '首单至今 {daysSinceFirst} 天，共 {orders} 单，尚未稳定',
    en: '{orders} orders since the first {daysSinceFirst} days ago, not settled yet',
  },
};

/** Silence too long: by rhythm with days as the fallback, or by days alone. Never for a prospect, who has bought nothing. */
function silenceRules(stage: string, settings: LifecycleSettings): StageRule[] {
  const { lostRatio, marginRatio, lostDays, minimumLostDays, marginDays } = settings;
  const byDays = atLeast('daysSinceLast', lostDays, marginDays);
  if (settings.basis === 'days') return [{ code: 'silent_for_days', stage, when: [someOrder, byDays] }];
  const beyondOwnRhythm = [
    someOrder,
    atLeast('silenceRatio', lostRatio, marginRatio),
    atLeast('daysSinceLast', minimumLostDays, marginDays),
  ];
  return [
    { code: 'silent_beyond_own_rhythm', stage, when: beyondOwnRhythm },
    { code: 'silent_for_days', stage, when: [someOrder, { measure: 'silenceRatio', is: 'unknown' }, byDays] },
  ];
}

/** Enough orders over enough time: three orders in the first week are enthusiasm, not maturity. */
const established = (settings: LifecycleSettings): StageCondition[] => [
  atLeast('orders', settings.matureOrders, 0),
  atLeast('daysSinceFirst', settings.matureDays, settings.marginDays),
];

function atLeast(measure: LifecycleMeasure, threshold: number, margin: number): StageCondition {
  return { measure, is: 'at_least', threshold, margin };
}

function below(measure: 'orders', threshold: number, margin: number): StageCondition {
  return { measure, is: 'below', threshold, margin };
}

const noOrder: StageCondition = { measure: 'orders', is: 'below', threshold: 1, margin: 0 };
const someOrder: StageCondition = { measure: 'orders', is: 'at_least', threshold: 1, margin: 0 };
