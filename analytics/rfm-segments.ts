/**
 * # Names for RFM scores
 *
 * A score triple means nothing to a shop; a name with an action attached does. Every vocabulary here is data: an
 * ordered table in which the **first matching row wins** and whose last row matches everybody, so each customer gets
 * exactly one name. Copy a table, edit it, pass it back: the functions know no vocabulary by heart.
 *
 * - `TEN_SEGMENTS`    the R × F map in general use; all 25 cells once, M unused
 * - `EIGHT_CLASSES`   the Chinese 八类客户: each of R, F, M above the mean or not
 * - `TIER_PRESETS`    the value tiers 核心/潜力/普通/沉睡 and the vocabularies of other traditions
 *
 * None of the names is a law of nature: the ten-segment map appears identically in many public implementations, but no
 * single authority defines it; the eight classes are swapped about in much-copied snippets (see below). What a class is
 * worth is measured afterwards, by what its members go on to do.
 */
import type { RfmScores } from '#analytics/rfm.ts';

/** Display name in the two languages of the console. */
export type Label = { readonly zh: string; readonly en: string };

/** Closed range; a missing end is open. */
export type Range = { readonly min?: number; readonly max?: number };

/** A box is a conjunction of ranges; a row matches when any of its boxes does. An empty box matches everybody. */
export type Box<Feature extends string> = { readonly [F in Feature]?: Range };
export type NamingRow<Code extends string, Feature extends string> = {
  readonly code: Code;
  readonly anyOf: readonly Box<Feature>[];
};
/** Rows in order of precedence. Plain JSON: may be stored, edited and read back. */
export type NamingTable<Code extends string, Feature extends string> = readonly NamingRow<Code, Feature>[];

/**
 * The code of the first row that matches. A feature that is null (not known) satisfies no range.
 * Throws RangeError when no row matches, which a table ending in an empty box rules out.
 */
export function nameOf<Code extends string, Feature extends string>(
  table: NamingTable<Code, Feature>,
  features: { readonly [F in Feature]?: number | null },
): Code {
  const row = table.find(({ anyOf }) => anyOf.some((box) => isInside(box, features)));
  if (row === undefined) throw new RangeError('no row of the table matches; end it with an empty box');
  return row.code;
}

/** Every range of the box holds; features the box does not mention may be anything. */
function isInside<Feature extends string>(
  box: Box<Feature>,
  features: { readonly [F in Feature]?: number | null },
): boolean {
  for (const feature in box) {
    const { min = -Infinity, max = Infinity } = box[feature]!;
    const value = features[feature];
    if (value === null || value === undefined || !(value >= min && value <= max)) return false;
  }
  return true;
}

// ——— Ten segments over R and F ———————————————————————————————————————————————————————————————————————————————————————

export type TenSegment =
  | 'champions'
  | 'loyal'
  | 'potential_loyalists'
  | 'new'
  | 'promising'
  | 'need_attention'
  | 'about_to_sleep'
  | 'cant_lose'
  | 'at_risk'
  | 'hibernating';

/** A rectangle of the 5 × 5 grid, both ends included. */
const cell = (r: readonly [number, number], f: readonly [number, number]): Box<'r' | 'f'> => ({
  r: { min: r[0], max: r[1] },
  f: { min: f[0], max: f[1] },
});

/** Rows do not overlap and cover all 25 cells, so their order is only for reading: best first. */
export const TEN_SEGMENTS: NamingTable<TenSegment, 'r' | 'f'> = [
  { code: 'champions', anyOf: [cell([5, 5], [4, 5])] },
  { code: 'loyal', anyOf: [cell([3, 4], [4, 5])] },
  { code: 'potential_loyalists', anyOf: [cell([4, 5], [2, 3])] },
  { code: 'new', anyOf: [cell([5, 5], [1, 1])] },
  { code: 'promising', anyOf: [cell([4, 4], [1, 1])] },
  { code: 'need_attention', anyOf: [cell([3, 3], [3, 3])] },
  { code: 'about_to_sleep', anyOf: [cell([3, 3], [1, 2])] },
  { code: 'cant_lose', anyOf: [cell([1, 2], [5, 5])] },
  { code: 'at_risk', anyOf: [cell([1, 2], [3, 4])] },
  { code: 'hibernating', anyOf: [cell([1, 2], [1, 2])] },
];

/**
 * The segment of one cell of the grid. Scores are integers 1 to 5; anything else throws RangeError.
 *
 * Example: `tenSegmentOf({ r: 5, f: 4 })` is `'champions'`.
 */
