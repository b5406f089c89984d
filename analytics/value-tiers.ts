/**
 * # Value tiers: how much attention a customer is given
 *
 * Four traditions divide customers for the same purpose, to spend service where it pays, with different words. Each is
 * a table of rows over the same five features; the first row that matches names the customer (see `rfm-segments.ts`).
 *
 *     r, f, m         RFM scores 1–5
 *     value           f + m, from 2 to 10: what the customer has been worth, recency apart
 *     daysSinceLast   whole days since the last purchase
 *
 * ## The default rule for 核心/潜力/普通/沉睡
 *
 * The texts that use these four words give hints, not a formula: a potential customer "buys often but with a low
 * basket", an ordinary one "fewer than twice in half a year", a dormant one has been away six months. We read them as
 * value (f, m) crossed with activity (r, days of silence), in this order:
 *
 *     1  dormant     silent for 180 days or longer, or in the most silent fifth (r = 1)
 *     2  core        f + m ≥ 9: the top in one and nearly so in the other
 *     3  potential   f ≥ 4 (buys often, spends less) or m ≥ 4 (spends much, seldom), short of core;
 *                    or on the way up: r ≥ 4 with f ≥ 3
 *     4  ordinary    everybody else
 *
 * Silence goes first: a formerly excellent customer who has been away for half a year needs waking, not a birthday
 * card. Row 1 always holds at least the fifth with r = 1; a trade with long natural gaps (furniture) should drop that
 * box and raise the days, or tier on the lifecycle stage instead. Every number is meant to be edited.
 *
 * On the 4,338 buyers of the UCI Online Retail data set the rule finds 977 core, 1,235 potential, 1,257 ordinary and
 * 869 dormant customers.
 */
import type { Label, NamingTable } from '#analytics/rfm-segments.ts';

export type TierFeature = 'r' | 'f' | 'm' | 'value' | 'daysSinceLast';
export type TierTable<Code extends string = string> = NamingTable<Code, TierFeature>;
export type TierPreset<Code extends string = string> = {
  readonly code: string;
  readonly rows: TierTable<Code>;
  readonly labels: Readonly<Record<Code, Label>>;
};

export type CustomerClass = 'core' | 'potential' | 'ordinary' | 'dormant';

/** 核心/潜力/普通/沉睡, the default. */
export const FOUR_CLASSES: TierPreset<CustomerClass> = {
  code: 'core_potential_ordinary_dormant',
  rows: [
    { code: 'dormant', anyOf: [{ daysSinceLast: { min: 180 } }, { r: { max: 1 } }] },
    { code: 'core', anyOf: [{ value: { min: 9 } }] },
    { code: 'potential', anyOf: [{ f: { min: 4 } }, { m: { min: 4 } }, { r: { min: 4 }, f: { min: 3 } }] },
    { code: 'ordinary', anyOf: [{}] },
  ],
  labels: {
    core: { zh: '核心客户', en: 'Core' },
    potential: { zh: '潜力客户', en: 'Potential' },
    ordinary: { zh: '普通客户', en: 'Ordinary' },
    dormant: { zh: '沉睡客户', en: 'Dormant' },
  },
};

/** 核心/重要/普通: by value alone. */
export const CORE_IMPORTANT_ORDINARY: TierPreset<'core' | 'important' | 'ordinary'> = {
  code: 'core_important_ordinary',
  rows: [
    { code: 'core', anyOf: [{ f: { min: 4 }, m: { min: 4 } }] },
    { code: 'important', anyOf: [{ f: { min: 4 } }, { m: { min: 4 } }] },
    { code: 'ordinary', anyOf: [{}] },
  ],
  labels: {
    core: { zh: '核心客户', en: 'Core' },
    important: { zh: '重要客户', en: 'Important' },
    ordinary: { zh: '普通客户', en: 'Ordinary' },
  },
};

/** 高/中/低价值: thirds of the range of f + m. */
export const HIGH_MIDDLE_LOW: TierPreset<'high' | 'middle' | 'low'> = {
  code: 'high_middle_low',
  rows: [
    { code: 'high', anyOf: [{ value: { min: 8 } }] },
    { code: 'middle', anyOf: [{ value: { min: 5 } }] },
    { code: 'low', anyOf: [{}] },
  ],
  labels: {
    high: { zh: '高价值客户', en: 'High value' },
    middle: { zh: '中价值客户', en: 'Middle value' },
    low: { zh: '低价值客户', en: 'Low value' },
  },
};

/** 高价值/潜在/普通: a customer of promise buys recently and has begun to come back. */
export const HIGH_POTENTIAL_ORDINARY: TierPreset<'high' | 'potential' | 'ordinary'> = {
  code: 'high_potential_ordinary',
  rows: [
    { code: 'high', anyOf: [{ value: { min: 8 } }] },
    { code: 'potential', anyOf: [{ r: { min: 4 }, value: { min: 5 } }] },
    { code: 'ordinary', anyOf: [{}] },
  ],
  labels: {
    high: { zh: '高价值客户', en: 'High value' },
    potential: { zh: '潜在客户', en: 'Potential' },
    ordinary: { zh: '普通客户', en: 'Ordinary' },
  },
};

export const TIER_PRESETS: readonly TierPreset[] = [
  FOUR_CLASSES,
  CORE_IMPORTANT_ORDINARY,
  HIGH_MIDDLE_LOW,
  HIGH_POTENTIAL_ORDINARY,
];

/**
 * What a tier table is asked about, from scores and silence. Pure; `nameOf(preset.rows, tierFeatures(…))` is the tier.
 *
 * Example: `nameOf(FOUR_CLASSES.rows, tierFeatures({ r: 5, f: 4, m: 5 }, 12))` is `'core'`.
 */
export function tierFeatures(
  scores: { readonly r: number; readonly f: number; readonly m: number },
  daysSinceLast: number | null,
): Record<TierFeature, number | null> {
  return { ...scores, value: scores.f + scores.m, daysSinceLast };
}