export function tenSegmentOf(scores: { readonly r: number; readonly f: number }): TenSegment {
  return nameOf(TEN_SEGMENTS, scores);
}

export const TEN_SEGMENT_LABELS: Record<TenSegment, Label> = {
  champions: { zh: '冠军客户', en: 'Champions' },
  loyal: { zh: '忠诚客户', en: 'Loyal customers' },
  potential_loyalists: { zh: '潜在忠诚客户', en: 'Potential loyalists' },
  new: { zh: '新客户', en: 'New customers' },
  promising: { zh: '有希望的客户', en: 'Promising' },
  need_attention: { zh: '需要关注', en: 'Need attention' },
  about_to_sleep: { zh: '即将沉睡', en: 'About to sleep' },
  cant_lose: { zh: '不能失去', en: "Can't lose them" },
  at_risk: { zh: '有流失风险', en: 'At risk' },
  hibernating: { zh: '休眠客户', en: 'Hibernating' },
};

// ——— Eight classes: above or below the mean in R, F, M ———————————————————————————————————————————————————————————————

export type EightClass =
  | 'important_value'
  | 'important_develop'
  | 'important_keep'
  | 'important_win_back'
  | 'general_value'
  | 'general_develop'
  | 'general_keep'
  | 'general_win_back';

/** Key `RFM`, one digit each, 1 = high; **R high means recent** (few days), not many days. */
export type EightClassTable<Class extends string = EightClass> = Record<
  '111' | '101' | '011' | '001' | '110' | '100' | '010' | '000',
  Class
>;

/**
 * The majority reading. Beware of a snippet that marks R as 1 when the *days* exceed their mean: it swaps value with
 * keep and develop with win back; other authors swap develop and keep. Hence the table is an argument.
 */
export const EIGHT_CLASSES: EightClassTable = {
  '111': 'important_value',
  '101': 'important_develop',
  '011': 'important_keep',
  '001': 'important_win_back',
  '110': 'general_value',
  '100': 'general_develop',
  '010': 'general_keep',
  '000': 'general_win_back',
};

export const EIGHT_CLASS_LABELS: Record<EightClass, Label> = {
  important_value: { zh: '重要价值客户', en: 'Important: high value' },
  important_develop: { zh: '重要发展客户', en: 'Important: to develop' },
  important_keep: { zh: '重要保持客户', en: 'Important: to keep' },
  important_win_back: { zh: '重要挽留客户', en: 'Important: to win back' },
  general_value: { zh: '一般价值客户', en: 'General: high value' },
  general_develop: { zh: '一般发展客户', en: 'General: to develop' },
  general_keep: { zh: '一般保持客户', en: 'General: to keep' },
  general_win_back: { zh: '一般挽留客户', en: 'General: to win back' },
};

/**
 * The three means a customer is held against. Two bases, and they disagree widely because money is skewed:
 * `score` compares scores 1–5 with their mean (about 3, so each bit is near half), `value` compares days, orders and
 * cents with theirs (a few large customers pull the mean up, so most people are "low").
 */
export type EightClassMeans = {
  readonly basis: 'score' | 'value';
  readonly r: number;
  readonly f: number;
  readonly m: number;
};

/** Fits the means on three columns: of scores (`score`) or of recency days, orders and cents (`value`). O(n). */
export function fitEightClassMeans(
  basis: 'score' | 'value',
  columns: { readonly r: ArrayLike<number>; readonly f: ArrayLike<number>; readonly m: ArrayLike<number> },
): EightClassMeans {
  return { basis, r: mean(columns.r), f: mean(columns.f), m: mean(columns.m) };
}

/**
 * The class of one customer; `one` holds what the means were fitted on. High is strictly above the mean, and for raw
 * days strictly below it.
 *
 * Example: with means 3, 3, 3 of scores, `{ r: 5, f: 1, m: 4 }` has key 101 and is `'important_develop'`.
 */
export function eightClassOf(means: EightClassMeans, one: RfmScores): EightClass;
export function eightClassOf<Class extends string>(
  means: EightClassMeans,
  one: RfmScores,
  table: EightClassTable<Class>,
): Class;
export function eightClassOf(
  means: EightClassMeans,
  one: RfmScores,
  table: EightClassTable<string> = EIGHT_CLASSES,
): string {
  const recent = means.basis === 'score' ? one.r > means.r : one.r < means.r;
  const key = `${bit(recent)}${bit(one.f > means.f)}${bit(one.m > means.m)}` as const;
  return table[key];
}

const bit = (high: boolean): '0' | '1' => (high ? '1' : '0');

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
